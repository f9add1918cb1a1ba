import { type Kysely, sql } from 'kysely'
import type { Db } from './open.ts'
import type { Tables } from './tables.ts'

type ReleasedNames = Extract<keyof Tables, `released.${string}`>
/** The database as board, public and export pages may see it: released rows, and nothing else. */
export type ReleasedDb = Kysely<Pick<Tables, ReleasedNames>>

/**
 * Reads what was released, as the role `heard_released`: the database itself refuses every other table.
 * @param read gets a connection that may read the schema `released` only
 */
export async function readReleased<T>(db: Db, read: (released: ReleasedDb) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`set local role heard_released`.execute(trx)
    return read(releasedPart(trx))
  })
}

/** The same rows for a piece of work that may see more, such as a transaction that goes on to write. */
export function releasedPart(db: Db): ReleasedDb {
  return db as unknown as ReleasedDb
}

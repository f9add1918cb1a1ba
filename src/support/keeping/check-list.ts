import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'

export type PastCheck = Selectable<Tables['option_checks']>

/** What somebody found out about an entry, newest first, the last twenty. */
export async function listChecks(db: Db, optionId: string): Promise<PastCheck[]> {
  return db
    .selectFrom('option_checks')
    .selectAll()
    .where('option_id', '=', optionId)
    .orderBy('made_on', 'desc')
    .orderBy('id')
    .limit(20)
    .execute()
}

export type Tries = Map<string, { reached: string | undefined; tried: string | undefined }>

/** By entry: the day somebody last reached them, and the day somebody last tried and did not. */
export async function lastTries(db: Db): Promise<Tries> {
  const { rows } = await sql<{ option_id: string; reached: string | null; tried: string | null }>`
    select option_id,
      max(made_on) filter (where outcome <> 'no answer')::text as reached,
      max(made_on) filter (where outcome = 'no answer')::text as tried
    from option_checks group by option_id`.execute(db)
  return new Map(
    rows.map(({ option_id, reached, tried }) => [
      option_id,
      { reached: reached ?? undefined, tried: tried ?? undefined },
    ]),
  )
}

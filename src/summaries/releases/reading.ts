import { type Kysely, sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import type { Content, Release } from './release.ts'

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
    return read(trx as unknown as ReleasedDb)
  })
}

/** All releases that stand, newest period first: a corrected one gives way to its correction. */
export async function listReleases(released: ReleasedDb, kind?: Release['kind']): Promise<Release[]> {
  const rows = await released
    .selectFrom('released.releases')
    .selectAll()
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .orderBy('from_day', 'desc')
    .orderBy('number', 'desc')
    .execute()
  const replaced = new Set(rows.map(({ replaces }) => replaces))
  return rows.filter(({ number }) => !replaced.has(number)).map(shape)
}

/** Every release there ever was, by number, also those that were corrected: what was published stays known. */
export async function everyRelease(db: Db): Promise<Release[]> {
  const rows = await db.selectFrom('released.releases').selectAll().orderBy('number').execute()
  return rows.map(shape)
}

/** A release by its number, also one that was corrected since. */
export async function findRelease(released: ReleasedDb, number: number): Promise<Release | undefined> {
  const row = await released.selectFrom('released.releases').selectAll().where('number', '=', number).executeTakeFirst()
  return row && shape(row)
}

/** Dated sentences about a release, oldest first. */
export async function listCorrections(released: ReleasedDb, number: number) {
  return released
    .selectFrom('released.corrections')
    .select(['on_day as on', 'sentence'])
    .where('number', '=', number)
    .orderBy('on_day')
    .orderBy('id')
    .execute()
}

function shape(row: {
  number: number
  kind: Release['kind']
  period: string
  from_day: string
  until_day: string
  frozen_on: string
  published_on: string
  replaces: number | null
  why: string
  content: Content
  digest: string
}): Release {
  return {
    ...{ number: row.number, kind: row.kind, key: row.period, from: row.from_day, until: row.until_day },
    ...{ frozenOn: row.frozen_on, publishedOn: row.published_on, replaces: row.replaces, why: row.why },
    ...{ content: row.content, digest: row.digest },
  }
}

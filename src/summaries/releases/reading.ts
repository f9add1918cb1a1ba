import type { Db } from '../../db/open.ts'
import type { ReleasedDb } from '../../db/released.ts'
import type { Content, Release } from './release.ts'

export { type ReleasedDb, readReleased } from '../../db/released.ts'

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

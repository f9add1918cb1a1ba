import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { FEWEST, type Shown, shown } from '../../small-numbers.ts'
import type { Wishes } from '../finding/wishes.ts'

/** One thing that somebody had ticked. */
export type Facet = { facet: string; key: string }

/** Every tap is one of these, whatever was ticked with it. */
const tap: Facet = { facet: 'tap', key: 'any' }

/** Two years: long enough to put a month beside the same one of last year. */
export const KEPT_MONTHS = 24

/**
 * Counts that somebody looked and could not find it. Each thing they had ticked makes one number of the month higher by
 * itself: no row is about a person, nothing is crossed with anything, there is no day and no time. Ages are not counted.
 * @param wishes as the form of the finder sends them
 */
export async function countUnmet(db: Db, wishes: Wishes, now: Date): Promise<void> {
  const month = dayOf(now).slice(0, 7)
  // In one order for everybody, so that two people at once never wait for each other in a circle.
  const rows = [tap, ...facetsOf(wishes)].sort((a, b) => (`${a.facet} ${a.key}` < `${b.facet} ${b.key}` ? -1 : 1))
  await sql`
    insert into unmet_needs (month, facet, key, count)
    select ${month}, ticked.facet, ticked.key, 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ticked(facet text, key text)
    on conflict (month, facet, key) do update set count = unmet_needs.count + 1`.execute(db)
}

/**
 * Writes every number anew in one commit. A database marks rows that were written together, and that mark would put one
 * person's ticks beside one another; after this all rows have the same one.
 */
export async function mixUnmet(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`lock table unmet_needs in exclusive mode`.execute(trx)
    await trx
      .updateTable('unmet_needs')
      .set(({ ref }) => ({ count: ref('count') }))
      .execute()
  })
}

export type Span = { from: string; until: string }

/** The months that have ended, newest first, each as a span of its own. @param today 'YYYY-MM-DD' */
export function endedMonths(today: string, most: number): Span[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const monthAt = (ago: number) => new Date(Date.UTC(year, month - 1 - ago)).toISOString().slice(0, 7)
  return Array.from({ length: most }, (_, n) => ({ from: monthAt(n + 1), until: monthAt(n) }))
}

export type Unmet = { taps: Shown; facets: { facet: string; key: string; taps: Shown }[] }

/**
 * What people looked for and could not find, most first, rounded. What fewer than ten taps named is left out, as if
 * nobody had: both look the same.
 * @param span the first month of it, and the first after it, as 'YYYY-MM' or any day in them
 * @param today months that have not ended are left out, so that two looks cannot be taken from one another
 */
export async function unmetBetween(db: Db, { from, until }: Span, today: string): Promise<Unmet> {
  const rows = await db
    .selectFrom('unmet_needs')
    .select(({ fn }) => ['facet', 'key', fn.sum<string>('count').as('taps')])
    .where('month', '>=', from.slice(0, 7))
    .where('month', '<', until.slice(0, 7))
    .where('month', '<', today.slice(0, 7))
    .groupBy(['facet', 'key'])
    .execute()
  const counted = rows.map(({ facet, key, taps }) => ({ facet, key, count: Number(taps) }))
  const all = counted.find(({ facet }) => facet === tap.facet)?.count ?? 0
  return {
    taps: shown(all),
    facets: counted
      .filter(({ facet, count }) => facet !== tap.facet && count >= FEWEST)
      // Rounded before they are put in order, so that the order of two tells no more than their numbers.
      .map(({ facet, key, count }) => ({ facet, key, taps: shown(count) }))
      .sort((a, b) => numberOf(b.taps) - numberOf(a.taps) || (a.key < b.key ? -1 : 1)),
  }
}

/**
 * What people looked for and could not find in months that have ended.
 * @returns exact counts, for a release that protects them: never shown as they are
 */
export async function unmetCounts(db: Db, { from, until }: Span) {
  const rows = await db
    .selectFrom('unmet_needs')
    .select(({ fn }) => ['facet', 'key', fn.sum<string>('count').as('taps')])
    .where('month', '>=', from.slice(0, 7))
    .where('month', '<', until.slice(0, 7))
    .groupBy(['facet', 'key'])
    .orderBy('facet')
    .orderBy('key')
    .execute()
  const counted = rows.map(({ facet, key, taps }) => ({ facet, key, count: Number(taps) }))
  return {
    taps: counted.find(({ facet }) => facet === tap.facet)?.count ?? 0,
    facets: counted.filter(({ facet }) => facet !== tap.facet),
  }
}

/** @returns how many rows were too old and have gone */
export async function forgetOldUnmet(db: Db, now: Date): Promise<number> {
  const gone = await db.deleteFrom('unmet_needs').where('month', '<', monthsBefore(now)).executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** @returns 'YYYY-MM', the first month that is kept */
export function monthsBefore(now: Date): string {
  const [year = 0, month = 1] = dayOf(now).split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 - KEPT_MONTHS)).toISOString().slice(0, 7)
}

function facetsOf(wishes: Wishes): Facet[] {
  const each = (facet: string, keys: (string | undefined)[]) =>
    keys.flatMap((key) => (key === undefined ? [] : [{ facet, key }]))
  return [
    ...each('need', wishes.needs),
    ...each('when', [wishes.when]),
    ...each('way', wishes.ways),
    ...each('with', wishes.welcomes),
    ...each('police', [wishes.noPolice ? 'no' : undefined]),
    ...each('free', [wishes.free ? 'yes' : undefined]),
    ...each('language', [wishes.language]),
    ...each('who', [wishes.who]),
    ...each('area', [wishes.area]),
  ]
}

const numberOf = (people: Shown) => (people.kind === 'about' ? people.n : 0)

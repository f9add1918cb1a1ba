import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { ReleasePeriod } from './release.ts'
import { monthsOf } from './release-period.ts'

type Days = Pick<ReleasePeriod, 'from' | 'until'>

/**
 * How many of those who gave feedback in a period have taken it back, ever.
 * @param before 'YYYY-MM-DD', left out: those who took it back before this day
 * @returns an exact count: never shown as it is
 */
export async function countWithdrawn(db: Db, { from, until }: Days, before?: string): Promise<number> {
  const { people } = await db
    .selectFrom('responses')
    .select(sql<number>`count(*)::int`.as('people'))
    .where('withdrawn_on', 'is not', null)
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .$if(before !== undefined, (query) => query.where('withdrawn_on', '<', before!))
    .executeTakeFirstOrThrow()
  return people
}

/** How many gave feedback in each two months, whatever became of it since. Exact: never shown as it is. */
export type Given = Record<string, number>

/** How many gave feedback in a period or a year: for how many are new between two releases. */
export async function countGiven(db: Db, period: ReleasePeriod): Promise<Given> {
  const given: Given = {}
  for (const { key, from, until } of monthsOf(period)) {
    const { people } = await db
      .selectFrom('responses')
      .select(sql<number>`count(*)::int`.as('people'))
      .where('received_on', '>=', from)
      .where('received_on', '<', until)
      .executeTakeFirstOrThrow()
    given[key] = people
  }
  return given
}

/** How many had given feedback when each release was frozen, by its number. */
export async function givenAtReleases(db: Db): Promise<Map<number, Given>> {
  const rows = await db
    .selectFrom('release_drafts')
    .select(['number', sql<Given | null>`report -> 'given'`.as('given')])
    .where('state', '=', 'published')
    .execute()
  return new Map(rows.map(({ number, given }) => [number!, given ?? {}]))
}

/** How many gave feedback in the same two months in between. @param then left out: nothing was counted before */
export function newBetween(now: Given, then: Given = {}): number {
  return Object.entries(now).reduce((sum, [key, people]) => sum + people - (then[key] ?? 0), 0)
}

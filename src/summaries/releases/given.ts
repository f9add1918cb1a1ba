import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { ReleasePeriod } from './release.ts'

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

/** How many gave feedback in a period, whatever became of it since: for how many are new between two releases. */
export async function countGiven(db: Db, { from, until }: Days): Promise<number> {
  const { people } = await db
    .selectFrom('responses')
    .select(sql<number>`count(*)::int`.as('people'))
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .executeTakeFirstOrThrow()
  return people
}

/** How many had given feedback in a period when its last release was frozen; 0 where there is none. */
export async function givenBefore(db: Db, { kind, key }: Pick<ReleasePeriod, 'kind' | 'key'>): Promise<number> {
  const last = await db
    .selectFrom('release_drafts')
    .select(sql<number>`coalesce((report ->> 'given')::int, 0)`.as('given'))
    .where('kind', '=', kind)
    .where('period', '=', key)
    .where('state', '=', 'published')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.given ?? 0
}

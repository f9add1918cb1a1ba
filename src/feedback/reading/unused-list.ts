import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { type ReasonNotToUse, reasonsNotToUse } from './not-used.ts'

const MOST = 20

/** What two people left unused lately, so that any reader can look and think again. No words. */
export async function listUnused(db: Db, memberId: string): Promise<{ ref: string; reason: string }[]> {
  const rows = await db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .select(['ref', 'not_used'])
    .where('state', '=', 'not used')
    .where('withdrawn_on', 'is', null)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('second_on', 'desc')
    .orderBy('ref')
    .limit(MOST)
    .execute()
  return rows.map(({ ref, not_used }) => ({ ref, reason: reasonsNotToUse[not_used as ReasonNotToUse] ?? '' }))
}

/**
 * How many of those who gave feedback in a period were left unused, by reason, every reason in its place.
 * @returns exact counts: they go into a release, where they are made safe
 */
export async function countUnused(
  db: Db,
  { from, until }: Pick<Period, 'from' | 'until'>,
): Promise<{ key: string; reason: string; people: number }[]> {
  const rows = await db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .select(['not_used', sql<number>`count(*)::int`.as('people')])
    .where('state', '=', 'not used')
    .where('withdrawn_on', 'is', null)
    .where('received_on', '>=', from)
    .where('received_on', '<', until)
    .groupBy('not_used')
    .execute()
  const of = (key: string) => rows.find(({ not_used }) => not_used === key)?.people ?? 0
  return Object.entries(reasonsNotToUse).map(([key, reason]) => ({ key, reason, people: of(key) }))
}

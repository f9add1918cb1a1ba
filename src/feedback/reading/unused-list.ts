import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { FEWEST, type Shown, shown, shownPart } from '../../small-numbers.ts'
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

export type Unused = { all: Shown; reasons: { reason: string; people: Shown }[] }

/** How many of those who gave feedback in a period were left unused, and why, safe to show as it is. */
export async function countUnused(db: Db, { from, until }: Period): Promise<Unused> {
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
  const all = rows.reduce((sum, { people }) => sum + people, 0)
  const of = (reason: string) => rows.find(({ not_used }) => not_used === reason)?.people ?? 0
  const reasons = Object.entries(reasonsNotToUse).map(([key, reason]) => ({ reason, people: shownPart(of(key), all) }))
  return { all: shown(all), reasons: all < FEWEST ? [] : reasons.filter(({ people }) => people.kind === 'about') }
}

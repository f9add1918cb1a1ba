import type { Db } from '../../db/open.ts'
import { hasEnded } from '../../period.ts'
import { listPeriods } from '../periods.ts'
import type { ReleasePeriod } from './release.ts'
import { findReleasePeriod } from './release-period.ts'

/**
 * Periods and years that have ended, in which somebody spoke or something was decided, and about which nothing was released
 * and nothing is under way: the oldest first. Heard reminds of them and prepares nothing by itself.
 */
export async function listDue(db: Db, today: string): Promise<ReleasePeriod[]> {
  const there = await db
    .selectFrom('release_drafts')
    .select('period')
    .where('state', 'in', ['waiting', 'ready', 'published'])
    .execute()
  const known = new Set(there.map(({ period }) => period))
  const keys = (await listPeriods(db, today)).map(({ key }) => key)
  const years = [...new Set(keys.map((key) => key.slice(0, 4)))]
  return [...keys, ...years]
    .flatMap((key) => findReleasePeriod(key) ?? [])
    .filter((period) => hasEnded(period, today) && !known.has(period.key))
    .sort((a, b) => a.until.localeCompare(b.until) || b.from.localeCompare(a.from))
}

import type { Db } from '../../db/open.ts'
import { hasEnded, periodOf } from '../../period.ts'
import { listPeriods } from '../periods.ts'
import { FEWEST_PERIODS, itsYear } from './may-release.ts'
import type { ReleasePeriod } from './release.ts'
import { findReleasePeriod } from './release-period.ts'

/**
 * Periods and years that have ended, in which somebody spoke or something was decided, and about which nothing was released
 * and nothing is under way: the oldest first. Heard reminds of them and prepares nothing by itself.
 *
 * A year is among them only when people spoke in three of its periods at least: of fewer it could not follow. A period whose year
 * is out is not, since it cannot follow either.
 */
export async function listDue(db: Db, today: string): Promise<ReleasePeriod[]> {
  const there = await db
    .selectFrom('release_drafts')
    .select(['period', 'state'])
    .where('state', 'in', ['waiting', 'ready', 'published'])
    .execute()
  const known = new Set(there.map(({ period }) => period))
  const out = there
    .filter(({ state }) => state === 'published')
    .flatMap(({ period }) => findReleasePeriod(period) ?? [])
  const keys = (await listPeriods(db, today)).map(({ key }) => key)
  return [...keys, ...(await yearsOfThree(db))]
    .flatMap((key) => findReleasePeriod(key) ?? [])
    .filter((period) => hasEnded(period, today) && !known.has(period.key) && !itsYear(out, period))
    .sort((a, b) => a.until.localeCompare(b.until) || b.from.localeCompare(a.from))
}

/** Years with people's words in three of their periods or more. */
async function yearsOfThree(db: Db): Promise<string[]> {
  const days = await db
    .selectFrom('responses')
    .select('received_on')
    .where('withdrawn_on', 'is', null)
    .distinct()
    .execute()
  const spoken = new Set(days.map((one) => periodOf(one.received_on).key))
  const years = [...Map.groupBy(spoken, (key) => key.slice(0, 4))]
  return years.filter(([, periods]) => periods.length >= FEWEST_PERIODS).map(([year]) => year)
}

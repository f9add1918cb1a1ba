import type { Db } from '../db/open.ts'
import { hasEnded, type Period, periodBefore, periodOf } from '../period.ts'

/**
 * Periods in which somebody spoke or something was decided, newest first, from the running one back to the first.
 * @param today 'YYYY-MM-DD'
 */
export async function listPeriods(db: Db, today: string): Promise<Period[]> {
  const responses = await db
    .selectFrom('responses')
    .select('received_on as day')
    .where('withdrawn_on', 'is', null)
    .union(db.selectFrom('decisions').select('decided_on as day'))
    .union(db.selectFrom('practice_changes').select('made_on as day'))
    .execute()
  const periods = new Map(responses.map(({ day }) => periodOf(day)).map((period) => [period.key, period]))
  return [...periods.values()].filter(({ from }) => from <= today).sort((a, b) => b.key.localeCompare(a.key))
}

/** The one to open first: the newest that has ended, else the one that runs. */
export function firstToShow(periods: Period[], today: string): Period {
  return periods.find((period) => hasEnded(period, today)) ?? periodOf(today)
}

/** The period before and after this one, as far as there is something to see. */
export function neighbours(periods: Period[], period: Period): { before?: Period; after?: Period } {
  const before = periods.find(({ key }) => key === periodBefore(period).key)
  const after = periods.find((one) => periodBefore(one).key === period.key)
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) }
}

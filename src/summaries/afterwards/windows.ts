import type { Db } from '../../db/open.ts'
import { hasEnded, type Period, periodAfter, periodBefore, periodOf } from '../../period.ts'

/** At most a year on either side: long enough for a small service to be heard, and every season is in both. */
const MOST = 6

/** As many whole periods before a change as after its record, oldest first; the period of either day is in neither. */
export type Windows = { before: Period[]; after: Period[]; ended: number }

/**
 * The equal stretches of time around a change. They are made of the fixed periods of every other figure: a window of its
 * own for each change could be taken from the next one until a few people are left.
 * @param madeOn 'YYYY-MM-DD'
 * @param since the day of the first feedback: before it there is nothing to compare with
 * @param today periods that have ended by this day count
 * @param recordedOn the day on which it was written down, with what should be heard: nobody knew the figures of a later period
 * @returns `ended`: how many periods have ended since, counted or not
 */
export function windowsAround(madeOn: string, since: string, today: string, recordedOn = madeOn): Windows {
  const made = periodOf(madeOn)
  const recorded = periodOf(recordedOn > madeOn ? recordedOn : madeOn)
  const after: Period[] = []
  for (let next = periodAfter(recorded); hasEnded(next, today) && after.length < MOST; next = periodAfter(next))
    after.push(next)
  const before: Period[] = []
  for (let one = periodBefore(made); one.from >= since && before.length < after.length; one = periodBefore(one))
    before.unshift(one)
  return { before, after: after.slice(0, before.length), ended: after.length }
}

/** The day from which on whole periods can be compared: the first of the period after the one with the first feedback. */
export async function firstWhole(db: Db): Promise<string | undefined> {
  const { day } = await db
    .selectFrom('responses')
    .select(({ fn }) => fn.min('received_on').as('day'))
    .executeTakeFirstOrThrow()
  if (!day) return undefined
  const period = periodOf(day)
  // Heard from its first month on, a period is as good as whole.
  return day.slice(0, 7) === period.key ? period.from : periodAfter(period).from
}

import type { Db } from '../../db/open.ts'
import { type ReadReason, readWithin } from '../../safeguarding/duty/due.ts'
import { dutyTimes } from '../../safeguarding/duty-times.ts'
import { afterWorkingMinutes } from '../../safeguarding/working-time.ts'

/** When a person must have read what waits from now on, by the partnership's times. */
export async function readingDue(db: Db, reason: ReadReason, now: Date): Promise<Date> {
  const times = await dutyTimes(db)
  return afterWorkingMinutes(now, times[readWithin[reason]], times)
}

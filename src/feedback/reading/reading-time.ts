import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { type DutyTimes, dutyTimes } from '../../safeguarding/duty-times.ts'
import { afterWorkingMinutes } from '../../safeguarding/working-time.ts'

type Reason = Tables['readings']['reason']

const readWithin = {
  'unsafe now': 'readUnsafe',
  'child wrote': 'readChild',
  'own words': 'readOwn',
} as const satisfies Record<Reason, keyof DutyTimes>

/** When a person must have read what waits from now on, by the partnership's times. */
export async function readingDue(db: Db, reason: Reason, now: Date): Promise<Date> {
  const times = await dutyTimes(db)
  return afterWorkingMinutes(now, times[readWithin[reason]], times)
}

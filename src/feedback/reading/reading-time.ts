import type { Tables } from '../../db/tables.ts'
import { afterWorkingMinutes, workingDayMinutes } from '../../safeguarding/working-time.ts'

type Reason = Tables['readings']['reason']

/** Minutes of working time until a person must have read it (the partnership's decision; stricter than the guidance). */
const readWithin: Record<Reason, number> = {
  'unsafe now': 30,
  'child wrote': 4 * 60,
  'own words': workingDayMinutes,
}

/** When a person must have read what waits from now on. */
export function readingDue(reason: Reason, now: Date): Date {
  return afterWorkingMinutes(now, readWithin[reason])
}

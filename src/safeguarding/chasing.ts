import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { awaitedAnswers } from './answer.ts'
import { openConcernsWithSteps } from './concern-list.ts'
import { isKeptFrom } from './conflict.ts'
import { queueAlert } from './duty/alert.ts'
import { dutyAt, whoTakes } from './duty/on-duty.ts'
import { dutyTimes } from './duty-times.ts'
import { dutySince, suspectedIn } from './suspicion.ts'
import { isWorkingDay } from './working-time.ts'

/**
 * Reminds whoever has a concern on which a place has not answered in time, or of which nobody has told the police or the
 * council in time: once each working day, until something was done. Where they are away or must not read it, whoever
 * would take it is reminded instead. Safe to repeat.
 * @param dutyFrom the setting DUTY_TO_NOTIFY_FROM
 * @returns how many alerts are new
 */
export async function chaseAnswers(db: Db, keys: Keys, dutyFrom: string | undefined, now: Date): Promise<number> {
  if (!isWorkingDay(dayOf(now))) return 0
  const times = await dutyTimes(db)
  const duty = dutySince(dutyFrom, now)
  const known = await dutyAt(db, now)
  const there = new Set(known.there.map(({ id }) => id))
  let made = 0
  for (const { concern, steps } of await openConcernsWithSteps(db)) {
    const unanswered = awaitedAnswers(steps, times).some(({ dueAt }) => dueAt < now)
    const untold = suspectedIn(steps, duty, times).dueAt
    if (!unanswered && !(untold && untold < now)) continue
    const { id, owner_id, response_id, level } = concern
    const kept = response_id !== null && (await isKeptFrom(db, owner_id, response_id))
    const can = there.has(owner_id) && !kept
    const to = can ? owner_id : (await whoTakes(db, response_id, level, now, [owner_id], known))?.id
    const alert = { record: 'concern' as const, id, round: `chase ${dayOf(now)}`, tone: 'late' as const }
    made += await queueAlert(db, keys, { ...alert, to: to ? [to] : [] }, now)
  }
  return made
}

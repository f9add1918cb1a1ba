import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { awaitedAnswers } from './answer.ts'
import { isKeptFromConcern, keptFromConcern } from './concern-conflict.ts'
import { openConcernsWithSteps } from './concern-list.ts'
import { queueAlert } from './duty/alert.ts'
import { dutyAt, whoTakes } from './duty/on-duty.ts'
import { closingDue } from './duty/settled.ts'
import { dutyTimes } from './duty-times.ts'
import { dutySince, suspectedIn } from './suspicion.ts'
import { isWorkingDay } from './working-time.ts'

/**
 * Reminds whoever has a concern on which a place has not answered in time, or of which nobody has told the police or the
 * council in time, or which a second person has not answered whether it may be closed: once each working day, until something was done. Where they are away or must not read it, whoever
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
    const closing = closingDue(steps, times)
    const proposed = closing !== null && closing < now
    if (!unanswered && !(untold && untold < now) && !proposed) continue
    const { id, owner_id, response_id, level } = concern
    // Whoever proposed to close it is not the second person.
    const not = [...(await keptFromConcern(db, id)), ...(proposed ? [steps.at(-1)?.member_id ?? null] : [])]
    const can = there.has(owner_id) && !not.includes(owner_id) && !(await isKeptFromConcern(db, owner_id, concern))
    const to = can ? owner_id : (await whoTakes(db, response_id, level, now, [...not, owner_id], known))?.id
    const alert = { record: 'concern' as const, id, round: `chase ${dayOf(now)}`, tone: 'late' as const }
    made += await queueAlert(db, keys, { ...alert, to: to ? [to] : [] }, now)
  }
  return made
}

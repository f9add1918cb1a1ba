import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import type { Member } from '../team/member.ts'
import { isToldPlace, type ToldPlace } from './concern-kind.ts'
import { addStep, type ConcernStep, type Done, withConcern } from './concern-step.ts'
import { type DutyTimes, dutyTimes } from './duty-times.ts'
import { afterWorkingMinutes } from './working-time.ts'

/** A place that a concern was passed on to and that has not answered. */
export type Awaited = {
  /** The number of the step that passed it on. */
  number: number
  place: ToldPlace
  since: Date
  /** One working day after it was passed on, or was last asked again. */
  dueAt: Date
  asked: number
}

/** Each passing on waits for an answer of its own, until there is one or somebody says why none comes. */
export function awaitedAnswers(steps: ConcernStep[], times: DutyTimes): Awaited[] {
  const due = (step: ConcernStep) => step.due_at ?? afterWorkingMinutes(step.at, times.acknowledge, times)
  return steps.flatMap((passed) => {
    if (passed.step !== 'passed on' || !isToldPlace(passed.destination)) return []
    // Before several places could be told apart, an answer was for whatever came before it.
    const after = steps.filter(
      ({ answers, number }) => answers === passed.number || (answers === null && number > passed.number),
    )
    if (after.some(({ step }) => step === 'acknowledged' || step === 'explained')) return []
    const asked = after.filter(({ step }) => step === 'asked again')
    const { number, destination: place, at: since } = passed
    return [{ number, place, since, dueAt: due(asked.at(-1) ?? passed), asked: asked.length }]
  })
}

/** Which place is meant: the number of the step that passed it on; left out, the only one that waits. */
export type Which = number | undefined

/** Records that the place it went to has answered. @throws {NotFound} */
export function acknowledge(db: Db, keys: Keys, ref: string, which: Which, by: Member, now: Date): Promise<Done> {
  return onAwaited(db, keys, ref, which, { step: 'acknowledged' }, by, now)
}

/** Records that the place was asked again. The task comes back after another working day. @throws {NotFound} */
export function askAgain(db: Db, keys: Keys, ref: string, which: Which, by: Member, now: Date): Promise<Done> {
  return onAwaited(db, keys, ref, which, { step: 'asked again' }, by, now)
}

/** Records why no answer comes any more. @throws {NotFound} */
export function explainNoAnswer(
  db: Db,
  keys: Keys,
  ref: string,
  { which, why }: { which: Which; why: string },
  by: Member,
  now: Date,
): Promise<Done> {
  return onAwaited(db, keys, ref, which, { step: 'explained', words: why }, by, now)
}

async function onAwaited(
  db: Db,
  keys: Keys,
  ref: string,
  which: Which,
  step: { step: 'acknowledged' | 'asked again' | 'explained'; words?: string },
  by: Member,
  now: Date,
): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const times = await dutyTimes(trx)
    const awaited = awaitedAnswers(steps, times)
    const one = which === undefined && awaited.length === 1 ? awaited[0] : awaited.find((a) => a.number === which)
    if (!one) {
      return {
        ok: false,
        problem: awaited.length > 1 ? 'Choose which place it is about.' : 'No place is waited for any more.',
      }
    }
    const due = step.step === 'asked again' ? { due_at: afterWorkingMinutes(now, times.acknowledge, times) } : {}
    await addStep(trx, keys, concern, { ...step, ...due, answers: one.number, destination: one.place }, by, now)
    return { ok: true }
  })
}

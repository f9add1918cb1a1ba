import type { Db } from '../../db/open.ts'
import { isToldPlace, toldPlaces } from '../concern-kind.ts'
import type { ConcernStep } from '../concern-step.ts'
import type { DutyTimes } from '../duty-times.ts'
import { afterWorkingMinutes } from '../working-time.ts'

/**
 * The ids of the concerns whose own time has stopped: closed by two people, or decided and passed on to a place that
 * answers. That it goes nowhere stops nothing before a second person agrees.
 */
export function settled(db: Db) {
  return db
    .selectFrom('concern_steps as over')
    .select('over.concern_id')
    .where((eb) =>
      eb.or([
        eb('over.step', '=', 'closed'),
        eb.and([
          eb('over.step', '=', 'passed on'),
          eb('over.destination', 'in', [...toldPlaces]),
          eb(
            'over.concern_id',
            'in',
            eb.selectFrom('concern_steps as made').select('made.concern_id').where('made.step', '=', 'decided'),
          ),
        ]),
      ]),
    )
}

/** The same of one concern, from its steps. */
export function isSettled(steps: ConcernStep[]): boolean {
  const decided = steps.some(({ step }) => step === 'decided')
  return steps.some(
    ({ step, destination }) => step === 'closed' || (decided && step === 'passed on' && isToldPlace(destination)),
  )
}

/**
 * Until when a second person answers what was proposed about closing: as long as a place has for its answer. Proposing
 * again gives no more time.
 */
export function closingDue(steps: ConcernStep[], times: DutyTimes): Date | null {
  if (steps.at(-1)?.step !== 'closing proposed') return null
  const first = steps[steps.findLastIndex(({ step }) => step !== 'closing proposed') + 1]
  return first ? afterWorkingMinutes(first.at, times.acknowledge, times) : null
}

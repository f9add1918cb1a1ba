import type { Db } from '../db/open.ts'
import type { AtRisk } from '../db/tables.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import type { Member } from '../team/member.ts'
import { keptFromConcern } from './concern-conflict.ts'
import { type ConcernKind, type Decision, type Destination, isToldPlace, type Level, levels } from './concern-kind.ts'
import { addStep, type Done, withConcern } from './concern-step.ts'
import { queueAlert } from './duty/alert.ts'
import { whoTakes } from './duty/on-duty.ts'
import { dutyTimes } from './duty-times.ts'
import { afterWorkingMinutes } from './working-time.ts'

/** What was decided, why, and that both a child and an adult were thought of. */
export type Decided = { decision: Decision; why: string; child: AtRisk; adult: AtRisk }

/** Records a decision. A later one stands beside it. @throws {NotFound} */
export async function decide(db: Db, keys: Keys, ref: string, what: Decided, by: Member, now: Date): Promise<void> {
  const { decision, why, child, adult } = what
  const step = { step: 'decided' as const, choice: decision, child_at_risk: child, adult_at_risk: adult, words: why }
  await withConcern(db, ref, by, (trx, concern) => addStep(trx, keys, concern, step, by, now))
}

/**
 * Where a concern went, and whether the writer's own page says so; null when nobody chose, and it says nothing.
 * `why` is needed where it went nowhere.
 */
export type PassingOn = { destination: Destination; tell: boolean | null; why?: string }

/**
 * Records that the concern was passed on, and where. Each place has an answer due of its own. It needs no decision first:
 * nothing that is written here may stand before a call for help.
 * @throws {NotFound} when there is no such concern; {NotAllowed} when it goes nowhere and nobody said why
 */
export async function passOn(db: Db, keys: Keys, ref: string, where: PassingOn, by: Member, now: Date): Promise<void> {
  const { destination, tell, why } = where
  const answers = isToldPlace(destination)
  if (!answers && !why) throw new NotAllowed('it went nowhere, and nobody said why')
  await withConcern(db, ref, by, async (trx, concern) => {
    const times = await dutyTimes(trx)
    const due_at = answers ? afterWorkingMinutes(now, times.acknowledge, times) : null
    const step = { step: 'passed on' as const, destination, told_when_passed_on: tell, due_at }
    await addStep(trx, keys, concern, why ? { ...step, words: why } : step, by, now)
  })
}

/** Says what else it is about. What was said before stays. @throws {NotFound} */
export async function addAbout(db: Db, keys: Keys, ref: string, about: ConcernKind, by: Member, now: Date) {
  return withConcern(db, ref, by, async (trx, concern, steps): Promise<Done> => {
    const said = [concern.about, ...steps.flatMap(({ step, choice }) => (step === 'also about' ? [choice] : []))]
    if (said.includes(about)) return { ok: false, problem: 'It says so already.' }
    await addStep(trx, keys, concern, { step: 'also about', choice: about }, by, now)
    return { ok: true }
  })
}

/**
 * Passes a concern up at once, without waiting for the clock: whoever is the deputy or manager now takes it and is
 * alerted. Nobody can take it down again; the database refuses a lower level.
 * @throws {NotFound}
 */
export async function escalate(
  db: Db,
  keys: Keys,
  ref: string,
  { to, why }: { to: Level; why: string },
  by: Member,
  now: Date,
): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern) => {
    const level = levels[to]
    if (concern.level > level) return { ok: false, problem: 'It is with the manager already.' }
    const taker = await whoTakes(trx, concern.response_id, level, now, await keptFromConcern(trx, concern.id))
    await trx
      .updateTable('concerns')
      .set({ level, owner_id: taker?.id ?? concern.owner_id })
      .where('id', '=', concern.id)
      .execute()
    const number = await addStep(trx, keys, concern, { step: 'escalated', choice: to, words: why }, by, now)
    const alert = { record: 'concern' as const, id: concern.id, round: `escalated ${number}`, tone: 'now' as const }
    await queueAlert(trx, keys, { ...alert, to: taker ? [taker.id] : [] }, now)
    return { ok: true }
  })
}

import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import type { Member } from '../team/member.ts'
import { awaitedAnswers } from './answer.ts'
import { isKeptFromConcern, keptFromConcern } from './concern-conflict.ts'
import { type ClosingReason, destinations, nameOf } from './concern-kind.ts'
import { addStep, type Concern, type ConcernStep, withConcern } from './concern-step.ts'
import { NOTE_OPENED } from './concern-words.ts'
import { queueAlert } from './duty/alert.ts'
import { whoTakes } from './duty/on-duty.ts'
import { type DutyTimes, dutyTimes } from './duty-times.ts'
import { suspectedIn } from './suspicion.ts'

/** Why it is closed, how it ended, and what is read on the writer's page, word for word; null when it is not safe to say anything. */
export type Ending = { reason: ClosingReason; outcome: string; toldWriter: string | null }

/**
 * What has to be done before a concern may be closed, a sentence for each.
 * @param duty since when the duty to notify holds (`dutySince`)
 */
export function missingForClosing(steps: ConcernStep[], times: DutyTimes, duty: string | undefined): string[] {
  const missing: string[] = []
  const has = (name: ConcernStep['step']) => steps.some(({ step }) => step === name)
  if (!has('decided')) missing.push('Say first what was decided, and why.')
  if (!has('passed on')) missing.push('Say first where it was passed on, or that it went nowhere and why.')
  for (const { place } of awaitedAnswers(steps, times)) {
    missing.push(`Nobody has answered at ${nameOf(destinations, place)}. Ask again, or say why no answer comes.`)
  }
  const suspected = suspectedIn(steps, duty, times)
  if (suspected.lowering) missing.push('A second person has to answer what was proposed about a suspected offence.')
  if (duty !== undefined && suspected.now === null) missing.push('Say first if a child sexual offence is suspected.')
  if (suspected.dueAt)
    missing.push('A child sexual offence is suspected. Say first who told the police or the council.')
  return missing
}

/**
 * The first of two people says how it ended.
 * @param duty since when the duty to notify holds (`dutySince`)
 * @returns the number of this step, for the answer to it; or what is missing. A concern cannot end without a decision, a
 *   destination and every answer
 */
export async function proposeClosing(
  db: Db,
  keys: Keys,
  ref: string,
  ending: Ending,
  by: Member,
  now: Date,
  duty?: string,
): Promise<{ ok: true; proposal: number } | { ok: false; problem: string }> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const last = steps.at(-1)
    if (last?.step === 'closing proposed' && last.member_id !== by.id) {
      return { ok: false, problem: 'Somebody else proposed to close it meanwhile. Look at what they wrote.' }
    }
    const missing = missingForClosing(steps, await dutyTimes(trx), duty)
    if (missing.length > 0) return { ok: false, problem: missing.join(' ') }
    const { reason, outcome, toldWriter } = ending
    const step = { step: 'closing proposed' as const, choice: reason, outcome, told_writer: toldWriter }
    const proposal = await addStep(trx, keys, concern, step, by, now)
    const kept = await keptFromConcern(trx, concern.id)
    const can = concern.owner_id !== by.id && !(await isKeptFromConcern(trx, concern.owner_id, concern))
    const second = can
      ? concern.owner_id
      : (await whoTakes(trx, concern.response_id, concern.level, now, [...kept, by.id, concern.owner_id]))?.id
    const alert = { record: 'concern' as const, id: concern.id, round: `closing ${proposal}`, tone: 'waits' as const }
    await queueAlert(trx, keys, { ...alert, to: second ? [second] : [] }, now)
    return { ok: true, proposal }
  })
}

/**
 * The second person closes it, or keeps it open.
 * @param answer with the proposal that the page showed: what the writer will read is part of what they agree to
 * @param duty since when the duty to notify holds (`dutySince`)
 * @throws {NotAllowed} when the same person proposed it, or it is another proposal by now
 */
export async function settleClosing(
  db: Db,
  keys: Keys,
  ref: string,
  answer: { proposal: number; close: boolean },
  by: Member,
  now: Date,
  duty?: string,
): Promise<{ ok: true } | { ok: false; problem: string }> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const proposed = steps.at(-1)
    if (proposed?.step !== 'closing proposed') throw new NotAllowed('nobody has proposed to close it')
    if (proposed.number !== answer.proposal) throw new NotAllowed('it is another proposal by now')
    if (proposed.member_id === by.id) throw new NotAllowed('two people close a concern')
    if (answer.close) {
      if (!(await hasOpenedNote(trx, concern.id, by.id))) {
        return {
          ok: false,
          problem: 'Open the note first: how it ended and why stands there. Then agree, or keep it open.',
        }
      }
      const missing = missingForClosing(steps, await dutyTimes(trx), duty)
      if (missing.length > 0) return { ok: false, problem: missing.join(' ') }
      if (!(await hasFreshEyes(trx, concern, [proposed.member_id, by.id]))) {
        return {
          ok: false,
          problem: 'One of you read the words first and the other raised this. A third person has to close it.',
        }
      }
    }
    await addStep(trx, keys, concern, { step: answer.close ? 'closed' : 'kept open' }, by, now)
    return { ok: true }
  })
}

/** Whether somebody has read how it ended, since that was written down: nobody agrees to what they have not seen. */
async function hasOpenedNote(db: Db, concernId: string, memberId: string): Promise<boolean> {
  const entries = db.selectFrom('audit_entries').where('record_id', '=', concernId)
  const opened = await entries
    .select('number')
    .where('member_id', '=', memberId)
    .where('action', '=', NOTE_OPENED)
    .where('number', '>', (eb) =>
      eb
        .selectFrom('audit_entries as proposed')
        .select(({ fn }) => fn.max('proposed.number').as('number'))
        .where('proposed.record_id', '=', concernId)
        .where('proposed.action', '=', 'concern: closing proposed'),
    )
    .limit(1)
    .executeTakeFirst()
  return opened !== undefined
}

/** Whether one of them neither read the words first nor raised the concern. */
export async function hasFreshEyes(db: Db, concern: Concern, memberIds: string[]): Promise<boolean> {
  const reading = await db
    .selectFrom('readings')
    .select('first_by')
    .where('response_id', '=', concern.response_id)
    .executeTakeFirst()
  return memberIds.some((id) => id !== concern.raised_by && id !== reading?.first_by)
}

import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import { sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { openDataKey } from '../seal/records.ts'
import type { Member } from '../team/member.ts'
import { addStep, lockConcern, stepsOf } from './concern-step.ts'
import { outcomePlace } from './concern-words.ts'

/** How a concern ended, and what is read on the writer's page, word for word; null when it is not safe to say anything. */
export type Ending = { outcome: string; toldWriter: string | null }

/**
 * The first of two people says how it ended.
 * @returns the number of this step, for the answer to it; or a problem when nothing was decided yet: a concern cannot end without a destination
 */
export async function proposeClosing(
  db: Db,
  keys: Keys,
  ref: string,
  ending: Ending,
  by: Member,
  now: Date,
): Promise<{ ok: true; proposal: number } | { ok: false; problem: string }> {
  return db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    const steps = await stepsOf(trx, concern.id)
    if (!steps.some(({ step }) => step === 'passed on')) {
      return { ok: false, problem: 'Say first where it was passed on, or that it went nowhere and why.' }
    }
    const id = randomUUID()
    const dataKey = await openDataKey(trx, keys, 'concerns', concern.id, concern)
    const sealedOutcome = sealWords(dataKey, outcomePlace(id), ending.outcome)
    const closing = { id, sealed_outcome: sealedOutcome, told_writer: ending.toldWriter }
    await addStep(trx, keys, concern.id, { step: 'closing proposed', ...closing }, by, now)
    return { ok: true, proposal: steps.length + 1 }
  })
}

/**
 * The second person closes it, or keeps it open.
 * @param answer with the proposal that the page showed: what the writer will read is part of what they agree to
 * @throws {NotAllowed} when the same person proposed it: two people close a concern; or when it is another proposal by now
 */
export async function settleClosing(
  db: Db,
  keys: Keys,
  ref: string,
  answer: { proposal: number; close: boolean },
  by: Member,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    const proposed = (await stepsOf(trx, concern.id)).at(-1)
    if (proposed?.step !== 'closing proposed') throw new NotAllowed('nobody has proposed to close it')
    if (proposed.number !== answer.proposal) throw new NotAllowed('it is another proposal by now')
    if (proposed.member_id === by.id) throw new NotAllowed('two people close a concern')
    await addStep(trx, keys, concern.id, { step: answer.close ? 'closed' : 'kept open' }, by, now)
  })
}

import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import { sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { openDataKey } from '../seal/records.ts'
import type { Member } from '../team/member.ts'
import { addStep, lockConcern, stepsOf } from './concern-step.ts'
import { outcomePlace } from './concern-words.ts'

/**
 * The first of two people says how it ended.
 * @returns a problem when nothing was decided yet: a concern cannot end without a destination
 */
export async function proposeClosing(
  db: Db,
  keys: Keys,
  ref: string,
  ending: { outcome: string; toldWriter: string },
  by: Member,
  now: Date,
): Promise<{ ok: true } | { ok: false; problem: string }> {
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
    return { ok: true }
  })
}

/**
 * The second person closes it, or keeps it open.
 * @throws {NotAllowed} when the same person proposed it: two people close a concern
 */
export async function settleClosing(db: Db, keys: Keys, ref: string, close: boolean, by: Member, now: Date) {
  await db.transaction().execute(async (trx) => {
    const concern = await lockConcern(trx, ref)
    const proposed = (await stepsOf(trx, concern.id)).at(-1)
    if (proposed?.step !== 'closing proposed') throw new NotAllowed('nobody has proposed to close it')
    if (proposed.member_id === by.id) throw new NotAllowed('two people close a concern')
    await addStep(trx, keys, concern.id, { step: close ? 'closed' : 'kept open' }, by, now)
  })
}

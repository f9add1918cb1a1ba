import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import type { Problems } from './decision.ts'
import { type Decision, getDecision } from './decision-list.ts'
import { stateOf } from './state.ts'

type Published = { ok: true } | { ok: false; problems: Problems }

/** Why a decision that reads "made" cannot be put on the public page yet. @returns a sentence, or nothing */
export function lacksItsRecord(decision: Decision): string | undefined {
  if (stateOf(decision) !== 'made') return undefined
  if (!decision.changeRecorded) return 'Write down first what was done, and what should be heard.'
  return decision.shouldHear ? undefined : 'Nobody wrote down what should be heard. Record a new decision for it.'
}

/**
 * Puts a decision on the public page. Twice is harmless. What reads "made" there needs its record of what was done and what
 * should be heard (decision 0044).
 * @returns a problem where that is missing
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not publish
 */
export async function publishDecision(
  db: Db,
  keys: Keys,
  decisionId: string,
  member: Member,
  now: Date,
): Promise<Published> {
  if (!allows(member.roles, 'may publish')) throw new NotAllowed('may not publish')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    if (decision.publishedOn) return { ok: true }
    const lacks = lacksItsRecord(decision)
    if (lacks) return { ok: false, problems: { publish: lacks } }
    await trx
      .insertInto('publications')
      .values({ id: randomUUID(), decision_id: decisionId, published_by: member.id, published_on: dayOf(now) })
      .execute()
    await audit(trx, keys, entry('published', decisionId, member), now)
    return { ok: true }
  })
}

/**
 * Takes a decision off the public page. That it was there stays on the record. Twice is harmless.
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not publish
 */
export async function retractDecision(
  db: Db,
  keys: Keys,
  decisionId: string,
  member: Member,
  now: Date,
): Promise<void> {
  if (!allows(member.roles, 'may publish')) throw new NotAllowed('may not publish')
  await inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    if (!decision.publishedOn) return
    await trx
      .updateTable('publications')
      .set({ retracted_by: member.id, retracted_on: dayOf(now) })
      .where('decision_id', '=', decisionId)
      .where('retracted_on', 'is', null)
      .execute()
    await audit(trx, keys, entry('retracted', decisionId, member), now)
  })
}

function entry(what: string, decisionId: string, member: Member) {
  return { memberId: member.id, action: `decision: ${what}`, record: 'decision', recordId: decisionId }
}

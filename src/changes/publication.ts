import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { allows } from '../team/access.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import type { Member } from '../team/member.ts'
import { getDecision } from './decision-list.ts'

/**
 * Puts a decision on the public page. Twice is harmless.
 * @throws {NotFound}
 * @throws {NotAllowed} when the member may not publish
 */
export async function publishDecision(
  db: Db,
  keys: Keys,
  decisionId: string,
  member: Member,
  now: Date,
): Promise<void> {
  if (!allows(member.roles, 'may publish')) throw new NotAllowed('may not publish')
  await inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, decisionId)
    if (decision.publishedOn) return
    await trx
      .insertInto('publications')
      .values({ id: randomUUID(), decision_id: decisionId, published_by: member.id, published_on: dayOf(now) })
      .execute()
    await audit(trx, keys, entry('published', decisionId, member), now)
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

import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { firstOfEach } from '../decision.ts'
import { getDecision } from '../decision-list.ts'
import { realDay } from '../sentences.ts'
import { isOpen, stateOf } from '../state.ts'
import type { Said } from './commenting.ts'
import { panelOn } from './panel.ts'

const Asked = z.object({
  question: z.string().trim().max(600, 'Make it shorter: at most 600 characters.'),
  sayBy: realDay('Write the day like this: 2026-12-31.'),
})

/**
 * A lead asks the survivors' panel what it thinks of a planned change, by a day. Once for each change.
 * @throws {NotFound} {NotAllowed}
 */
export async function askPanel(
  db: Db,
  keys: Keys,
  wanted: { decisionId: string; question: string; sayBy: string },
  member: Member,
  now: Date,
): Promise<Said> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  const today = dayOf(now)
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, wanted.decisionId)
    if (stateOf(decision) !== 'planned' || !isOpen(decision))
      return { ok: false, problems: { sayBy: 'This is not a plan any more.' } }
    const parsed = Asked.safeParse(wanted)
    if (!parsed.success) return { ok: false, problems: firstOfEach(parsed.error) }
    const { question, sayBy } = parsed.data
    if (sayBy <= today) return { ok: false, problems: { sayBy: 'Choose a day that is still to come.' } }
    const made = await trx
      .insertInto('panel_asks')
      .values({ decision_id: decision.id, question, say_by: sayBy, asked_by: member.id, asked_on: today })
      .onConflict((oc) => oc.column('decision_id').doNothing())
      .returning('decision_id')
      .executeTakeFirst()
    const entry = { memberId: member.id, action: 'panel: asked', record: 'decision', recordId: decision.id }
    if (made) await audit(trx, keys, entry, now)
    return { ok: true }
  })
}

/**
 * What stands in the way of marking a change as made: the panel has not had its say, and nobody has said to go on without.
 * @param goesOn the lead ticked that it goes on without
 * @returns a sentence, or nothing
 */
export async function panelProblem(db: Db, decisionId: string, goesOn: boolean, today: string) {
  if (goesOn) return undefined
  const { ask, comments } = await panelOn(db, decisionId)
  if (comments.length > 0) return undefined
  if (!ask) return 'The survivors’ panel was not asked. Ask it first, or tick that you go on: the record will say so.'
  if (ask.sayBy < today) return undefined
  return 'The survivors’ panel still has time to answer. Wait for it, or tick that you go on: the record will say so.'
}

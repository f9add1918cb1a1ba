import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { hashOfMark } from '../../web/form-mark.ts'
import type { Problems } from '../decision.ts'
import { getDecision } from '../decision-list.ts'
import { isOpen, stateOf } from '../state.ts'

export type Said = { ok: true } | { ok: false; problems: Problems }

const Words = (empty: string) => z.string().trim().min(1, empty).max(2000, 'Make it shorter: at most 2000 characters.')

/**
 * Somebody of the survivors' panel says what they think of a planned change, until it is marked as made. The same form twice
 * says it once.
 * @throws {NotFound} {NotAllowed}
 */
export async function commentOnPlan(
  db: Db,
  keys: Keys,
  wanted: { decisionId: string; body: string; formMark: string },
  member: Member,
  now: Date,
): Promise<Said> {
  if (!allows(member.roles, 'may comment on plans')) throw new NotAllowed('may not comment on plans')
  return inTransaction(db, async (trx) => {
    const decision = await getDecision(trx, wanted.decisionId)
    if (stateOf(decision) !== 'planned' || !isOpen(decision))
      return { ok: false, problems: { body: 'This is not a plan any more, so it cannot be commented on.' } }
    const body = Words('Write what you think of it.').safeParse(wanted.body)
    if (!body.success) return { ok: false, problems: { body: body.error.issues[0]?.message ?? 'Write something.' } }
    const id = randomUUID()
    const mark = { form_mark: hashOfMark(wanted.formMark), written_by: member.id, written_on: dayOf(now) }
    const made = await trx
      .insertInto('panel_comments')
      .values({ id, decision_id: decision.id, body: body.data, ...mark })
      .onConflict((oc) => oc.column('form_mark').doNothing())
      .returning('id')
      .executeTakeFirst()
    const entry = { memberId: member.id, action: 'panel: commented', record: 'decision', recordId: decision.id }
    if (made) await audit(trx, keys, entry, now)
    return { ok: true }
  })
}

/** Takes one's own comment back, with the answer to it: nothing of it is kept. @throws {NotFound} when it is not theirs */
export async function takeBackComment(db: Db, keys: Keys, id: string, member: Member, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    const gone = isId(id)
      ? await trx
          .deleteFrom('panel_comments')
          .where('id', '=', id)
          .where('written_by', '=', member.id)
          .returning('decision_id')
          .executeTakeFirst()
      : undefined
    if (!gone) throw new NotFound('no such comment of theirs')
    const entry = { memberId: member.id, action: 'panel: comment taken back', record: 'decision' }
    await audit(trx, keys, { ...entry, recordId: gone.decision_id }, now)
  })
}

/** A lead answers a comment of the panel, once. @throws {NotFound} {NotAllowed} */
export async function answerPanel(
  db: Db,
  keys: Keys,
  wanted: { decisionId: string; commentId: string; body: string },
  member: Member,
  now: Date,
): Promise<Said> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  return inTransaction(db, async (trx) => {
    const { id: decisionId } = await getDecision(trx, wanted.decisionId)
    const comment = isId(wanted.commentId)
      ? await trx
          .selectFrom('panel_comments')
          .select('id')
          .where('id', '=', wanted.commentId)
          .where('decision_id', '=', decisionId)
          .forUpdate()
          .executeTakeFirst()
      : undefined
    if (!comment) return { ok: false, problems: { answer: 'That comment was taken back.' } }
    const body = Words('Write the answer.').safeParse(wanted.body)
    if (!body.success) return { ok: false, problems: { answer: body.error.issues[0]?.message ?? 'Write it.' } }
    const made = await trx
      .insertInto('panel_answers')
      .values({ comment_id: comment.id, body: body.data, written_by: member.id, written_on: dayOf(now) })
      .onConflict((oc) => oc.column('comment_id').doNothing())
      .returning('comment_id')
      .executeTakeFirst()
    const entry = { memberId: member.id, action: 'panel: answered', record: 'decision', recordId: decisionId }
    if (made) await audit(trx, keys, entry, now)
    return { ok: true }
  })
}

import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { releasedPart } from '../../db/released.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { findMember, type Member } from '../../team/member.ts'
import type { Problems } from '../decision.ts'
import { type Challenge, getChallenge } from './challenge.ts'
import { Body } from './raising.ts'

const Anything = z.string().trim().max(2000, 'Make it shorter: at most 2000 characters.')

export type Answered = { ok: true } | { ok: false; problems: Problems }

/**
 * A lead replies to a challenge, or again to a disagreement.
 * @param seen how many replies stood on the page, so that two presses write one
 * @throws {NotFound} {NotAllowed}
 */
export async function replyToChallenge(
  db: Db,
  keys: Keys,
  wanted: { ref: string; body: string; seen: number },
  member: Member,
  now: Date,
): Promise<Answered> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  return inTransaction(db, async (trx) => {
    const challenge = await hold(trx, wanted.ref)
    if (challenge.replies.length !== wanted.seen) return { ok: true }
    if (!mayBeReplied(challenge)) return { ok: false, problems: { body: 'A reply waits to be looked at already.' } }
    const body = Body('Write the reply: what you will do, or why not.').safeParse(wanted.body)
    if (!body.success) return { ok: false, problems: { body: body.error.issues[0]?.message ?? 'Write the reply.' } }
    await add(trx, keys, challenge, { kind: 'reply', body: body.data }, member, now)
    return { ok: true }
  })
}

/**
 * Whoever challenged says whether the reply will do. Disagreement stays on record beside the reply, and may be answered again.
 * @throws {NotFound} {NotAllowed}
 */
export async function judgeReply(
  db: Db,
  keys: Keys,
  wanted: { ref: string; kind: string; body: string; seen: number },
  member: Member,
  now: Date,
): Promise<Answered> {
  return inTransaction(db, async (trx) => {
    const challenge = await hold(trx, wanted.ref)
    if (!(await mayJudge(trx, challenge, member))) throw new NotAllowed('somebody else challenged')
    if (challenge.replies.length !== wanted.seen) return { ok: true }
    const { kind } = wanted
    if (challenge.state !== 'reply') return { ok: false, problems: { kind: 'There is no reply to look at.' } }
    if (kind !== 'accepted' && kind !== 'still disagrees')
      return { ok: false, problems: { kind: 'Choose whether the reply will do.' } }
    const body = (kind === 'accepted' ? Anything : Body('Say with what you disagree.')).safeParse(wanted.body)
    if (!body.success) return { ok: false, problems: { body: body.error.issues[0]?.message ?? 'Say with what.' } }
    await add(trx, keys, challenge, { kind, body: body.data }, member, now)
    return { ok: true }
  })
}

/** A first reply, or another one after a disagreement. */
export function mayBeReplied({ state }: Pick<Challenge, 'state'>): boolean {
  return state === 'waiting' || state === 'still disagrees'
}

/** Who challenged; when they have left, anybody who may challenge. */
export async function mayJudge(db: Db, challenge: Challenge, member: Member): Promise<boolean> {
  if (!allows(member.roles, 'may challenge')) return false
  return challenge.madeBy === member.id || !(await findMember(db, challenge.madeBy))
}

async function hold(trx: Db, ref: string): Promise<Challenge> {
  const { id } = await getChallenge(releasedPart(trx), ref)
  await trx.selectFrom('challenges').select('id').where('id', '=', id).forUpdate().execute()
  return getChallenge(releasedPart(trx), ref)
}

async function add(
  trx: Db,
  keys: Keys,
  { id, replies }: Challenge,
  said: { kind: 'reply' | 'accepted' | 'still disagrees'; body: string },
  member: Member,
  now: Date,
): Promise<void> {
  const row = { id: randomUUID(), challenge_id: id, number: replies.length + 1, ...said }
  await trx
    .insertInto('challenge_replies')
    .values({ ...row, written_by: member.id, written_on: dayOf(now) })
    .execute()
  const action = `challenge: ${said.kind}`
  await audit(trx, keys, { memberId: member.id, action, record: 'challenge', recordId: id }, now)
}

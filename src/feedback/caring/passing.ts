import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { keepFrom, withoutKept } from '../../safeguarding/conflict.ts'
import { queueAlert } from '../../safeguarding/duty/alert.ts'
import { whoTakes } from '../../safeguarding/duty/on-duty.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import { listMembersWho, type Member } from '../../team/member.ts'
import { getReadable } from '../reading/readable.ts'
import { awayNow } from './pausing.ts'

/**
 * The open concerns from a response that somebody must not read any more get another owner, in silence: the one they are
 * taken from is not told why.
 * @param trx an open transaction
 */
export async function passOnConcerns(trx: Db, keys: Keys, responseId: string, from: string, now: Date): Promise<void> {
  const concerns = await trx
    .selectFrom('concerns')
    .select('id')
    .where('response_id', '=', responseId)
    .where('owner_id', '=', from)
    .where('id', 'not in', trx.selectFrom('concern_steps').select('concern_id').where('step', '=', 'closed'))
    .execute()
  if (concerns.length === 0) return
  const next = await whoTakes(trx, responseId, 0, now, [from])
  // Nobody may: it stays where it is, and the duty manager's page counts it.
  if (!next) return
  for (const { id } of concerns) {
    await trx.updateTable('concerns').set({ owner_id: next.id }).where('id', '=', id).execute()
    const entry = { memberId: null, action: 'concern: with another', record: 'concern', recordId: id }
    await audit(trx, keys, { ...entry, detail: { member: next.id } }, now)
  }
}

/** A reader says that it is close to them, or that they may know who wrote it. Nobody asks why. @throws {NotFound} */
export async function recuse(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<void> {
  await again(db, async (trx) => {
    const { id } = await getReadable(trx, ref)
    const what = { memberId: by.id, responseId: id, kind: 'recused' as const }
    if (await keepFrom(trx, keys, what, by.id, now)) await passOnConcerns(trx, keys, id, by.id, now)
  })
}

/**
 * To whom a response can be handed: who reads, is there, and is somebody else. Who is kept from it stands there too, since a
 * missing name would say so; `handOn` then finds another.
 */
export async function listTakers(db: Db, responseId: string, by: Member, now: Date): Promise<Member[]> {
  const readers = await listMembersWho(db, 'may read words')
  const first = await db
    .selectFrom('readings')
    .select('first_by')
    .where('response_id', '=', responseId)
    .where('state', '=', 'first read')
    .executeTakeFirst()
  const away = await awayNow(db, now)
  return readers.filter(({ id }) => id !== by.id && id !== first?.first_by && !away.has(id))
}

/**
 * Hands a response to somebody else, without a reason.
 * @param to left out, or kept from it, it goes to whoever is on duty and may read it
 * @returns who has it now; undefined is whoever is on duty
 * @throws {NotFound}; {NotAllowed} when that member cannot take it, or somebody else has it
 */
export async function handOn(
  db: Db,
  keys: Keys,
  ref: string,
  to: string | undefined,
  by: Member,
  now: Date,
): Promise<Member | undefined> {
  return again(db, async (trx) => {
    const { id } = await getReadable(trx, ref)
    const takers = await listTakers(trx, id, by, now)
    if (to && !takers.some((one) => one.id === to)) throw new NotAllowed('nobody who can take it')
    const can = await withoutKept(trx, takers, id)
    const next = can.find((one) => one.id === to) ?? (await onDutyOf(trx, id, can, now))
    const done = await trx
      .updateTable('readings')
      .set({ with_member: next?.id ?? null, claimed_until: null })
      .where('response_id', '=', id)
      .where('state', 'in', ['waiting', 'first read'])
      .where((eb) =>
        eb.or([eb('with_member', 'is', null), eb('with_member', '=', by.id), eb('claimed_until', '<', now)]),
      )
      .returning('response_id')
      .executeTakeFirst()
    if (!done) throw new NotAllowed('somebody else has it')
    const entry = { memberId: by.id, action: 'handed on', record: 'response', recordId: id }
    await audit(trx, keys, next ? { ...entry, detail: { to: next.id } } : entry, now)
    if (next) {
      const round = `handed ${await timesHanded(trx, id)}`
      await queueAlert(trx, keys, { record: 'reading', id, round, to: [next.id], tone: 'waits' }, now)
    }
    return next
  })
}

/** How often it was handed on: whoever gets it a second time is told a second time. */
async function timesHanded(trx: Db, id: string): Promise<number> {
  const handed = trx.selectFrom('audit_entries').where('record_id', '=', id).where('action', '=', 'handed on')
  const { count } = await handed.select((eb) => eb.fn.countAll<string>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

/** The next of those who can take it, by the rota. */
async function onDutyOf(trx: Db, id: string, takers: Member[], now: Date): Promise<Member | undefined> {
  const can = new Set(takers.map((one) => one.id))
  const not = (await listMembersWho(trx, 'may read words')).map((one) => one.id).filter((one) => !can.has(one))
  const next = await whoTakes(trx, id, 0, now, not)
  return next && can.has(next.id) ? next : undefined
}

/** Gives something back that one has claimed: it waits for whoever is on duty again. @throws {NotFound} */
export async function giveBack(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<void> {
  await again(db, async (trx) => {
    const { id } = await getReadable(trx, ref)
    const done = await trx
      .updateTable('readings')
      .set({ with_member: null, claimed_until: null })
      .where('response_id', '=', id)
      .where('with_member', '=', by.id)
      .returning('response_id')
      .executeTakeFirst()
    if (!done) return
    await audit(trx, keys, { memberId: by.id, action: 'gave back', record: 'response', recordId: id }, now)
  })
}

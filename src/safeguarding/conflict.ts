import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { keepFromConcerns } from './concern-conflict.ts'

/**
 * What a member must not read and is not offered: words that name them, of a team that is theirs, about somebody close,
 * and what they have recused themselves from.
 * @returns a query of the ids of those responses, to be used in `not in`
 */
export function keptFrom(db: Db, memberId: string) {
  return db
    .selectFrom('responses')
    .innerJoin('conflicts', (join) =>
      join.on((eb) =>
        eb.or([
          eb('conflicts.response_id', '=', eb.ref('responses.id')),
          eb.and([
            eb('conflicts.kind', '=', 'team'),
            eb.or([
              eb('conflicts.service', '=', eb.ref('responses.service')),
              // What a group said about a service is kept with the group.
              eb(
                'responses.id',
                'in',
                eb
                  .selectFrom('group_sessions')
                  .select('group_sessions.response_id')
                  .whereRef('group_sessions.service', '=', 'conflicts.service'),
              ),
            ]),
          ]),
        ]),
      ),
    )
    .select('responses.id')
    .where('conflicts.member_id', '=', memberId)
    .where('conflicts.ended_on', 'is', null)
}

/** Whether a member must not read a response. */
export async function isKeptFrom(db: Db, memberId: string, responseId: string): Promise<boolean> {
  const row = await keptFrom(db, memberId).where('responses.id', '=', responseId).executeTakeFirst()
  return row !== undefined
}

/** Of these members, those who may read a response as far as conflicts go. */
export async function withoutKept<M extends { id: string }>(db: Db, members: M[], responseId: string): Promise<M[]> {
  const { rows } = await sql<{ id: string }>`
    select members.id from members where exists (
      select 1 from conflicts
      left join responses on responses.id = ${responseId}
      left join group_sessions on group_sessions.response_id = responses.id
      where conflicts.member_id = members.id and conflicts.ended_on is null and (
        conflicts.response_id = responses.id
        or (conflicts.kind = 'team' and conflicts.service in (responses.service, group_sessions.service))))`.execute(db)
  const kept = new Set(rows.map(({ id }) => id))
  return members.filter(({ id }) => !kept.has(id))
}

/**
 * Holds the reading of a response and its concerns until the transaction ends. Everybody takes rows in this order and the
 * log after them; whoever wrote into the log first would wait for somebody who waits for the log.
 * @param trx an open transaction that has written nothing into the log yet
 */
export async function holdForDesk(trx: Db, responseId: string): Promise<void> {
  await trx.selectFrom('readings').select('state').where('response_id', '=', responseId).forUpdate().execute()
  const concerns = trx.selectFrom('concerns').select('id').where('response_id', '=', responseId)
  await concerns.orderBy('id').forUpdate().execute()
}

/**
 * From now on a member is not offered a response. What they had of it goes back to whoever is on duty. Safe to repeat.
 * @param trx an open transaction
 * @returns whether it is new
 */
export async function keepFrom(
  trx: Db,
  keys: Keys,
  what: { memberId: string; responseId: string; kind: 'named' | 'person' | 'recused' },
  by: string | null,
  now: Date,
): Promise<boolean> {
  await holdForDesk(trx, what.responseId)
  const made = await trx
    .insertInto('conflicts')
    .values({
      ...{ id: randomUUID(), member_id: what.memberId, kind: what.kind, response_id: what.responseId, service: null },
      ...{ made_by: by, made_on: dayOf(now) },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) {
    // Found by comparing before: what a person says too, no comparison ends.
    if (by) {
      await trx
        .updateTable('conflicts')
        .set({ made_by: by })
        .where('response_id', '=', what.responseId)
        .where('member_id', '=', what.memberId)
        .where('kind', '=', what.kind)
        .where('made_by', 'is', null)
        .where('ended_on', 'is', null)
        .execute()
    }
    return false
  }
  await trx
    .updateTable('readings')
    .set({ with_member: null, claimed_until: null })
    .where('response_id', '=', what.responseId)
    .where('with_member', '=', what.memberId)
    .execute()
  await keepFromConcerns(trx, what.responseId)
  const detail = { member: what.memberId, kind: what.kind }
  const entry = { memberId: by, action: 'kept from', record: 'response', recordId: what.responseId, detail }
  await audit(trx, keys, entry, now)
  return true
}

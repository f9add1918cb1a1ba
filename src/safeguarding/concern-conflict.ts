import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { isKeptFrom, keptFrom } from './conflict.ts'

/** What is needed to know whether somebody is kept from a concern. */
export type KeptConcern = { id: string; response_id: string | null }

/**
 * Writes down with the concerns from a response who is kept from it now, so that it holds when the words are taken back.
 * What stands there is never taken away. Safe to repeat.
 * @param trx an open transaction
 */
export async function keepFromConcerns(trx: Db, responseId: string): Promise<void> {
  await sql`
    insert into concern_conflicts (concern_id, member_id)
    select concerns.id, conflicts.member_id from concerns
    join responses on responses.id = concerns.response_id
    left join group_sessions on group_sessions.response_id = responses.id
    join conflicts on conflicts.ended_on is null and (
      conflicts.response_id = responses.id
      or (conflicts.kind = 'team' and conflicts.service in (responses.service, group_sessions.service)))
    where responses.id = ${responseId}
    on conflict do nothing`.execute(trx)
}

/** The ids of the concerns that a member must not know of, to be used in `not in`. */
export function concernsKeptFrom(db: Db, memberId: string) {
  return db
    .selectFrom('concerns as kept')
    .select('kept.id')
    .where((eb) =>
      eb.or([
        eb('kept.response_id', 'in', keptFrom(db, memberId)),
        eb(
          'kept.id',
          'in',
          eb.selectFrom('concern_conflicts').select('concern_id').where('concern_conflicts.member_id', '=', memberId),
        ),
      ]),
    )
}

/** Whether a member must not know of a concern, also when its words were taken back. */
export async function isKeptFromConcern(db: Db, memberId: string, concern: KeptConcern): Promise<boolean> {
  if (concern.response_id && (await isKeptFrom(db, memberId, concern.response_id))) return true
  return (await keptFromConcern(db, concern.id)).includes(memberId)
}

/** The ids of the members who are kept from a concern whatever becomes of its words. */
export async function keptFromConcern(db: Db, concernId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('concern_conflicts')
    .select('member_id')
    .where('concern_id', '=', concernId)
    .execute()
  return rows.map(({ member_id }) => member_id)
}

/** Everybody who has had a concern, in order, with whoever has it now as the last. */
export async function ownersOf(db: Db, concernId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('concern_owners')
    .select('member_id')
    .where('concern_id', '=', concernId)
    .orderBy('number')
    .execute()
  return rows.map(({ member_id }) => member_id)
}

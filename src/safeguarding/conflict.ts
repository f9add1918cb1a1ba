import type { Db } from '../db/open.ts'

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
          eb.and([eb('conflicts.kind', '=', 'team'), eb('conflicts.service', '=', eb.ref('responses.service'))]),
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

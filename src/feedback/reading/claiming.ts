import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { awayNow } from '../caring/pausing.ts'

/** Somebody else reads it, or it is not for this member: the two read the same. */
export class AnotherHasIt extends NotAllowed {
  override name = 'AnotherHasIt'
}

/** So long it is kept for whoever opened it, as long as the opened words can be looked at. */
const CLAIM_MS = 30 * 60_000

/** A new wait begins, or none is left: whoever had it has done their part, and the clock begins anew. */
export const nobodyHas = { with_member: null, claimed_until: null, level: 0, passes_at: null }

/**
 * Keeps what waits for whoever opens it first, so that two do not read the same by accident. What was handed to somebody
 * waits for them until it is late or they are away. Once nothing waits any more, anybody may look; and so may whoever is
 * asked to open a sealed link with somebody: a child in danger waits for no claim.
 * @param trx an open transaction
 * @returns false when somebody else has it
 */
export async function claim(trx: Db, responseId: string, memberId: string, now: Date): Promise<boolean> {
  const away = [...(await awayNow(trx, now))]
  const done = await trx
    .updateTable('readings')
    .set({ with_member: memberId, claimed_until: new Date(now.getTime() + CLAIM_MS) })
    .where('response_id', '=', responseId)
    .where('state', 'in', ['waiting', 'first read'])
    .where((eb) =>
      eb.or([
        eb('with_member', 'is', null),
        eb('with_member', '=', memberId),
        eb('claimed_until', '<=', now),
        eb.and([eb('claimed_until', 'is', null), eb('due_at', '<', now)]),
        ...(away.length > 0 ? [eb('with_member', 'in', away)] : []),
        // Who read it first has done their part.
        eb.and([eb('state', '=', 'first read'), eb('with_member', '=', eb.ref('first_by'))]),
      ]),
    )
    // Looking again at what one read first is no second reading.
    .where((eb) => eb.or([eb('state', '=', 'waiting'), eb('first_by', '<>', memberId)]))
    .returning('response_id')
    .executeTakeFirst()
  if (done) return true
  const mayLook = await trx
    .selectFrom('readings')
    .select('response_id')
    .where('response_id', '=', responseId)
    .where((eb) =>
      eb.or([
        eb('state', 'not in', ['waiting', 'first read']),
        eb('first_by', '=', memberId),
        eb.exists(
          eb
            .selectFrom('seal_openings')
            .select('seal_openings.id')
            .where('seal_openings.response_id', '=', responseId)
            .where('asked_by', '<>', memberId)
            .where('settled_at', 'is', null),
        ),
      ]),
    )
    .executeTakeFirst()
  return mayLook !== undefined
}

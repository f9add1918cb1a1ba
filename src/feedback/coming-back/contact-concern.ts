import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { raiseConcern, type WhatIsRaised } from '../../safeguarding/concern.ts'
import type { Keys } from '../../seal/keys.ts'
import type { Member } from '../../team/member.ts'

/**
 * Raises a concern from what a wish to be reached says, or from the call itself. What came with the wish may be ticks alone,
 * which nobody reads: this is then the only way from it to a concern.
 * @param ref of the wish
 * @throws {NotFound} when there is none, or what it came with was taken back
 */
export async function raiseFromWish(
  db: Db,
  keys: Keys,
  ref: string,
  concern: WhatIsRaised,
  by: Member,
  now: Date,
): Promise<{ concernRef: string }> {
  return db.transaction().execute(async (trx) => {
    // Taking back waits for this: what is raised afterwards would keep its link.
    const response = await trx
      .selectFrom('responses')
      .select('id')
      .where('id', 'in', trx.selectFrom('contact_wishes').select('response_id').where('ref', '=', ref))
      .where('withdrawn_on', 'is', null)
      .forShare()
      .executeTakeFirst()
    if (!response) throw new NotFound('no such wish')
    const raised = await raiseConcern(trx, keys, { ...concern, responseId: response.id }, by, now)
    return { concernRef: raised.ref }
  })
}

/** The concerns about who wished this, oldest first, by what the team calls them. */
export async function listConcernsOfWish(db: Db, ref: string): Promise<string[]> {
  const rows = await db
    .selectFrom('concerns')
    .innerJoin('contact_wishes', 'contact_wishes.response_id', 'concerns.response_id')
    .select('concerns.ref')
    .where('contact_wishes.ref', '=', ref)
    .orderBy('raised_at')
    .execute()
  return rows.map((row) => row.ref)
}

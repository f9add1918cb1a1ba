import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { nobodyHas } from './claiming.ts'
import { holdRead } from './foreign.ts'
import { getReadable } from './readable.ts'
import { readingDue } from './reading-time.ts'
import { holdSeen } from './seen.ts'

/** Why words go no further although they might: a short list, so that "I do not like it" is not on it. */
export const reasonsNotToUse = {
  'not about a service': 'It is outside what Heard is for: not about how anybody was treated',
  'a joke': 'It is a joke or a try-out, and nobody is at risk in it',
  'only insults': 'It is only insults, with nothing about a service in it',
  advertising: 'It is advertising, or made by a machine',
  'the same again': 'The same words were sent before',
} as const

export type ReasonNotToUse = keyof typeof reasonsNotToUse

/**
 * The second person agrees that nobody is at risk in it, and that it goes no further. It comes after the first reading,
 * so that a joke that sounds serious has been through the question about harm; and it takes two, as releasing does.
 * @param seen as for `agreeAndRelease`: what goes no further is what the second person read
 * @throws {NotAllowed} for the first reader, and when nobody has read it first; {SomethingNew} and
 *   {CannotRead} as there
 */
export async function leaveUnused(
  db: Db,
  keys: Keys,
  ref: string,
  reason: ReasonNotToUse,
  by: Member,
  now: Date,
  seen?: string,
  readsLanguage = false,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const response = await getReadable(trx, ref)
    await holdSeen(trx, response.id, seen)
    const reads = await holdRead(trx, keys, response, readsLanguage)
    const done = await trx
      .updateTable('readings')
      .set({ state: 'not used', not_used: reason, second_by: by.id, second_on: dayOf(now), due_at: null, ...nobodyHas })
      .where('response_id', '=', response.id)
      .where('state', '=', 'first read')
      .where('first_by', '<>', by.id)
      .where('response_id', 'not in', trx.selectFrom('released_words').select('response_id'))
      .returning('response_id')
      .executeTakeFirst()
    if (!done) throw new NotAllowed('a second person says so, of words that were not released')
    const entry = { memberId: by.id, action: 'left unused', record: 'response', recordId: response.id }
    await audit(trx, keys, { ...entry, detail: { reason, ...reads } }, now)
  })
}

/** Any reader may think again: it waits for a first reading, as on its first day. Doing it twice is harmless. */
export async function useAfterAll(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const response = await getReadable(trx, ref)
    const done = await trx
      .updateTable('readings')
      .set({
        state: 'waiting',
        not_used: null,
        first_by: null,
        first_on: null,
        second_by: null,
        second_on: null,
        due_at: await readingDue(trx, response.reason, now),
        ...nobodyHas,
      })
      .where('response_id', '=', response.id)
      .where('state', '=', 'not used')
      .returning('response_id')
      .executeTakeFirst()
    if (!done) return
    const entry = { memberId: by.id, action: 'used after all', record: 'response', recordId: response.id }
    await audit(trx, keys, entry, now)
  })
}

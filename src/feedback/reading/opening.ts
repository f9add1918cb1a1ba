import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { holdForDesk, isKeptFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { countOpened, countWords, openedToday } from '../caring/load.ts'
import { compareWithNames } from '../caring/naming.ts'
import { AnotherHasIt, claim } from './claiming.ts'
import { getReadable, unsealed } from './readable.ts'

/** Why a member opens a person's words. It is written down each time. */
export const reasonsToOpen = {
  'first reading': 'I read it first',
  'second reading': 'I check what the first reader did',
  concern: 'I work on a concern from it',
} as const

export type ReasonToOpen = keyof typeof reasonsToOpen

/**
 * Opens what somebody wrote. The look is written down in the same transaction, with its reason. Before anything is shown,
 * the words are compared with the names of those who read; and whoever opens them to read has them from then on.
 * @param more somebody read as much as is good for a day and takes one more: that is written down too
 * @returns the words by question
 * @throws {NotFound} when there is no such response or it was taken back; {AnotherHasIt} when somebody else reads it, or
 *   this member is kept from it; {CannotOpen} in a public process
 */
export async function openResponse(
  db: Db,
  keys: Keys,
  ref: string,
  reason: ReasonToOpen,
  by: Member,
  now: Date,
  more = false,
): Promise<Record<string, string>> {
  // Before the transaction, so that this one writes into the log last; once more in it, should anything have come since.
  await compareWithNames(db, keys, now, { at: (await getReadable(db, ref)).id })
  const words = await again(db, async (trx) => {
    const response = await getReadable(trx, ref)
    await holdForDesk(trx, response.id)
    await compareWithNames(trx, keys, now, { at: response.id })
    // What was found is kept, so nothing may be thrown in here.
    if (await isKeptFrom(trx, by.id, response.id)) return undefined
    if (reason !== 'concern' && !(await claim(trx, response.id, by.id, now))) return undefined
    const opened = await unsealed(trx, keys, response)
    if (!(await openedToday(trx, by.id, response.id, now))) await countOpened(trx, by.id, countWords(opened), now)
    const detail = more ? { reason, more } : { reason }
    const entry = { memberId: by.id, action: 'opened words', record: 'response', recordId: response.id, detail }
    await audit(trx, keys, entry, now)
    return opened
  })
  if (!words) throw new AnotherHasIt('somebody else reads it')
  return words
}

/** The words again, inside an opening that is already written down. @throws {NotFound} */
export async function readOpened(db: Db, keys: Keys, ref: string): Promise<Record<string, string>> {
  return unsealed(db, keys, await getReadable(db, ref))
}

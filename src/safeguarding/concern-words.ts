import type { Db } from '../db/open.ts'
import { openWords, type Place } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { openDataKey } from '../seal/records.ts'
import { audit } from '../team/audit.ts'
import type { Member } from '../team/member.ts'
import { forMember, outcomePlace, stepsOf, wordsPlace } from './concern-step.ts'

/** In the log: somebody read what is recorded of a concern in words. */
export const NOTE_OPENED = 'concern: note opened'

/** Where the reader's note is sealed. */
export const notePlace = (row: string): Place => ({ column: 'concerns.sealed_note', row })

/** What is recorded in words: the reader's note; and by the step's number how it ended, and why it was done. */
export type ConcernWords = { note: string; outcomes: Record<number, string>; reasons: Record<number, string> }

/**
 * Opens what is recorded in words. That it was opened is written down.
 * @throws {NotFound} when there is none, or not for this member
 */
export async function openNote(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<ConcernWords> {
  return db.transaction().execute(async (trx) => {
    const found = await trx.selectFrom('concerns').selectAll().where('ref', '=', ref).executeTakeFirst()
    const concern = await forMember(trx, found, by)
    const entry = { memberId: by.id, action: NOTE_OPENED, record: 'concern', recordId: concern.id }
    await audit(trx, keys, entry, now)
    const dataKey = await openDataKey(trx, keys, 'concerns', concern.id, concern)
    const opened: ConcernWords = { note: '', outcomes: {}, reasons: {} }
    if (concern.sealed_note) opened.note = openWords(dataKey, notePlace(concern.id), concern.sealed_note)
    for (const { id, number, sealed_outcome, sealed_words } of await stepsOf(trx, concern.id)) {
      if (sealed_outcome) opened.outcomes[number] = openWords(dataKey, outcomePlace(id), sealed_outcome)
      if (sealed_words) opened.reasons[number] = openWords(dataKey, wordsPlace(id), sealed_words)
    }
    return opened
  })
}

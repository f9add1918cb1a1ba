import { randomUUID } from 'node:crypto'
import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { raiseConcern, type WhatIsRaised } from '../../safeguarding/concern.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { nobodyHas } from './claiming.ts'
import { holdRead } from './foreign.ts'
import { type HiddenSpan, redact } from './hiding.ts'
import { getReadable, unsealed } from './readable.ts'
import { readingDue } from './reading-time.ts'
import { holdSeen } from './seen.ts'

/** What a reader found: nobody at risk in these words, a concern to raise, or one that has been raised from them already. */
export type Found = { concern: false } | { concern: 'raised' } | ({ concern: true } & WhatIsRaised)

/**
 * The first reader has read and protected: a concern or none, names and places hidden.
 * @param seen what the page that is answered from showed (`markOfSeen`); left out by who looks and answers in one go
 * @param readsLanguage they say that they can read what is not in English and have read it
 * @throws {NotAllowed} when somebody else has done it already; {SomethingNew} when something was written meanwhile;
 *   {CannotRead} when they found nothing in words that are not in English and not put into it. A concern waits for nothing.
 */
export async function finishFirstReading(
  db: Db,
  keys: Keys,
  ref: string,
  found: Found,
  writtenIn: string,
  by: Member,
  now: Date,
  seen?: string,
  readsLanguage = false,
): Promise<{ concernRef?: string }> {
  return again(db, async (trx) => {
    const response = await getReadable(trx, ref)
    await holdSeen(trx, response.id, seen)
    const reads = await holdRead(trx, keys, response, readsLanguage || found.concern !== false)
    const due = await readingDue(trx, response.reason, now)
    const done = await trx
      .updateTable('readings')
      .set((eb) => ({
        state: 'first read' as const,
        found: found.concern ? ('concern' as const) : ('none' as const),
        written_in: writtenIn,
        first_by: by.id,
        first_on: dayOf(now),
        on_time: eb('due_at', '>=', now).$castTo<boolean>(),
        // The second reader's time runs from now; when the person wrote is forgotten.
        due_at: due,
        ...nobodyHas,
      }))
      .where('response_id', '=', response.id)
      .where('state', '=', 'waiting')
      .returning('response_id')
      .executeTakeFirst()
    if (!done) throw new NotAllowed('somebody has read it already')
    const detail = { found: found.concern ? 'concern' : 'none', ...(readsLanguage && reads) }
    const entry = { memberId: by.id, action: 'first reading', record: 'response', recordId: response.id, detail }
    await audit(trx, keys, entry, now)
    if (found.concern !== true) return {}
    const concern = await raiseConcern(trx, keys, { ...found, responseId: response.id }, by, now)
    return { concernRef: concern.ref }
  })
}

/**
 * The second person agrees with what was found and hidden. Only now is the copy released to themes, or, where the person
 * said "just read them" or wrote no words, is the reading over.
 * @param seen what the page that is agreed to showed (`markOfSeen`); left out by who looks and agrees in one go
 * @param readsLanguage as for `finishFirstReading`, for themselves
 * @throws {NotAllowed} for the first reader, and when nobody has read it first; {SomethingNew} when something else is
 *   hidden or written by now; {CannotRead} as for `finishFirstReading`
 */
export async function agreeAndRelease(
  db: Db,
  keys: Keys,
  ref: string,
  by: Member,
  now: Date,
  seen?: string,
  readsLanguage = false,
): Promise<void> {
  await again(db, async (trx) => {
    const response = await getReadable(trx, ref)
    const spans = await holdSeen(trx, response.id, seen)
    const reads = await holdRead(trx, keys, response, readsLanguage)
    const goesOn = response.words_permission !== 'none' && response.has_words
    const done = await trx
      .updateTable('readings')
      .set({
        state: goesOn ? 'released' : 'read only',
        second_by: by.id,
        second_on: dayOf(now),
        due_at: null,
        ...nobodyHas,
      })
      .where('response_id', '=', response.id)
      .where('state', '=', 'first read')
      .where('first_by', '<>', by.id)
      .returning('response_id')
      .executeTakeFirst()
    if (!done) throw new NotAllowed('a second person releases what a first has read')
    const entry = { memberId: by.id, action: 'second reading', record: 'response', recordId: response.id }
    await audit(trx, keys, { ...entry, detail: { released: goesOn, ...reads } }, now)
    if (goesOn) await release(trx, response.id, await unsealed(trx, keys, response), spans, now)
  })
}

/** Makes the copies that are not there yet. Whoever themes looks again when there is something new. */
async function release(
  trx: Db,
  responseId: string,
  words: Record<string, string>,
  spans: HiddenSpan[],
  now: Date,
): Promise<void> {
  const copies = Object.entries(words).map(([question, text]) => ({
    id: randomUUID(),
    response_id: responseId,
    question_key: question,
    body: redact(
      text,
      spans.filter(({ questionKey }) => questionKey === question),
    ),
    released_on: dayOf(now),
  }))
  const made = await trx
    .insertInto('released_words')
    .values(copies)
    .onConflict((oc) => oc.columns(['response_id', 'question_key']).doNothing())
    .returning('id')
    .execute()
  if (made.length > 0) await trx.deleteFrom('themings').where('response_id', '=', responseId).execute()
}

/** The second person does not agree: it waits for a first reading again. @throws {NotAllowed} as above */
export async function sendBack(db: Db, keys: Keys, ref: string, by: Member, now: Date): Promise<void> {
  await again(db, async (trx) => {
    const response = await getReadable(trx, ref)
    const due = await readingDue(trx, response.reason, now)
    const done = await trx
      .updateTable('readings')
      .set({ state: 'waiting', first_by: null, first_on: null, due_at: due, ...nobodyHas })
      .where('response_id', '=', response.id)
      .where('state', '=', 'first read')
      .where('first_by', '<>', by.id)
      .returning('response_id')
      .executeTakeFirst()
    if (!done) throw new NotAllowed('a second person sends back what a first has read')
    const entry = { memberId: by.id, action: 'sent back', record: 'response', recordId: response.id }
    await audit(trx, keys, entry, now)
  })
}

/**
 * Raises a concern from a response at any time, whoever has read it and however often: nobody's reading is the last word.
 * @throws {NotFound} when it was taken back
 */
export async function raiseFrom(
  db: Db,
  keys: Keys,
  ref: string,
  concern: WhatIsRaised,
  by: Member,
  now: Date,
): Promise<{ concernRef: string }> {
  return again(db, async (trx) => {
    const response = await getReadable(trx, ref)
    const raised = await raiseConcern(trx, keys, { ...concern, responseId: response.id }, by, now)
    return { concernRef: raised.ref }
  })
}

import { randomUUID } from 'node:crypto'
import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { isWhole, type Place, placesOf } from './sentences.ts'

/** A mistake is a value: a sentence for each field that it belongs to. */
export type Refused = { ok: false; problems: Record<string, string> }
export type By = { id: string }

/** Where a passage is: sentences that follow one another, or exactly from one character to another. */
export type Marking = { releasedWordsId: string; responseId?: string } & ({ sentences: number[] } | Place)

const notThere = 'Those words are not in this text any more. Look at the page again, then choose.'

/**
 * Marks a passage in released words. Marking the same place again, or two people at once, gives the same passage.
 * @param marking `responseId` makes words of other feedback read as not there; `sentences` count from 0
 * @returns the passage's id and whether it is new, or why the place cannot be marked
 * @throws {NotFound} when the words are gone or the feedback was taken back
 */
export async function markSegment(
  db: Db,
  keys: Keys,
  marking: Marking,
  member: By,
  now: Date,
): Promise<{ ok: true; segmentId: string; made: boolean } | Refused> {
  return inTransaction(db, async (trx) => {
    const words = await lockWords(trx, marking.releasedWordsId)
    if (marking.responseId && marking.responseId !== words.responseId) {
      return { ok: false, problems: { sentence: notThere } }
    }
    const [place, gap] = 'sentences' in marking ? (placesOf(words.body, marking.sentences) ?? []) : [marking]
    if (!place || gap || !isWhole(words.body, place)) return { ok: false, problems: { sentence: notThere } }
    const at = { released_words_id: marking.releasedWordsId, starts: place.start, ends: place.end }
    const made = await trx
      .insertInto('segments')
      .values({ id: randomUUID(), ...at, marked_by: member.id, marked_on: dayOf(now) })
      .onConflict((oc) => oc.columns(['released_words_id', 'starts', 'ends']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) {
      const entry = { action: 'marked a passage', record: 'passage', recordId: made.id }
      await audit(trx, keys, { memberId: member.id, ...entry }, now)
      return { ok: true, segmentId: made.id, made: true }
    }
    const there = await trx
      .selectFrom('segments')
      .select('id')
      .where('released_words_id', '=', at.released_words_id)
      .where('starts', '=', at.starts)
      .where('ends', '=', at.ends)
      .executeTakeFirstOrThrow()
    return { ok: true, segmentId: there.id, made: false }
  })
}

/**
 * Takes a mark away that carries no code. One that carries a code stays: somebody else may have put it on since the page
 * was made. Doing it twice is harmless.
 * @param which `responseId` makes a passage of other feedback read as not there
 * @throws {NotFound} when the feedback was taken back
 */
export async function removeBareSegment(
  db: Db,
  keys: Keys,
  which: { segmentId: string; responseId?: string },
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    if (!(await lockSegment(trx, which))) return noSegment
    const gone = await trx
      .deleteFrom('segments')
      .where('id', '=', which.segmentId)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('segment_codes').select('id').whereRef('segment_codes.segment_id', '=', 'segments.id'))),
      )
      .returning('id')
      .executeTakeFirst()
    if (!gone) return { ok: true }
    const entry = { action: 'took a passage away', record: 'passage', recordId: which.segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
    return { ok: true }
  })
}

export const noSegment: Refused = {
  ok: false,
  problems: { passage: 'That passage is not there any more. Somebody may have taken it away a moment ago.' },
}

/**
 * Holds the words of a passage still until the transaction ends, so that people who work on them take turns. The one row
 * that is held is the words': taking back feedback waits here too, and in no order can the two wait for each other.
 * @returns whether the passage is there, in the feedback that was asked for
 * @throws {NotFound} when the feedback was taken back
 */
export async function lockSegment(trx: Db, which: { segmentId: string; responseId?: string }): Promise<boolean> {
  const wordsId = isId(which.segmentId) ? await wordsOf(trx, which.segmentId) : undefined
  if (!wordsId) return false
  const words = await lockWords(trx, wordsId)
  if (which.responseId && which.responseId !== words.responseId) return false
  return (await wordsOf(trx, which.segmentId)) !== undefined
}

/**
 * Holds all words of one piece of feedback, for work that marks several. It must come before anything is audited: whoever
 * may write to the log never waits for words. No order is asked for, so that rows are taken as a deletion takes them.
 */
export async function lockAllWords(trx: Db, responseId: string): Promise<void> {
  await trx.selectFrom('released_words').select('id').where('response_id', '=', responseId).forNoKeyUpdate().execute()
}

/** @throws {NotFound} when there are no such words or their feedback was taken back */
async function lockWords(trx: Db, id: string): Promise<{ responseId: string; body: string }> {
  const words = isId(id)
    ? await trx
        .selectFrom('released_words')
        .innerJoin('responses', 'responses.id', 'released_words.response_id')
        .select(['released_words.response_id as responseId', 'released_words.body'])
        .where('released_words.id', '=', id)
        .where('responses.withdrawn_on', 'is', null)
        .forNoKeyUpdate('released_words')
        .executeTakeFirst()
    : undefined
  if (!words) throw new NotFound('no such words')
  return words
}

async function wordsOf(trx: Db, segmentId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('segments')
    .select('released_words_id')
    .where('id', '=', segmentId)
    .executeTakeFirst()
  return row?.released_words_id
}

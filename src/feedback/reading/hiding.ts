import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'

/** What stands where something was hidden. It says what kind of thing it was, never which. */
export const standIns = {
  name: 'a name',
  worker: 'a worker’s name',
  family: 'a family member',
  friend: 'a friend',
  place: 'a place',
  school: 'a school',
  contact: 'a way to reach someone',
} as const

export type StandIn = keyof typeof standIns

export type HiddenSpan = { id: string; questionKey: string; starts: number; ends: number; standIn: StandIn }

/** A stretch of a person's words, shown or hidden. */
export type Piece = { text: string; hidden?: { id: string; standIn: string } }

/** The spans hidden in a response, in order. */
export async function listHiddenSpans(db: Db, responseId: string): Promise<HiddenSpan[]> {
  const rows = await db
    .selectFrom('hidden_spans')
    .selectAll()
    .where('response_id', '=', responseId)
    .orderBy('question_key')
    .orderBy('starts')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    questionKey: row.question_key,
    starts: row.starts,
    ends: row.ends,
    standIn: row.stand_in as StandIn,
  }))
}

/**
 * Hides some words wherever they stand in what a person wrote, whole words only, whatever the case.
 * @param words the opened words by question; they are not stored
 * @returns how many places were hidden; 0 when the words do not occur
 * @throws {NotAllowed} once the first reading is over: the second person agrees to what they saw
 */
export async function hideWords(
  trx: Db,
  keys: Keys,
  responseId: string,
  words: Record<string, string>,
  what: { words: string; standIn: StandIn },
  by: Member,
  now: Date,
): Promise<number> {
  await holdWaiting(trx, responseId)
  const already = await listHiddenSpans(trx, responseId)
  const found = Object.entries(words).flatMap(([questionKey, text]) =>
    placesToHide(
      text,
      what.words,
      already.filter((span) => span.questionKey === questionKey),
    ).map((place) => ({ question_key: questionKey, ...place })),
  )
  if (found.length === 0) return 0
  const common = { response_id: responseId, stand_in: what.standIn, hidden_by: by.id }
  const rows = found.map((place) => ({ id: randomUUID(), ...common, ...place }))
  // A statement takes 65,535 values at most, and somebody may hide a single letter in a long story.
  for (let from = 0; from < rows.length; from += 1000) {
    await trx
      .insertInto('hidden_spans')
      .values(rows.slice(from, from + 1000))
      .execute()
  }
  const detail = { places: found.length, as: what.standIn }
  await audit(
    trx,
    keys,
    { memberId: by.id, action: 'hid words', record: 'response', recordId: responseId, detail },
    now,
  )
  return found.length
}

/** Shows a hidden place again, but in a copy that went on already. Safe to repeat. @throws {NotAllowed} once the first reading is over */
export async function showAgain(trx: Db, keys: Keys, responseId: string, spanId: string, by: Member, now: Date) {
  await holdWaiting(trx, responseId)
  const gone = await trx
    .deleteFrom('hidden_spans')
    .where('id', '=', spanId)
    .where('response_id', '=', responseId)
    .where('question_key', 'not in', (eb) =>
      eb.selectFrom('released_words').select('question_key').where('response_id', '=', responseId),
    )
    .returning('id')
    .executeTakeFirst()
  if (!gone) return
  await audit(
    trx,
    keys,
    { memberId: by.id, action: 'showed words again', record: 'response', recordId: responseId },
    now,
  )
}

/** Nobody finishes the first reading while this transaction changes something in it, and nothing changes after it. */
export async function holdWaiting(trx: Db, responseId: string): Promise<void> {
  const reading = await trx
    .selectFrom('readings')
    .select('state')
    .where('response_id', '=', responseId)
    .forUpdate()
    .executeTakeFirst()
  if (reading?.state !== 'waiting') throw new NotAllowed('the first reading is over')
}

type Place = { starts: number; ends: number }

/** @returns every place where the words stand, without what is hidden there already: of "Ann Lee", "Ann" where "Lee" is */
export function placesToHide(text: string, words: string, already: Place[]): Place[] {
  return findPlaces(text, words)
    .flatMap((place) => already.reduce((left, span) => left.flatMap((one) => without(one, span)), [place]))
    .flatMap(({ starts, ends }) => {
      const rest = text.slice(starts, ends)
      const from = starts + rest.length - rest.trimStart().length
      return /[\p{L}\p{N}]/u.test(rest) ? [{ starts: from, ends: from + rest.trim().length }] : []
    })
}

/**
 * @returns every place where the words stand by themselves, whatever the case, the apostrophe, and whether an accent is a
 *   part of its letter or a sign of its own
 */
export function findPlaces(text: string, words: string): Place[] {
  const wanted = words.trim()
  if (wanted === '') return []
  const spellings = new Set([wanted, wanted.normalize('NFC'), wanted.normalize('NFD')])
  const pattern = Array.from(spellings, (spelling) =>
    spelling
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/['’]/g, "['’]")
      .replace(/\s+/g, '\\s+'),
  ).join('|')
  // Marks that follow belong to the last letter: left behind, they would tell something about it.
  const places = text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})\\p{M}*(?![\\p{L}\\p{N}])`, 'giu'))
  return Array.from(places, (match) => ({ starts: match.index, ends: match.index + match[0].length }))
}

function without(place: Place, span: Place): Place[] {
  if (span.ends <= place.starts || span.starts >= place.ends) return [place]
  const sides = [
    { starts: place.starts, ends: span.starts },
    { starts: span.ends, ends: place.ends },
  ]
  return sides.filter(({ starts, ends }) => starts < ends)
}

/** The words of one question cut where something is hidden. */
export function cutAtHidden(text: string, spans: HiddenSpan[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const span of spans.toSorted((a, b) => a.starts - b.starts)) {
    // Where two spans overlap, what either hides stays hidden.
    if (span.ends <= at) continue
    if (span.starts > at) pieces.push({ text: text.slice(at, span.starts) })
    const hidden = { id: span.id, standIn: standIns[span.standIn] }
    pieces.push({ text: text.slice(Math.max(at, span.starts), span.ends), hidden })
    at = span.ends
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

/** The copy that may be released: each hidden stretch replaced by its stand-in in square brackets. */
export function redact(text: string, spans: HiddenSpan[]): string {
  return cutAtHidden(text, spans)
    .map((piece) => (piece.hidden ? `[${piece.hidden.standIn}]` : piece.text))
    .join('')
}

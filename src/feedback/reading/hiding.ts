import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { numberFor } from '../hiding/numbering.ts'
import { type StandIn, standInFor, standIns } from '../hiding/stand-ins.ts'
import { findPlaces, type Place } from './places.ts'

export { type StandIn, standIns }

export type HiddenSpan = {
  id: string
  questionKey: string
  starts: number
  ends: number
  standIn: StandIn
  /** Which of its kind in this response; null for what was hidden before there were numbers. */
  number?: number | null
  /** What stands in the copy, between the brackets. */
  label?: string
}

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
  const numbers = (kind: string) =>
    new Set(rows.flatMap((row) => (row.stand_in === kind ? (row.number ?? []) : []))).size
  return rows.map((row) => ({
    id: row.id,
    questionKey: row.question_key,
    starts: row.starts,
    ends: row.ends,
    standIn: row.stand_in as StandIn,
    number: row.number,
    label: standInFor(row.stand_in as StandIn, row.number, numbers(row.stand_in) > 1),
  }))
}

/**
 * Hides some words wherever they stand in what a person wrote, whole words only, whatever the case. The same words, and a
 * part of somebody's name, get the number that they have already.
 * @param words the opened words by question; they are not stored
 * @param what with `number` where a reader says who it is; `madeIn` is the mark of what is undone together
 * @returns how many places were hidden; 0 when the words do not occur
 * @throws {NotAllowed} once the first reading is over: the second person agrees to what they saw
 */
export async function hideWords(
  trx: Db,
  keys: Keys,
  responseId: string,
  words: Record<string, string>,
  what: { words: string; standIn: StandIn; number?: number; madeIn?: string },
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
  const number = what.number ?? numberFor(what, already, words)
  const common = {
    response_id: responseId,
    stand_in: what.standIn,
    hidden_by: by.id,
    number,
    made_in: what.madeIn ?? null,
  }
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
    const hidden = { id: span.id, standIn: span.label ?? standIns[span.standIn] }
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

import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { hideWords, holdWaiting } from '../reading/hiding.ts'
import type { Detail } from './details.ts'
import { type StandIn, standIns } from './stand-ins.ts'

/** What a person says about a detail. Without a number, the same words get the same one. */
export type Choice = { hide: true; as: StandIn; number?: number } | { hide: false }

export type Settled = { madeIn: string; hidden: number; shown: number }

/**
 * Hides what a person accepted, wherever it stands, and remembers what they show on purpose. Only now does a proposal count.
 * @param details what was proposed; those without a choice stay open
 * @returns how many details, and the mark with which `undoSettled` takes all of it back
 * @throws {NotAllowed} once the first reading is over
 */
export async function settleDetails(
  trx: Db,
  keys: Keys,
  responseId: string,
  words: Record<string, string>,
  details: Detail[],
  choices: Map<string, Choice>,
  by: Member,
  now: Date,
): Promise<Settled> {
  await holdWaiting(trx, responseId)
  const madeIn = randomUUID()
  const chosen = details.flatMap((detail) => {
    const choice = choices.get(detail.id)
    return choice ? [{ detail, choice }] : []
  })
  // Whole names first: "Kelly" is then a part of "Kelly Marsh" and no second person.
  const long = chosen.toSorted((a, b) => b.detail.words.length - a.detail.words.length)
  let hidden = 0
  for (const { detail, choice } of long) {
    if (!choice.hide) continue
    const what = { words: detail.words, standIn: choice.as, madeIn, ...(choice.number && { number: choice.number }) }
    if ((await hideWords(trx, keys, responseId, words, what, by, now)) > 0) hidden++
  }
  const shown = chosen.filter(({ choice }) => !choice.hide)
  const rows = shown.flatMap(({ detail }) =>
    detail.places.map((place) => ({
      id: randomUUID(),
      response_id: responseId,
      question_key: place.questionKey,
      starts: place.starts,
      ends: place.ends,
      kind: detail.as,
      shown_by: by.id,
      made_in: madeIn,
    })),
  )
  for (let from = 0; from < rows.length; from += 1000) {
    await trx
      .insertInto('shown_places')
      .values(rows.slice(from, from + 1000))
      .execute()
  }
  if (shown.length > 0) {
    const entry = { memberId: by.id, action: 'showed words on purpose', record: 'response', recordId: responseId }
    await audit(trx, keys, { ...entry, detail: { details: shown.length } }, now)
  }
  return { madeIn, hidden, shown: shown.length }
}

/** Takes back what a member settled in one go. Safe to repeat. @throws {NotAllowed} once the first reading is over */
export async function undoSettled(trx: Db, keys: Keys, responseId: string, madeIn: string, by: Member, now: Date) {
  await holdWaiting(trx, responseId)
  const released = trx.selectFrom('released_words').select('question_key').where('response_id', '=', responseId)
  const gone = await trx
    .deleteFrom('hidden_spans')
    .where('response_id', '=', responseId)
    .where('made_in', '=', madeIn)
    .where('hidden_by', '=', by.id)
    .where('question_key', 'not in', released)
    .returning('id')
    .execute()
  const open = await trx
    .deleteFrom('shown_places')
    .where('response_id', '=', responseId)
    .where('made_in', '=', madeIn)
    .where('shown_by', '=', by.id)
    .returning('id')
    .execute()
  if (gone.length + open.length === 0) return
  const entry = { memberId: by.id, action: 'undid hiding', record: 'response', recordId: responseId }
  await audit(trx, keys, { ...entry, detail: { places: gone.length, shown: open.length } }, now)
}

/** Reads what stands in a select: "friend", or "friend 2" for the friend who has that number. */
export function readStandIn(chosen: string): { as: StandIn; number?: number } | undefined {
  const [kind = '', number] = chosen.split(' ')
  if (!Object.hasOwn(standIns, kind)) return
  const known = Number(number)
  return { as: kind as StandIn, ...(Number.isInteger(known) && known > 0 && known < 1000 ? { number: known } : {}) }
}

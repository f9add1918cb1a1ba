import { laterBy } from '../days.ts'
import type { Db } from '../db/open.ts'
import { getQuestionSetById } from '../feedback/question-set.ts'
import { headingOf, inOrder } from '../feedback/reading/texts.ts'
import { NotFound } from '../refusals.ts'
import { keptFrom } from '../safeguarding/conflict.ts'
import type { Impact, Kind } from './code.ts'

/**
 * @param memberId who asks
 * @returns the id behind a ref
 * @throws {NotFound} when there is no such feedback, it was taken back, or the member is kept from it
 */
export async function getResponseId(db: Db, ref: string, memberId: string): Promise<string> {
  const row = await db
    .selectFrom('responses')
    .select('id')
    .where('ref', '=', ref)
    .where('withdrawn_on', 'is', null)
    .where('id', 'not in', keptFrom(db, memberId))
    .executeTakeFirst()
  if (!row) throw new NotFound('no such feedback')
  return row.id
}

export type Passage = {
  segmentId: string
  /** Counts from 1 through the whole feedback, in reading order. */
  number: number
  start: number
  end: number
  words: string
  /** `id` is of this very putting-on: the same code, taken off and put on again, has another. */
  codes: { id: string; key: string; name: string; impact: Impact; kind: Kind; by: string }[]
}

export type Released = {
  responseId: string
  ref: string
  setName: string
  month: string
  /** The Monday of the week in which it was released. */
  week: string
  finished: { by: string; on: string } | undefined
  questions: { releasedWordsId: string; questionKey: string; ask: string; body: string; passages: Passage[] }[]
}

/**
 * The released words of one piece of feedback with everything marked in them. Who looked is for the caller to audit.
 * @throws {NotFound} when it was taken back, or has no released words
 */
export async function getReleased(db: Db, responseId: string): Promise<Released> {
  const response = await db
    .selectFrom('responses')
    .leftJoin('themings', 'themings.response_id', 'responses.id')
    .leftJoin('members', 'members.id', 'themings.finished_by')
    .select([
      'responses.ref',
      'responses.received_on',
      'responses.question_set_id',
      'themings.finished_on',
      'members.name',
    ])
    .where('responses.id', '=', responseId)
    .where('responses.withdrawn_on', 'is', null)
    .executeTakeFirst()
  const words = await db
    .selectFrom('released_words')
    .select(['id', 'question_key', 'body', 'released_on'])
    .where('response_id', '=', responseId)
    .execute()
  const [first] = words
  if (!response || !first) throw new NotFound('no such feedback')
  const set = await getQuestionSetById(db, response.question_set_id)
  const marked = await listMarked(db, responseId)
  const order = inOrder(
    set,
    words.map(({ question_key }) => question_key),
  )
  let number = 0
  return {
    responseId,
    ref: response.ref,
    setName: set.name,
    month: response.received_on.slice(0, 7),
    week: mondayOf(words.map(({ released_on }) => released_on).sort()[0] ?? first.released_on),
    finished: response.finished_on ? { by: response.name ?? '', on: response.finished_on } : undefined,
    questions: words
      .toSorted((a, b) => order.indexOf(a.question_key) - order.indexOf(b.question_key))
      .map(({ id, question_key, body }) => ({
        releasedWordsId: id,
        questionKey: question_key,
        ask: headingOf(set, question_key),
        body,
        passages: gather(marked.filter((row) => row.released_words_id === id)).map((rows): Passage => {
          number += 1
          return { number, ...passageFrom(rows, body) }
        }),
      })),
  }
}

/** @returns keys of the codes on exactly this place */
export function codesAt(
  { questions }: Released,
  { releasedWordsId, start, end }: { releasedWordsId: string; start: number; end: number },
): string[] {
  return questions
    .filter((question) => question.releasedWordsId === releasedWordsId)
    .flatMap(({ passages }) => passages.filter((one) => one.start === start && one.end === end))
    .flatMap(({ codes }) => codes.map(({ key }) => key))
}

/** @param day 'YYYY-MM-DD' @returns the Monday before, or the day itself */
function mondayOf(day: string): string {
  return laterBy(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7))
}

type Marked = Awaited<ReturnType<typeof listMarked>>[number]

/** Rows of one passage, one for each code on it, come next to each other. */
function gather(rows: Marked[]): [Marked, ...Marked[]][] {
  return Object.values(Object.groupBy(rows, ({ id }) => id)) as [Marked, ...Marked[]][]
}

function passageFrom(rows: [Marked, ...Marked[]], body: string): Omit<Passage, 'number'> {
  const [{ id: segmentId, starts: start, ends: end }] = rows
  const codes = rows.flatMap(({ codingId, key, name, impact, kind, by }) =>
    codingId && key && name && impact && kind ? [{ id: codingId, key, name, impact, kind, by: by ?? '' }] : [],
  )
  return { segmentId, start, end, words: body.slice(start, end), codes }
}

async function listMarked(db: Db, responseId: string) {
  return db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .leftJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .leftJoin('codes', 'codes.id', 'segment_codes.code_id')
    .leftJoin('members', 'members.id', 'segment_codes.applied_by')
    .select([
      'segments.id',
      'segments.released_words_id',
      'segments.starts',
      'segments.ends',
      'segment_codes.id as codingId',
      'codes.key',
      'codes.name',
      'segment_codes.impact',
      'segment_codes.kind',
      'members.name as by',
    ])
    .where('released_words.response_id', '=', responseId)
    .orderBy('segments.starts')
    .orderBy('segments.ends')
    .orderBy('codes.name')
    .execute()
}

import type { Db } from '../db/open.ts'
import { whoElse } from './claims.ts'
import { impacts, kinds, listCodes } from './code.ts'
import type { PlaceOf } from './coding.ts'
import { emptyTyped, type Typed } from './coding-form.ts'
import { listOpenObjections } from './objecting.ts'
import { getReleased } from './released.ts'
import { placesOf } from './sentences.ts'
import { listedTexts, nextSentence, onlySentence } from './showing.ts'
import { lastStep } from './steps.ts'
import { suggestFor } from './suggesting/suggest.ts'
import type { Suggester } from './suggesting/suggester.ts'
import { dayInWords, monthInWords } from './wording.ts'

export type Extra = {
  problems?: Record<string, string>
  typed?: Typed
  /** What was just done. */
  said?: string
  /** The sentence that was worked on last. */
  last?: string | undefined
  /** A place that suggestions were asked for. */
  place?: PlaceOf | undefined
}

/**
 * Everything that the workbench shows of one piece of feedback, as it is now: also what others did meanwhile.
 * @throws {NotFound} when it was taken back
 */
export async function workbench(
  db: Db,
  suggester: Suggester,
  responseId: string,
  memberId: string,
  now: Date,
  { problems = {}, typed = emptyTyped, said = '', last, place }: Extra,
) {
  const released = await getReleased(db, responseId)
  const texts = listedTexts(released)
  const only = onlySentence(texts)
  const chosen = typed.sentences.length > 0 ? typed.sentences : only ? [only] : []
  const asked = place ?? (only ? placeOfSentence(released.questions, only) : undefined)
  return {
    released,
    texts,
    typed: { ...typed, sentences: chosen },
    problems,
    said,
    /** A sentence's value, 'finish', or nothing when a problem takes the keyboard. */
    focus: focusOn(texts, only, { said, last, problems }),
    codings: released.questions.flatMap(({ passages }) => passages.flatMap(({ codes }) => codes.map(({ id }) => id))),
    objections: await listOpenObjections(db, responseId),
    openWith: await whoElse(db, responseId, memberId, now),
    step: await lastStep(db, memberId),
    codes: await listCodes(db),
    asked: asked !== undefined,
    suggested: asked && !released.finished ? await suggestFor(db, suggester, asked, now, memberId) : [],
    suggesterSays: suggester.problem() ?? '',
    ...{ impacts, kinds, monthInWords, dayInWords },
  }
}

function focusOn(
  texts: ReturnType<typeof listedTexts>,
  only: string | undefined,
  { said, last, problems }: Extra,
): string | undefined {
  if (Object.keys(problems ?? {}).length > 0) return undefined
  if (said && !last) return 'passages'
  // Of a text and its English one is enough.
  if (only) return said ? 'finish' : only
  return nextSentence(texts, last) ?? 'finish'
}

function placeOfSentence(
  questions: { questionKey: string; releasedWordsId: string; body: string }[],
  value: string,
): PlaceOf | undefined {
  const at = value.lastIndexOf('.')
  const question = questions.find(({ questionKey }) => questionKey === value.slice(0, at))
  const place = question && placesOf(question.body, [Number(value.slice(at + 1))])?.[0]
  return question && place ? { ...place, releasedWordsId: question.releasedWordsId } : undefined
}

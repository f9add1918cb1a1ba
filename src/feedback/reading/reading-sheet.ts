import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { questionsAsked } from '../coming-back/questions-asked.ts'
import { getQuestionSetById } from '../question-set.ts'
import { cutAtHidden, listHiddenSpans, type Piece } from './hiding.ts'
import { readOpened } from './opening.ts'
import type { ReadingPage } from './reading-list.ts'
import { markOfSeen } from './seen.ts'
import { headingOf, inEnglish, inOrder, isTranslation, listTexts } from './texts.ts'

/** A text as a reader sees it. */
export type SheetText = {
  key: string
  heading: string
  pieces: Piece[]
  /** Its copy has gone on: what is hidden in it now would change nothing. */
  released: boolean
  /** Who put it into English, for a translation. */
  translatedBy: string | null
  /** The English of an original, as far as there is one. */
  english: string
}

/**
 * What lies on the reading desk of one response: its ticks, and while it is open its texts.
 * @param open whether the words are to be opened; that they were has been written down
 */
export async function readingSheet(db: Db, keys: Keys, item: ReadingPage, open: boolean) {
  const set = await getQuestionSetById(db, item.setId)
  // What comes between these looks is shown without its mark, and so refused: never marked as seen without being shown.
  const there = open ? await listTexts(db, item.id) : []
  const spans = open ? await listHiddenSpans(db, item.id) : []
  const words = open ? await readOpened(db, keys, item.ref) : {}
  const ticked = set.questions.flatMap(({ key, ask, scale }) => {
    const tick = item.ticks.find(({ question_key }) => question_key === key)
    const label = set.scales[scale ?? '']?.find((choice) => choice.key === tick?.choice)?.label
    return label ? [{ ask: ask.en, choice: label.en }] : []
  })
  const texts = inOrder(set, Object.keys(words)).map((key): SheetText => {
    const known = there.find(({ questionKey }) => questionKey === key)
    return {
      key,
      heading: headingOf(set, key),
      pieces: cutAtHidden(
        words[key] ?? '',
        spans.filter(({ questionKey }) => questionKey === key),
      ),
      released: known?.released ?? false,
      translatedBy: isTranslation(key) ? (known?.translatedBy ?? null) : null,
      english: words[inEnglish(key)] ?? '',
    }
  })
  const seen = markOfSeen(
    spans,
    there.map(({ id }) => id),
  )
  const asked = open ? await questionsAsked(db, keys, item.id) : []
  return {
    set,
    ticked,
    texts,
    seen,
    asked,
    late: there.filter(({ writtenOn, translatedBy }) => writtenOn && !translatedBy),
  }
}

/** The words that may still be hidden or shown: those whose copy has not gone on. */
export async function notYetReleased(
  db: Db,
  responseId: string,
  words: Record<string, string>,
): Promise<Record<string, string>> {
  const gone = new Set((await listTexts(db, responseId)).flatMap((one) => (one.released ? [one.questionKey] : [])))
  return Object.fromEntries(Object.entries(words).filter(([key]) => !gone.has(key)))
}

import type { Db } from '../../db/open.ts'
import type { QuestionSet } from '../question-set.ts'

/** Ends the key of a translation into English. */
const ENGLISH = '~en'

/** One sealed text of a response, without its words. */
export type Text = {
  id: string
  questionKey: string
  /** For what came later. */
  writtenOn: string | null
  /** For a translation: who made it. */
  translatedBy: string | null
  /** Its copy went on to themes already. */
  released: boolean
}

/** All sealed texts of a response. */
export async function listTexts(db: Db, responseId: string): Promise<Text[]> {
  return db
    .selectFrom('sealed_words')
    .leftJoin('members', 'members.id', 'sealed_words.translated_by')
    .leftJoin('released_words', (join) =>
      join
        .onRef('released_words.response_id', '=', 'sealed_words.response_id')
        .onRef('released_words.question_key', '=', 'sealed_words.question_key'),
    )
    .select((eb) => [
      'sealed_words.id',
      'sealed_words.question_key as questionKey',
      'written_on as writtenOn',
      'members.name as translatedBy',
      eb('released_words.id', 'is not', null).$castTo<boolean>().as('released'),
    ])
    .where('sealed_words.response_id', '=', responseId)
    .execute()
}

/** The key of a text's translation into English. */
export function inEnglish(questionKey: string): string {
  return `${questionKey}${ENGLISH}`
}

/** Whether a key is a translation's. */
export function isTranslation(questionKey: string): boolean {
  return questionKey.endsWith(ENGLISH)
}

/** A key without what makes it a translation's. */
export function originalOf(questionKey: string): string {
  return isTranslation(questionKey) ? questionKey.slice(0, -ENGLISH.length) : questionKey
}

const headings: Record<string, string> = {
  more: 'Added later',
  meant: 'What they say they meant',
  answer: 'Their answer to a reader’s question',
}

/** What the team reads above a text: the question it answers, or how it came later. */
export function headingOf(set: QuestionSet, questionKey: string): string {
  const key = originalOf(questionKey)
  const asked = set.questions.find((question) => question.key === key)?.ask.en
  const [kind = '', number = ''] = key.split('-')
  const heading = asked ?? (headings[kind] ? `${headings[kind]}${number === '1' ? '' : ` (${number})`}` : key)
  return isTranslation(questionKey) ? `${heading} · in English, put there by a reader` : heading
}

/** In the order of the questions, then of what came later; a translation follows its original. */
export function inOrder(set: QuestionSet, questionKeys: string[]): string[] {
  const asked = set.questions.map(({ key }) => key)
  const place = (key: string) => {
    const [kind = '', number = '0'] = originalOf(key).split('-')
    const at = asked.indexOf(originalOf(key))
    const later = asked.length + Object.keys(headings).indexOf(kind) * 1000 + Number(number)
    return (at >= 0 ? at : later) * 2 + Number(isTranslation(key))
  }
  return questionKeys.toSorted((a, b) => place(a) - place(b))
}

import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { type Details, listDetails } from '../hiding/details.ts'
import { getQuestionSetById } from '../question-set.ts'
import { readOpened } from './opening.ts'
import type { ReadingPage } from './reading-list.ts'
import { notYetShown, type Section, sectionsOf } from './sections.ts'
import { inOrder, listTexts, type Text } from './texts.ts'

/** The opened words of a response, in order, with what is proposed to be hidden and how they are cut into sections. */
export type DeskWords = {
  words: Record<string, string>
  texts: Text[]
  order: string[]
  details: Details
  sections: Section[]
}

/** @param item a response whose words lie open: that they do has been written down */
export async function deskWords(db: Db, keys: Keys, item: ReadingPage): Promise<DeskWords> {
  const set = await getQuestionSetById(db, item.setId)
  // What comes between these looks is shown without its mark, and so refused: never marked as seen without being shown.
  const texts = await listTexts(db, item.id)
  const words = await readOpened(db, keys, item.ref)
  const order = inOrder(set, Object.keys(words))
  const gone = new Set(texts.flatMap((one) => (one.released ? [one.questionKey] : [])))
  const free = Object.fromEntries(order.filter((key) => !gone.has(key)).map((key) => [key, words[key] ?? '']))
  const details = await listDetails(db, item.id, free, item.language)
  const idOf = (key: string) => texts.find(({ questionKey }) => questionKey === key)?.id ?? ''
  const sections = sectionsOf(order.map((key) => ({ key, id: idOf(key), text: words[key] ?? '' })))
  return { words, texts, order, details, sections }
}

/**
 * Why a member cannot end a reading yet: a section has never lain open for them, or, at the first reading, something that is
 * proposed to be hidden is undecided and the words may go on. A proposer that fails holds up nothing.
 * @param first whether it is the first reading that is to end
 */
export async function whyNotYet(
  db: Db,
  keys: Keys,
  item: ReadingPage,
  memberId: string,
  first: boolean,
): Promise<string | undefined> {
  const { sections, details } = await deskWords(db, keys, item)
  const unread = await notYetShown(db, memberId, item.id, sections)
  if (unread.length > 0) {
    return `It is a long story and you have not had all of it open. Still to read: section ${unread.join(', ')} of ${sections.length}.`
  }
  const open = first && item.permission !== 'none' ? details.open.length : 0
  if (open === 0) return
  return `${open === 1 ? 'One proposed detail is' : `${open} proposed details are`} not decided yet. Hide ${open === 1 ? 'it' : 'each'} or show ${open === 1 ? 'it' : 'them'} on purpose.`
}

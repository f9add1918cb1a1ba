import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { type Detail, type Details, listDetails } from '../hiding/details.ts'
import { propose } from '../hiding/proposing.ts'
import { getQuestionSetById } from '../question-set.ts'
import { cannotReadSentence, notInEnglish } from './foreign.ts'
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
  /** Keys of texts that are not in English, and of those that no person has put into English. */
  language: { foreign: string[]; untranslated: string[] }
  /** What a format found and somebody shows on purpose, a telephone number say: it takes a second yes. */
  askTwice: Detail[]
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
  const language = notInEnglish(words, [...gone], item.language)
  const askTwice = details.shown.filter((one) => isExact(one, free))
  return { words, texts, order, details, sections, language, askTwice }
}

/** Whether something leads straight to one person: a way to reach them, a number, a birthday, an address or a postcode. */
function isExact({ as, places }: Detail, words: Record<string, string>): boolean {
  if (['contact', 'number', 'date'].includes(as)) return true
  return places.some(({ questionKey, starts, ends }) =>
    propose(words[questionKey] ?? '').some(
      (one) => one.starts < ends && one.ends > starts && /postcode|^address$/.test(one.why),
    ),
  )
}

/** What a reader says for themselves when they end a reading. */
export type OwnAnswers = {
  /** They can read the language and have read it. */
  reads: boolean
  /** Ids of the details that they want to be shown all the same. */
  allTheSame: string[]
}

/**
 * Why a member cannot end a reading yet: a section has never lain open for them, or, at the first reading, something that is
 * proposed to be hidden is undecided and the words may go on. A proposer that fails holds up nothing.
 * What a format found and is shown takes a yes of each reader, and so does a language that not everybody reads.
 * @param first whether it is the first reading that is to end
 * @param nothing whether they say that nobody is at risk: a concern waits for no translation
 * @returns a sentence, and the part of the page that it is about
 */
export async function whyNotYet(
  db: Db,
  keys: Keys,
  item: ReadingPage,
  memberId: string,
  first: boolean,
  nothing: boolean,
  own: OwnAnswers,
): Promise<Record<string, string> | undefined> {
  const { sections, details, language, askTwice } = await deskWords(db, keys, item)
  const unread = await notYetShown(db, memberId, item.id, sections)
  if (unread.length > 0) {
    const left = `section ${unread.join(', ')} of ${sections.length}`
    return { 'words-of': `It is a long story and you have not had all of it open. Still to read: ${left}.` }
  }
  if (nothing && language.untranslated.length > 0 && !own.reads) return { reads: cannotReadSentence }
  if (item.permission === 'none') return
  const open = first ? details.open.length : 0
  if (open > 0) {
    const [are, each] = open === 1 ? ['One proposed detail is', 'it'] : [`${open} proposed details are`, 'each']
    const them = open === 1 ? 'it' : 'them'
    return { 'words-of': `${are} not decided yet. Hide ${each} or show ${them} on purpose.` }
  }
  if (askTwice.every(({ id }) => own.allTheSame.includes(id))) return
  return {
    'all-the-same': first
      ? 'Something that leads straight to one person is shown on purpose. Tick each that is to be shown all the same, or hide it.'
      : 'Something that leads straight to one person is shown on purpose. Tick each that is to be shown all the same, or send it back.',
  }
}

import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import type { Member } from '../../team/member.ts'
import { questionsAsked } from '../coming-back/questions-asked.ts'
import { type Flag, flagsOf } from '../flagging/flag.ts'
import type { Detail } from '../hiding/details.ts'
import { sayings } from '../hiding/numbering.ts'
import { getQuestionSetById } from '../question-set.ts'
import { deskWords } from './desk-words.ts'
import { cutAtHidden, type HiddenSpan, listHiddenSpans } from './hiding.ts'
import { type DeskPiece, deskPieces } from './pieces.ts'
import type { ReadingPage } from './reading-list.ts'
import { notYetShown, openSection } from './sections.ts'
import { markOfSeen } from './seen.ts'
import { headingOf, inEnglish, isTranslation, listTexts, originalOf } from './texts.ts'

/** A text as a reader sees it, as far as it lies in the open section. */
export type SheetText = {
  key: string
  heading: string
  pieces: DeskPiece[]
  /** Its copy has gone on: what is hidden in it now would change nothing. */
  released: boolean
  /** Who put it into English, for a translation. */
  translatedBy: string | null
  /** The English of an original, as far as there is one. */
  english: string
  /** Names were not looked for in it: it is not in English. */
  formatsOnly: boolean
}

/** Something hidden, in the reader's table: once, however often it stands there. */
export type HiddenRow = { ids: string[]; words: string; standIn: string; released: boolean }

/**
 * What lies on the reading desk of one response: its ticks, and while it is open its texts.
 * @param open whether the words are to be opened; that they were has been written down
 * @param by whose place in a long story is kept
 * @param wanted which section, from 1; left out, the one that lay open last
 */
export async function readingSheet(db: Db, keys: Keys, item: ReadingPage, open: boolean, by: Member, wanted?: number) {
  const set = await getQuestionSetById(db, item.setId)
  const ticked = set.questions.flatMap(({ key, ask, scale }) => {
    const tick = item.ticks.find(({ question_key }) => question_key === key)
    const label = set.scales[scale ?? '']?.find((choice) => choice.key === tick?.choice)?.label
    return label ? [{ ask: ask.en, choice: label.en }] : []
  })
  if (!open) return { set, ticked, ...nothingOpen }
  const spans = await listHiddenSpans(db, item.id)
  const { words, texts: there, order, details, sections, language, askTwice } = await deskWords(db, keys, item)
  const section = await openSection(db, by.id, item.id, sections, wanted)
  const stretches = sections[section - 1]?.stretches ?? []
  const released = (key: string) => there.find(({ questionKey }) => questionKey === key)?.released ?? false
  const texts = order.flatMap((key): SheetText[] => {
    const stretch = stretches.find(({ questionKey }) => questionKey === key)
    if (!stretch) return []
    const pieces = cutAtHidden(
      words[key] ?? '',
      spans.filter(({ questionKey }) => questionKey === key),
    )
    return [
      {
        key,
        heading: headingOf(set, key),
        pieces: deskPieces(pieces, key, details.open, stretch),
        released: released(key),
        translatedBy: isTranslation(key)
          ? (there.find(({ questionKey }) => questionKey === key)?.translatedBy ?? null)
          : null,
        english: words[inEnglish(key)] ?? '',
        formatsOnly: details.formatsOnly.includes(key),
      },
    ]
  })
  const inSection = (detail: Detail) =>
    detail.places.some((place) =>
      stretches.some(
        (one) => one.questionKey === place.questionKey && place.starts < one.ends && place.ends > one.starts,
      ),
    )
  const ids = there.map(({ id }) => id)
  return {
    set,
    ticked,
    texts,
    /** Each original with its translation beside it. */
    pairs: texts
      .filter(({ key }) => !isTranslation(key) || !texts.some((one) => one.key === originalOf(key)))
      .map((one) => ({ original: one, english: texts.find(({ key }) => key === inEnglish(one.key)) })),
    hidden: hiddenRows(spans, words, released),
    known: knownPeople(spans, words),
    details: {
      ...details,
      here: details.open.filter(inSection),
      elsewhere: details.open.filter((one) => !inSection(one)).length,
    },
    section: { number: section, of: sections.length, unread: await notYetShown(db, by.id, item.id, sections) },
    seen: markOfSeen(spans, ids),
    flag: (await flagsOf(db, [item.id])).get(item.id),
    language,
    askTwice,
    asked: await questionsAsked(db, keys, item.id),
    late: there.filter(({ writtenOn, translatedBy }) => writtenOn && !translatedBy),
  }
}

const nothingOpen = {
  texts: [],
  pairs: [],
  hidden: [],
  known: [],
  details: { open: [], shown: [], formatsOnly: [], failed: false, here: [], elsewhere: 0 },
  section: { number: 1, of: 1, unread: [] },
  seen: markOfSeen([], []),
  flag: undefined as Flag | undefined,
  language: { foreign: [] as string[], untranslated: [] as string[] },
  askTwice: [] as Detail[],
  asked: [],
  late: [],
}

function hiddenRows(
  spans: HiddenSpan[],
  words: Record<string, string>,
  released: (key: string) => boolean,
): HiddenRow[] {
  const rows = new Map<string, HiddenRow>()
  for (const span of spans) {
    const said = words[span.questionKey]?.slice(span.starts, span.ends) ?? ''
    const gone = released(span.questionKey)
    const key = `${sayings(said).join(' ') || said} ${span.label} ${gone}`
    const row = rows.get(key) ?? { ids: [], words: said, standIn: span.label ?? '', released: gone }
    row.ids.push(span.id)
    rows.set(key, row)
  }
  return [...rows.values()]
}

/** Who and what has a number already, so that a reader can say "the same as friend 1". */
function knownPeople(spans: HiddenSpan[], words: Record<string, string>) {
  const known = new Map<string, { value: string; words: string }>()
  for (const span of spans) {
    if (!span.number) continue
    const value = `${span.standIn} ${span.number}`
    const said = words[span.questionKey]?.slice(span.starts, span.ends) ?? ''
    if (!known.has(value)) known.set(value, { value, words: said })
  }
  return [...known.values()]
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

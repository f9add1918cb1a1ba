import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A word that services use. What it means in plain words is in the catalogues, as `words.w_<key>`. */
export type Term = {
  key: string
  term: string
  /** Other ways in which it is written. */
  spellings: string[]
  /** What one of the two strategies says, word for word, and which one. */
  definition: { text: string; source: string } | null
}

/** The whole glossary, in the order of the alphabet. */
export const glossary: readonly Term[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../data/words.json'), 'utf8'),
)

/** @returns each letter that a word begins with, and the key of the first such word */
export function firstOfLetters(): { letter: string; key: string }[] {
  const first = new Map<string, string>()
  for (const { term, key } of glossary) {
    const letter = term.slice(0, 1).toUpperCase()
    if (!first.has(letter)) first.set(letter, key)
  }
  return [...first].map(([letter, key]) => ({ letter, key }))
}

type Written = { text: string; term: Term }

const written: Written[] = glossary.flatMap((term) => [term.term, ...term.spellings].map((text) => ({ text, term })))

/** A word of capitals only as it is written; others in any case. "Evolve" is a name, and to evolve is not. */
const asWritten = written.filter(({ text }) => /^[A-Z\d ]+s?$/.test(text) || text === 'Evolve')
const exact = patternOf(asWritten, 'gu')
const anyCase = patternOf(
  written.filter((one) => !asWritten.includes(one)),
  'giu',
)
const termOf = new Map(written.map(({ text, term }) => [text.toLowerCase(), term]))

/** @returns the words of the glossary that occur in these texts, in the order of the alphabet; empty texts are fine */
export function hintsIn(...texts: (string | null | undefined)[]): Term[] {
  const found = new Set(placesIn(texts.filter(Boolean).join('\n')).map(({ term }) => term))
  return glossary.filter((term) => found.has(term))
}

/** A text cut where a word leads on: to its meaning in the glossary by its key, or to a page. */
export type Piece = { text: string; key?: string; path?: string }

/**
 * Cuts a text at the first place of each word.
 * @param seen keys that already have their link on the page; what is found is added
 */
export function pieces(text: string, hints: readonly Term[], seen: Set<string>): Piece[] {
  const first = placesIn(text)
    .filter(({ term }) => hints.includes(term) && !seen.has(term.key))
    .sort((a, b) => a.at - b.at)[0]
  if (!first) return text === '' ? [] : [{ text }]
  seen.add(first.term.key)
  const end = first.at + first.text.length
  return [
    ...(first.at > 0 ? [{ text: text.slice(0, first.at) }] : []),
    { text: text.slice(first.at, end), key: first.term.key },
    ...pieces(text.slice(end), hints, seen),
  ]
}

function placesIn(text: string): { at: number; text: string; term: Term }[] {
  return [exact, anyCase]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .flatMap(({ index: at, 0: word }) => {
      const term = termOf.get(word.toLowerCase())
      return term ? [{ at, text: word, term }] : []
    })
}

/** Never inside another word, and the longest first: "county lines" before what may be a part of it. */
function patternOf(words: Written[], flags: string): RegExp {
  const longestFirst = words.map(({ text }) => text).sort((a, b) => b.length - a.length)
  const escaped = longestFirst.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join('|')})(?![\\p{L}\\p{N}])`, flags)
}

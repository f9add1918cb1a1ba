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

/** Longer ones first, so that "county lines" is found before what may be a part of it. */
const written = glossary
  .flatMap((term) => [term.term, ...term.spellings].map((text) => ({ term, text, pattern: patternOf(text) })))
  .sort((a, b) => b.text.length - a.text.length)

/** @returns the words of the glossary that occur in these texts, in the order of the alphabet; empty texts are fine */
export function hintsIn(...texts: (string | null | undefined)[]): Term[] {
  const found = new Set<Term>()
  let left = texts.filter(Boolean).join('\n')
  for (const { term, pattern } of written) {
    const without = left.replace(pattern, '$1\u0000')
    if (without !== left) found.add(term)
    left = without
  }
  return glossary.filter((term) => found.has(term))
}

/** A text cut where a word of the glossary stands, for a page that leads from the word to its meaning. */
export type Piece = { text: string; key?: string }

/**
 * Cuts a text at the first place of each word.
 * @param seen keys that already have their link on the page; what is found is added
 */
export function pieces(text: string, hints: readonly Term[], seen: Set<string>): Piece[] {
  const first = written
    .filter(({ term }) => hints.includes(term) && !seen.has(term.key))
    .flatMap(({ term, pattern }) => {
      const [found] = text.matchAll(pattern)
      return found ? [{ term, at: found.index + (found[1]?.length ?? 0), length: found[2]?.length ?? 0 }] : []
    })
    .sort((a, b) => a.at - b.at || b.length - a.length)[0]
  if (!first) return text === '' ? [] : [{ text }]
  seen.add(first.term.key)
  const end = first.at + first.length
  return [
    ...(first.at > 0 ? [{ text: text.slice(0, first.at) }] : []),
    { text: text.slice(first.at, end), key: first.term.key },
    ...pieces(text.slice(end), hints, seen),
  ]
}

/** A word of capitals only as it is written; others in any case. Never inside another word. */
function patternOf(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const flags = /^[A-Z\d ]+s?$/.test(text) || text === 'Evolve' ? 'gu' : 'giu'
  return new RegExp(`(^|[^\\p{L}\\p{N}])(${escaped})(?![\\p{L}\\p{N}])`, flags)
}

import { stemmer } from 'stemmer'

/** A word as it stands in a text, and its stem (Porter 1980, package stemmer). */
export type Token = { word: string; lower: string; stem: string }

const words = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu
const MOST_STEMS = 50_000
const stems = new Map<string, string>()

/** Splits a text into words. Letters of every script count; only English words have a stem of their own. */
export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(words), ([word]) => {
    const lower = word.toLowerCase().replaceAll('’', "'")
    return { word, lower, stem: stemOf(lower) }
  })
}

function stemOf(lower: string): string {
  const known = stems.get(lower)
  if (known !== undefined) return known
  const stem = stemmer(lower.replace(/'s$/, ''))
  if (stems.size >= MOST_STEMS) stems.clear()
  stems.set(lower, stem)
  return stem
}

/** The stems of a text and each pair that follows one another. */
export function termsOf(tokens: readonly Token[]): string[] {
  const terms: string[] = []
  for (const [at, { stem }] of tokens.entries()) {
    terms.push(stem)
    if (at > 0) terms.push(`${tokens[at - 1]!.stem} ${stem}`)
  }
  return terms
}

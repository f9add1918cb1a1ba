import type { Sparse } from './learner.ts'
import type { Codebook } from './seed-words.ts'
import { type Token, termsOf } from './tokens.ts'
import type { WordVectors } from './word-vectors.ts'

/** How much each block of numbers counts beside the others. */
export const featureOptions = { words: 1, vectors: 0.7, hits: 0.6, question: 0.4, length: 0.2 }
export type FeatureOptions = typeof featureOptions

/** In a place of its own for each power of two of words. */
const LENGTHS = 6
/** How rare a word is thought to be that was never seen. */
const UNSEEN = 3

type Text = { tokens: readonly Token[]; question: string }

export type Features = {
  size: number
  /** The row of a text: its words and pairs, what they mean, which codes they speak of, and the question asked. */
  row(tokens: readonly Token[], question: string): Sparse
  /** Where a term of a text stands, if it was seen before. */
  find(term: string): number | undefined
  /** How telling a term is: the rarer, the more. */
  weight(place: number): number
}

/**
 * Looks at the texts to learn from and says how a text becomes numbers. Words, pairs, and words under the question that
 * was asked, by TF-IDF (Salton and Buckley 1988: logarithm of how often, by logarithm of how rare).
 */
export function readFeatures(
  texts: readonly Text[],
  codebook: Codebook,
  vectors: WordVectors | undefined,
  options: FeatureOptions = featureOptions,
): Features {
  const { places, rarity } = countTerms(texts)
  const questions = new Map([...new Set(texts.map(({ question }) => question))].map((name, at) => [name, at]))
  const atVectors = rarity.length
  const atCodes = atVectors + (vectors?.dimensions ?? 0)
  const atQuestions = atCodes + codebook.codes
  const atLengths = atQuestions + questions.size
  return {
    size: atLengths + LENGTHS,
    find: (term) => places.get(term),
    weight: (place) => rarity[place] ?? 0,
    row(tokens, question) {
      const row: [number, number][] = []
      const counts = new Map<number, number>()
      for (const term of allTerms(tokens, question)) {
        const place = places.get(term)
        if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1)
      }
      const words = [...counts].map(([place, times]): [number, number] => [
        place,
        (1 + Math.log(times)) * rarity[place]!,
      ])
      push(row, words, options.words)
      if (vectors) {
        const mean = meaning(tokens, vectors, (stem) => rarity[places.get(stem) ?? -1] ?? UNSEEN)
        const block = [...mean].map((value, at): [number, number] => [atVectors + at, value])
        push(row, block, options.vectors)
      }
      for (const [at, value] of codebook.scores(tokens).entries()) {
        if (value > 0) row.push([atCodes + at, value * options.hits])
      }
      const asked = questions.get(question)
      if (asked !== undefined) row.push([atQuestions + asked, options.question])
      row.push([atLengths + Math.min(LENGTHS - 1, Math.floor(Math.log2(tokens.length + 1))), options.length])
      return { places: Int32Array.from(row, ([place]) => place), values: Float32Array.from(row, ([, value]) => value) }
    },
  }
}

/** "Nothing" is another thing under "What was good?" than under "What should change?". */
function allTerms(tokens: readonly Token[], question: string): string[] {
  return [...termsOf(tokens), ...tokens.map(({ stem }) => `${question}\n${stem}`)]
}

function countTerms(texts: readonly Text[]): { places: Map<string, number>; rarity: Float32Array } {
  const counts = new Map<string, number>()
  for (const { tokens, question } of texts) {
    for (const term of new Set(allTerms(tokens, question))) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  // What occurs once in many texts teaches nothing about the next.
  const fewest = texts.length < 200 ? 1 : 2
  const kept = [...counts].filter(([, times]) => times >= fewest)
  return {
    places: new Map(kept.map(([term], at) => [term, at])),
    rarity: Float32Array.from(kept, ([, times]) => Math.log((1 + texts.length) / (1 + times)) + 1),
  }
}

/** The sum of the words' vectors, rare words first. */
function meaning(tokens: readonly Token[], vectors: WordVectors, rarity: (stem: string) => number): Float64Array {
  const sum = new Float64Array(vectors.dimensions)
  for (const { lower, stem } of tokens) {
    const row = vectors.find(lower)
    if (row === undefined) continue
    const weight = rarity(stem)
    for (let at = 0; at < sum.length; at += 1) sum[at]! += weight * vectors.numbers[row + at]!
  }
  return sum
}

/** Adds a block of numbers, together as long as `length`, so that none drowns another. */
function push(row: [number, number][], block: [number, number][], length: number): void {
  const size = Math.sqrt(block.reduce((sum, [, value]) => sum + value * value, 0))
  if (size === 0) return
  for (const [place, value] of block) if (value !== 0) row.push([place, (value / size) * length])
}

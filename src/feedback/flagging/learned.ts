import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stemmer } from 'stemmer'
import { hintsIn } from './hints.ts'

/** What was learned from the examples in `data/`: how much each thing about a sentence speaks for harm or danger now. */
export type Learned = {
  bias: number
  /** For the vector of the sentence. */
  meaning: number[]
  /** For the signs of `hints.ts`, in their order. */
  signs: number[]
  /** For the words and pairs of words, already with how rare each is in the examples. */
  words: Record<string, number>
  wordsBias: number
  /** How rare each word is: the length of a sentence's words is measured with it. */
  rare: Record<string, number>
}

const file = new URL('data/weights.json', import.meta.url)

/** Above this a sentence is raised. Chosen as `docs/decisions/0036` says. */
export const threshold = -0.62

/** How much the words count beside the meaning. */
const WORDS_COUNT = 0.2

/** What `npm run flag:learn` wrote down. @throws when the file is missing or broken */
export function readLearned(): Learned {
  return JSON.parse(readFileSync(file, 'utf8')) as Learned
}

/** Tells one state of the weights from another, in a few letters. */
export function markOfLearned(): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8)
}

/** The stems of a sentence's words, and the pairs of them. */
export function wordsIn(sentence: string): string[] {
  const stems = (sentence.toLowerCase().match(/[a-z']+|[^\sa-z]/g) ?? []).map((word) => stemmer(word))
  return [...new Set([...stems, ...stems.slice(1).map((stem, index) => `${stems[index]} ${stem}`)])]
}

/**
 * How much one sentence is like those that tell of harm or danger now.
 * @param sentence as `writtenOut` gives it
 * @param vector of the same sentence
 */
export function scoreOf(learned: Learned, sentence: string, vector: readonly number[]): number {
  let score = learned.bias
  learned.meaning.forEach((weight, index) => {
    score += weight * (vector[index] ?? 0)
  })
  hintsIn(sentence).forEach((sign, index) => {
    score += sign * (learned.signs[index] ?? 0)
  })
  let [words, length] = [0, 0]
  for (const word of wordsIn(sentence)) {
    const rare = Object.hasOwn(learned.rare, word) ? (learned.rare[word] ?? 0) : 0
    words += rare * (Object.hasOwn(learned.words, word) ? (learned.words[word] ?? 0) : 0)
    length += rare * rare
  }
  return score + WORDS_COUNT * (words / (Math.sqrt(length) || 1) + learned.wordsBias)
}

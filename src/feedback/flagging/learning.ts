import { hintsIn } from './hints.ts'
import { type Learned, wordsIn } from './learned.ts'

/** A sentence as `writtenOut` gives it, its vector, and whether it tells of harm or danger now. */
export type Example = { sentence: string; vector: number[]; now: boolean }

type Sparse = [index: number, value: number][]

/** A sign counts half as much as it would by its size: tried at 0, 0.15, 0.3, 0.5 and 0.6. */
const SIGNS = 0.5
const STEPS = 300

/**
 * Learns from examples: a logistic regression on meaning and signs, and another on words. The same examples give the same
 * weights.
 */
export function learn(examples: Example[]): Learned {
  const answers = examples.map(({ now }) => (now ? 1 : 0))
  const size = examples[0]?.vector.length ?? 0
  const dense = examples.map(
    ({ sentence, vector }): Sparse => [
      ...vector.map((value, index): [number, number] => [index, value]),
      ...hintsIn(sentence).flatMap((sign, index): Sparse => (sign ? [[size + index, SIGNS]] : [])),
    ],
  )
  const signs = hintsIn('').length
  const meaning = regress(dense, answers, size + signs, 6e-4)

  const { rare, columns } = rarity(examples.map(({ sentence }) => wordsIn(sentence)))
  const sparse = examples.map(({ sentence }) => {
    const known = wordsIn(sentence).filter((word) => columns.has(word))
    const length = Math.hypot(...known.map((word) => rare[word] ?? 0)) || 1
    return known.map((word): [number, number] => [columns.get(word) ?? 0, (rare[word] ?? 0) / length])
  })
  const words = regress(sparse, answers, columns.size, 1e-4)
  return {
    bias: round(meaning.bias),
    meaning: meaning.weights.slice(0, size).map(round),
    signs: meaning.weights.slice(size).map((weight) => round(weight * SIGNS)),
    words: Object.fromEntries([...columns].map(([word, column]) => [word, round(words.weights[column] ?? 0)])),
    wordsBias: round(words.bias),
    rare,
  }
}

/** Words that stand in two examples or more, and how rare they are. */
function rarity(all: string[][]) {
  const times = new Map<string, number>()
  for (const words of all) for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  const kept = [...times].filter(([, count]) => count >= 2)
  const rare = Object.fromEntries(kept.map(([word, count]) => [word, round(Math.log(all.length / count))]))
  return { rare, columns: new Map(kept.map(([word], column) => [word, column])) }
}

/** Logistic regression with a penalty on large weights, by Adam over all examples at once. */
function regress(rows: Sparse[], answers: number[], columns: number, penalty: number) {
  // The last column is the bias: it is always 1 and has no penalty.
  const weights = new Float64Array(columns + 1)
  const [slow, square] = [new Float64Array(columns + 1), new Float64Array(columns + 1)]
  for (let step = 1; step <= STEPS; step += 1) {
    const slope = new Float64Array(columns + 1)
    rows.forEach((row, at) => {
      let sum = weights[columns] ?? 0
      for (const [column, value] of row) sum += (weights[column] ?? 0) * value
      const off = (1 / (1 + Math.exp(-sum)) - (answers[at] ?? 0)) / rows.length
      for (const [column, value] of row) slope[column] = (slope[column] ?? 0) + off * value
      slope[columns] = (slope[columns] ?? 0) + off
    })
    for (let column = 0; column <= columns; column += 1) {
      const weight = weights[column] ?? 0
      const by = (slope[column] ?? 0) + (column < columns ? penalty * weight : 0)
      const mean = 0.9 * (slow[column] ?? 0) + 0.1 * by
      const spread = 0.999 * (square[column] ?? 0) + 0.001 * by * by
      slow[column] = mean
      square[column] = spread
      weights[column] = weight - (0.05 * (mean / (1 - 0.9 ** step))) / (Math.sqrt(spread / (1 - 0.999 ** step)) + 1e-8)
    }
  }
  return { weights: [...weights.slice(0, columns)], bias: weights[columns] ?? 0 }
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

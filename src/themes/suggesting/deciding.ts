import { type Lesson, learn, type Model } from './model.ts'
import { tokensOf } from './tokens.ts'
import type { WordVectors } from './word-vectors.ts'

/** Below so many confirmed passages nothing is decided: the best one stands alone. */
const FEWEST = 250
const FOLDS = 3
/** So many passages of its own weigh as much as what holds for all codes together. */
const SHRINK = 20

/** Where each code begins to be a yes; undefined where only the best one is. */
export type Limits = readonly (number | undefined)[]

/**
 * Finds where a yes begins for each code, from what people confirmed and nothing else: one third at a time is asked of a
 * model that has learned from the other two. Used to measure; at the workbench the first three are shown, whatever.
 */
export function findLimits(lesson: Lesson, vectors: WordVectors | undefined): Limits {
  const { examples, codes } = lesson
  if (examples.length < FEWEST || examples.every(({ codes: on }) => on.length === 1)) return codes.map(() => undefined)
  const asked: { yes: readonly string[]; learned: Float64Array }[] = []
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const model = learn({ ...lesson, examples: examples.filter((_, at) => at % FOLDS !== fold) }, vectors)
    for (const { text, question, codes: yes } of examples.filter((_, at) => at % FOLDS === fold)) {
      const tokens = tokensOf(text)
      asked.push({ yes, learned: model.scores(tokens, model.features.row(tokens, question)).learned })
    }
  }
  const each = codes.map(({ key }, code) =>
    asked.map(({ yes, learned }) => ({ score: learned[code]!, yes: yes.includes(key) })),
  )
  const common = bestLimit(each.flat())
  return each.map((pairs) => {
    const many = pairs.filter(({ yes }) => yes).length
    return (many * bestLimit(pairs) + SHRINK * common) / (many + SHRINK)
  })
}

/** The best one, and whatever else is a yes. */
export function decide(model: Model, best: string, learned: Float64Array, limits: Limits): string[] {
  const yes = model.codes.flatMap(({ key }, code) => {
    const limit = limits[code]
    return limit !== undefined && model.functions[code] && learned[code]! > limit ? [key] : []
  })
  return [...new Set([best, ...yes])]
}

/** Where the F1 of one code is largest. */
function bestLimit(pairs: { score: number; yes: boolean }[]): number {
  const sorted = pairs.toSorted((a, b) => b.score - a.score)
  const all = pairs.filter(({ yes }) => yes).length
  let [right, best, limit] = [0, 0, 0]
  for (const [at, { score, yes }] of sorted.entries()) {
    if (yes) right += 1
    const f1 = (2 * right) / (at + 1 + all)
    if (f1 > best) {
      best = f1
      limit = (score + (sorted[at + 1]?.score ?? score - 0.1)) / 2
    }
  }
  return limit
}

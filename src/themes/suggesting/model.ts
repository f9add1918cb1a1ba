import { type Features, featureOptions, readFeatures } from './features.ts'
import { type Linear, learnLinear, lengthOf, type Sparse, score } from './learner.ts'
import { type Codebook, type CodeWords, openCodebook, seedOptions } from './seed-words.ts'
import { openSpoken, spokenOptions, standardised } from './spoken.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { WordVectors } from './word-vectors.ts'

/** A text that a person put codes on. */
export type Example = { id: string; text: string; question: string; codes: readonly string[] }

export type Lesson = {
  examples: readonly Example[]
  codes: readonly CodeWords[]
  /** Released texts that nobody has put a code on yet: only their words count. */
  uncoded: readonly string[]
}

/**
 * Found by cross-validation inside the train files of the NHS comments (docs/decisions/0039), and nowhere else.
 * `balance`: how much more a passage counts for a code that few have. `fewest`: with fewer confirmed passages a code is ranked by the codebook's words only. `codebookWeight` fades as
 * `fades / (fades + passages)`. `rest` is for codes that have not learned yet.
 */
export const modelOptions = {
  ...featureOptions,
  ...seedOptions,
  ...spokenOptions,
  ...{ cost: 0.4, rounds: 12, balance: 0.4, fewest: 5, codebookWeight: 1.5, fades: 400, rest: 0.3 },
}
export type ModelOptions = typeof modelOptions

export type Scores = {
  /** What is ranked by. */
  combined: Float64Array
  /** What the learned functions say alone; -1 where there is none. */
  learned: Float64Array
  /** What the codebook's words say alone. */
  spoken: Float64Array
}

export type Model = {
  codes: readonly CodeWords[]
  examples: readonly Example[]
  rows: readonly Sparse[]
  /** Of each row. */
  lengths: Float64Array
  features: Features
  codebook: Codebook
  /** One for each code, or undefined where too little was confirmed. */
  functions: readonly (Linear | undefined)[]
  scores(tokens: readonly Token[], row: Sparse): Scores
}

/** Learns from what people confirmed; from nothing confirmed it is the codebook's words. The same lesson, the same model. */
export function learn(
  { examples, codes, uncoded }: Lesson,
  vectors: WordVectors | undefined,
  options: ModelOptions = modelOptions,
): Model {
  const keys = codes.map(({ key }) => key)
  const codebook = openCodebook(codes, vectors, options)
  const texts = examples.map(({ text, question, codes: on }) => ({ tokens: tokensOf(text), question, codes: on }))
  const all = [...texts, ...uncoded.map((text) => ({ tokens: tokensOf(text) }))]
  const speaks = openSpoken(codebook, keys, all, options)
  const features = readFeatures(texts, codebook, vectors, options)
  const rows = texts.map(({ tokens, question }) => features.row(tokens, question))
  const functions = keys.map((key) => {
    const yes = examples.map(({ codes: on }) => on.includes(key))
    const many = yes.filter(Boolean).length
    if (many < options.fewest) return undefined
    const positive = (examples.length / keys.length / many) ** options.balance
    return learnLinear(rows, yes, features.size, { ...options, positive })
  })
  const weight = options.codebookWeight * (options.fades / (options.fades + examples.length))
  return {
    codes,
    examples,
    rows,
    lengths: Float64Array.from(rows, lengthOf),
    features,
    codebook,
    functions,
    scores(tokens, row) {
      const learned = Float64Array.from(functions, (one) => (one ? score(one, row) : -1))
      const spoken = standardised(speaks(tokens))
      const trained = standardised(learned)
      // A code that has not learned stands where one stands that learned to say no; its words lift it a little more.
      const combined = spoken.map((value, at) => trained[at]! + (weight + (functions[at] ? 0 : options.rest)) * value)
      return { combined, learned, spoken }
    },
  }
}

import plain from '../data/plain-words.json' with { type: 'json' }
import type { Token } from './tokens.ts'
import { tokensOf } from './tokens.ts'
import type { WordVectors } from './word-vectors.ts'

/** A code as the codebook tells of it, heaviest first: its name, what it means, how people say it. */
export type CodeWords = { key: string; name: string; definition?: string; examples?: readonly string[]; theme?: string }

type Seed = { lower: string; stem: string; weight: number; row: number | undefined }

export type SeedOptions = {
  near: number
  power: number
  common: number
  definition: number
  examples: number
  theme: number
  plain: number
}

export const seedOptions: SeedOptions = {
  near: 0.6,
  power: 4,
  common: 150,
  definition: 0.5,
  examples: 0.35,
  theme: 0.5,
  plain: 1,
}

/** What the words of a text have to do with the codebook's own words. */
export type Codebook = {
  /** How many codes there are. */
  codes: number
  /** For each code how much the text speaks its words, from 0. */
  scores(tokens: readonly Token[]): Float64Array
  /** How much one word has to do with each code, from 0 to about 1. */
  closeness(token: Token): Float64Array
}

/**
 * Starts from what the codebook says. A word counts when it has the stem of a seed word, or lies near one in the table of
 * word vectors. Words that everybody uses all the time count for nothing.
 */
export function openCodebook(
  codes: readonly CodeWords[],
  vectors: WordVectors | undefined,
  options = seedOptions,
): Codebook {
  const seeds = codes.map((code) => seedsOf(code, vectors, options))
  const known = new Map<string, Float64Array>()
  const closeness = (token: Token): Float64Array => {
    const there = known.get(token.lower)
    if (there) return there
    if (known.size > 50_000) known.clear()
    const made = Float64Array.from(seeds, (of) => closest(token, of, vectors, options))
    known.set(token.lower, made)
    return made
  }
  return {
    codes: codes.length,
    closeness,
    scores(tokens) {
      const sums = new Float64Array(codes.length)
      for (const token of tokens) {
        const near = closeness(token)
        for (let at = 0; at < sums.length; at += 1) sums[at]! += near[at]!
      }
      const length = Math.sqrt(tokens.length || 1)
      return sums.map((sum) => sum / length)
    },
  }
}

const groups = plain.groups.map(({ of, say }) => ({
  of: of.flatMap((word) => tokensOf(word).map(({ stem }) => stem)),
  say,
}))

function seedsOf(code: CodeWords, vectors: WordVectors | undefined, options: SeedOptions): Seed[] {
  const seeds = new Map<string, Seed>()
  const add = (text: string | undefined, weight: number, chosen = false) => {
    for (const { lower, stem } of tokensOf(text ?? '')) {
      const row = vectors?.find(lower)
      if (!chosen && isCommon(lower, row, vectors, options)) continue
      if ((seeds.get(stem)?.weight ?? 0) < weight) seeds.set(stem, { lower, stem, weight, row })
    }
  }
  add(code.name, 1)
  add(code.theme, options.theme)
  add(code.definition, options.definition)
  for (const example of code.examples ?? []) add(example, options.examples)
  const own = new Set(tokensOf(`${code.name} ${code.theme ?? ''}`).map(({ stem }) => stem))
  for (const { of, say } of groups) if (of.some((stem) => own.has(stem))) add(say, options.plain, true)
  return [...seeds.values()]
}

/** The table lists words from the most common on, so a word's row says how common it is. */
function isCommon(lower: string, row: number | undefined, vectors: WordVectors | undefined, { common }: SeedOptions) {
  if (lower.length < 2) return true
  return vectors && row !== undefined ? row / vectors.dimensions < common : false
}

function closest(token: Token, seeds: Seed[], vectors: WordVectors | undefined, options: SeedOptions): number {
  const row = vectors?.find(token.lower)
  if (isCommon(token.lower, row, vectors, options) && !seeds.some(({ stem }) => stem === token.stem)) return 0
  let best = 0
  for (const seed of seeds) {
    if (seed.stem === token.stem) best = Math.max(best, seed.weight)
    else if (vectors && row !== undefined && seed.row !== undefined) {
      const cosine = product(vectors.numbers, row, seed.row, vectors.dimensions)
      if (cosine > options.near) best = Math.max(best, seed.weight * cosine ** options.power)
    }
  }
  return best
}

function product(numbers: Float32Array, one: number, other: number, length: number): number {
  let sum = 0
  for (let at = 0; at < length; at += 1) sum += numbers[one + at]! * numbers[other + at]!
  return sum
}

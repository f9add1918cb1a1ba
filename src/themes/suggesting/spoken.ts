import type { Codebook } from './seed-words.ts'
import { type Token, termsOf } from './tokens.ts'

/** A text with the codes that a person put on it; without codes it was only released so far. */
export type Spoken = { tokens: readonly Token[]; codes?: readonly string[] }

/** Says for each code how much a text speaks of it. Only the order within one text means anything. */
export type Speaks = (tokens: readonly Token[]) => Float64Array

export const spokenOptions = { sharp: 6, confirmed: 4, smooth: 0.1, usual: 0.4, fewestTexts: 3 }

/**
 * Spreads the codebook's own words over texts that nobody has coded yet: a text that speaks them lends its other words to
 * the code, as far as it does. What people confirmed counts several times as much. Naive Bayes with soft labels, one
 * pass (after Nigam et al., "Text classification from labeled and unlabeled documents using EM", 2000).
 * @param keys the codes, in the codebook's order
 */
export function openSpoken(
  codebook: Codebook,
  keys: readonly string[],
  texts: readonly Spoken[],
  options = spokenOptions,
): Speaks {
  const places = countTexts(texts, options.fewestTexts)
  const [width, amount] = [keys.length, places.size]
  const inCode = Array.from(keys, () => new Float32Array(amount))
  const [sums, all, usual] = [
    new Float64Array(width),
    new Float64Array(amount),
    new Float64Array(width).fill(1 / width),
  ]
  let total = 0
  for (const { tokens, codes } of texts) {
    const share = codes
      ? confirmedShare(keys, codes, options.confirmed)
      : shareOf(codebook.scores(tokens), options.sharp)
    if (!share) continue
    for (const [code, part] of share.entries()) usual[code]! += part
    for (const term of termsIn(tokens, places)) {
      for (let code = 0; code < width; code += 1) {
        inCode[code]![term]! += share[code]!
        sums[code]! += share[code]!
      }
      const weight = codes ? options.confirmed : 1
      all[term]! += weight
      total += weight
    }
  }
  const spoken = usual.reduce((sum, part) => sum + part, 0)
  const habit = usual.map((part) => Math.log(part / spoken) * options.usual)
  const extra = options.smooth * amount
  return (tokens) => {
    const own = standardised(codebook.scores(tokens))
    const terms = termsIn(tokens, places)
    const lent = new Float64Array(width)
    for (const term of terms) {
      const everywhere = all[term]! / total
      for (let code = 0; code < width; code += 1) {
        lent[code]! += Math.log((inCode[code]![term]! + extra * everywhere) / (sums[code]! + extra) / everywhere)
      }
    }
    const learned = standardised(lent)
    return own.map((value, code) => value + learned[code]! + habit[code]!)
  }
}

/** Every value as its distance from the mean, in standard deviations. */
export function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1
  return values.map((value) => (value - mean) / spread)
}

function countTexts(texts: readonly Spoken[], fewest: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { tokens } of texts)
    for (const term of new Set(termsOf(tokens))) counts.set(term, (counts.get(term) ?? 0) + 1)
  const kept = [...counts].filter(([, times]) => times >= fewest)
  return new Map(kept.map(([term], at) => [term, at]))
}

function termsIn(tokens: readonly Token[], places: Map<string, number>): number[] {
  return [...new Set(termsOf(tokens))].flatMap((term) => places.get(term) ?? [])
}

function confirmedShare(keys: readonly string[], codes: readonly string[], weight: number): Float64Array | undefined {
  const on = keys.map((key) => codes.includes(key))
  const many = on.filter(Boolean).length
  return many > 0 ? Float64Array.from(on, (has) => (has ? weight / many : 0)) : undefined
}

/** A text that speaks of no code more than of another teaches nothing. */
function shareOf(scores: Float64Array, sharp: number): Float64Array | undefined {
  const raised = scores.map((score) => Math.exp(score * sharp))
  const sum = raised.reduce((a, b) => a + b, 0)
  const share = raised.map((value) => value / sum)
  return Math.max(...share) * share.length < 1.5 ? undefined : share
}

import { lengthOf, type Sparse } from './learner.ts'
import type { Example, Model } from './model.ts'
import { MOST_SUGGESTED } from './place.ts'
import type { Asked, Ranked, Ranking } from './suggester.ts'
import { type Token, tokensOf } from './tokens.ts'

const MOST_WORDS = 3
/** Less alike than this is not alike: the cosine of the two rows of numbers. */
const LEAST_ALIKE = 0.2

/**
 * Ranks the codes for a text and says why.
 * @returns at most three; by the codebook's words alone while no code has learned, or where what was learned has retired
 */
export function rank(model: Model, { text, question, without, retired }: Asked): Ranking | undefined {
  const source = model.functions.some(Boolean) && !retired.includes('learned') ? 'learned' : 'codebook'
  if (retired.includes(source)) return undefined
  const tokens = tokensOf(text)
  const row = model.features.row(tokens, question)
  const scores = model.scores(tokens, row)
  const by = source === 'learned' ? scores.combined : scores.spoken
  const best = [...model.codes.keys()]
    .filter((code) => !without.includes(model.codes[code]!.key))
    .sort((a, b) => by[b]! - by[a]!)
    .slice(0, MOST_SUGGESTED)
  const near = alike(model, row)
  const ranked = best.map((code): Ranked => {
    const { key } = model.codes[code]!
    const similar = near.filter(({ codes }) => codes.includes(key)).slice(0, MOST_SUGGESTED)
    return { codeKey: key, words: reasons(model, code, tokens, source), similar: similar.map(({ id }) => id) }
  })
  return { source, model: `${source} ${model.examples.length}`, ranked }
}

const little = new Set(
  `a about after all also am an and any are as at be because been before being but by can did do does done for from get
  got had has have he her him his how i if in into is it its just like me more much my no not of off on one only or our
  out over s she so some t than that the their them then there they this to too up us very was we were what when which
  who why will with would you your`.split(/\s+/),
)

/** The words that speak for a code most, in the order of the text; those that stand together are told together. */
function reasons(model: Model, code: number, tokens: readonly Token[], source: Ranking['source']): string[] {
  const linear = source === 'learned' ? model.functions[code] : undefined
  const speaksFor = tokens.map((token) => 0.5 * model.codebook.closeness(token)[code]!)
  const lend = (term: string, ...at: number[]) => {
    const place = model.features.find(term)
    if (linear === undefined || place === undefined) return
    const share = (linear.weights[place]! * model.features.weight(place)) / at.length
    for (const one of at) speaksFor[one]! += share
  }
  for (const [at, { stem }] of tokens.entries()) {
    lend(stem, at)
    if (at > 0) lend(`${tokens[at - 1]!.stem} ${stem}`, at - 1, at)
  }
  const most = Math.max(...speaksFor)
  const telling = speaksFor
    .map((much, at) => ({ much, at }))
    // A little word may well have told the machine something. It tells a person nothing.
    .filter(({ much, at }) => much > 0.1 && much > most / 3 && !little.has(tokens[at]!.word.toLowerCase()))
    .sort((a, b) => b.much - a.much)
    .slice(0, MOST_WORDS)
    .map(({ at }) => at)
    .sort((a, b) => a - b)
  const runs: number[][] = []
  for (const at of telling) {
    if (runs.at(-1)?.at(-1) === at - 1) runs.at(-1)!.push(at)
    else runs.push([at])
  }
  return [...new Set(runs.map((run) => run.map((at) => tokens[at]!.word).join(' ')))]
}

/** Confirmed passages, most alike first. */
function alike({ examples, rows, lengths, features }: Model, asked: Sparse): Example[] {
  const dense = new Float32Array(features.size)
  for (const [i, place] of asked.places.entries()) dense[place] = asked.values[i]!
  const least = LEAST_ALIKE * lengthOf(asked)
  const near: { example: Example; much: number }[] = []
  for (const [at, { places, values }] of rows.entries()) {
    let sum = 0
    for (let i = 0; i < places.length; i += 1) sum += dense[places[i]!]! * values[i]!
    const much = sum / lengths[at]!
    if (much > least) near.push({ example: examples[at]!, much })
  }
  return near.sort((a, b) => b.much - a.much).map(({ example }) => example)
}

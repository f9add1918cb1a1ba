// `npm run bench:themes -- <train.jsonl> <test.jsonl>`: how well the suggester names codes that it has learned from the
// first file, on the second (docs/decisions/0039). One JSON object on standard output; no text of any comment anywhere.
//   --folds 5 <train.jsonl>   the same by cross-validation inside one file
import { parseArgs } from 'node:util'
import { decide, findLimits, type Limits } from '../themes/suggesting/deciding.ts'
import { dice } from '../themes/suggesting/learner.ts'
import { type Example, type Lesson, learn, type Model } from '../themes/suggesting/model.ts'
import { tokensOf } from '../themes/suggesting/tokens.ts'
import { readWordVectors } from '../themes/suggesting/word-vectors.ts'
import { BadFile, readComments } from './bench/comments.ts'
import { type Found, themeFigures } from './bench/theme-figures.ts'

/** How many confirmed comments, and how often each is drawn anew: few comments say little about themselves. */
const curveOf = { 0: 1, 25: 3, 100: 3, 250: 3, 1000: 1 }

const vectors = readWordVectors()

try {
  const { values, positionals } = parseArgs({ options: { folds: { type: 'string' } }, allowPositionals: true })
  const [first, second] = positionals
  const folds = Number(values.folds ?? 0)
  if (!first || (!second && !(folds >= 2))) {
    throw new BadFile('Say two files: npm run bench:themes -- <train.jsonl> <test.jsonl>')
  }
  const all = shuffled(readComments(first))
  const pairs: [Example[], Example[]][] = second
    ? [[all, readComments(second)]]
    : Array.from({ length: folds }, (_, fold) => [
        all.filter((_, at) => at % folds !== fold),
        all.filter((_, at) => at % folds === fold),
      ])
  console.log(JSON.stringify(measure(pairs)))
} catch (error) {
  const known = error instanceof BadFile || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  console.error(known ? (error as Error).message : `It failed: ${(error as Error).name}.`)
  process.exitCode = 2
}

function measure(pairs: [Example[], Example[]][]) {
  const found: Found[] = []
  const fresh: Found[] = []
  let [learning, scoring] = [0, 0]
  for (const [train, test] of pairs) {
    const began = performance.now()
    const model = learn(lessonFrom(train, train.length), vectors)
    learning += performance.now() - began
    const limits = findLimits(lessonFrom(train, train.length), vectors)
    const start = performance.now()
    const each = askAll(model, test, limits)
    scoring += performance.now() - start
    const seen = new Set(train.map(({ text }) => text))
    found.push(...each)
    fresh.push(...each.filter((_, at) => !seen.has(test[at]!.text)))
    console.error(`Learned from ${train.length}, asked ${test.length}.`)
  }
  const curve = Object.entries(curveOf).map(([size, draws]) => [size, onCurve(pairs, Number(size), draws)])
  const { accuracy, macroF1 } = fresh.length > 0 ? themeFigures(fresh) : { accuracy: null, macroF1: null }
  return {
    ...themeFigures(found),
    curve: Object.fromEntries(curve),
    withoutRepeated: { comments: fresh.length, accuracy, macroF1 },
    learningSeconds: Math.round(learning / pairs.length / 10) / 100,
    msPerComment: Math.round((scoring / found.length) * 1000) / 1000,
  }
}

function onCurve(pairs: [Example[], Example[]][], size: number, draws: number) {
  const found: Found[] = []
  for (const [train, test] of pairs) {
    for (let draw = 0; draw < draws; draw += 1) {
      const lesson = lessonFrom(shuffled(train, draw + 2), size)
      found.push(...askAll(learn(lesson, vectors), test, findLimits(lesson, vectors)))
    }
  }
  console.error(`From ${size} confirmed comments.`)
  const { top3Hit, macroF1 } = themeFigures(found)
  return { top3Hit, macroF1 }
}

/** The labels' own names are the codebook. What is not confirmed is only text, as released words are before coding. */
function lessonFrom(train: Example[], confirmed: number): Lesson {
  const labels = [...new Set(train.flatMap(({ codes }) => codes))].sort()
  return {
    codes: labels.map((name) => ({ key: name, name })),
    examples: train.slice(0, confirmed),
    uncoded: train.slice(confirmed).map(({ text }) => text),
  }
}

function askAll(model: Model, test: Example[], limits: Limits): Found[] {
  return test.map(({ text, question, codes: gold }) => {
    const tokens = tokensOf(text)
    const { combined, learned } = model.scores(tokens, model.features.row(tokens, question))
    const order = [...combined.keys()].sort((a, b) => combined[b]! - combined[a]!)
    const ranked = order.map((code) => model.codes[code]!.key)
    return { ranked, decided: decide(model, ranked[0]!, learned, limits), gold: [...gold] }
  })
}

function shuffled<T>(items: readonly T[], seed = 1): T[] {
  const random = dice(seed)
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

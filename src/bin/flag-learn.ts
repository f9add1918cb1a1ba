// `npm run flag:learn`: learns the flag's weights again from the examples in src/feedback/flagging/data, then measures it on
// the kept-apart ones, and writes weights.json and measured.json there.
//   npm run flag:learn -- comments.jsonl …   says too what share of other people's comments ({text} a line) it would raise
//   --measure                               measures only, with the weights as they are
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadModel, modelName } from '../feedback/flagging/embedding.ts'
import { judge } from '../feedback/flagging/judging.ts'
import { markOfLearned, readLearned } from '../feedback/flagging/learned.ts'
import { learn } from '../feedback/flagging/learning.ts'
import type { Measured } from '../feedback/flagging/measured.ts'
import { writtenOut } from '../feedback/flagging/spelling.ts'
import { dayOf } from '../site.ts'

type Told = { kind: string; voice: string; text: string }

const { values, positionals } = parseArgs({ options: { measure: { type: 'boolean' } }, allowPositionals: true })
const folder = new URL('../feedback/flagging/data/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Told[]
const embed = await loadModel()

if (!values.measure) {
  const examples = [
    ...read('harm-now.json').map(({ text }) => ({ sentence: writtenOut(text), now: true })),
    ...read('not-now.json').map(({ text }) => ({ sentence: writtenOut(text), now: false })),
  ]
  const vectors = await embed(examples.map(({ sentence }) => sentence))
  const learned = learn(examples.map((example, index) => ({ ...example, vector: vectors[index] ?? [] })))
  writeFileSync(new URL('weights.json', folder), `${JSON.stringify(learned)}\n`)
}

const mind = { embed, learned: readLearned() }
const raised = async (told: Told) => (await judge(told.text, mind)).raised
const measured: Measured = {
  on: dayOf(new Date()),
  model: `${modelName}; weights ${markOfLearned()}`,
  harm: await count(read('kept-apart-harm.json')),
  notNow: await count(read('kept-apart-not-now.json')),
  comments: await comments(positionals),
}
writeFileSync(new URL('measured.json', folder), `${JSON.stringify(measured, null, 2)}\n`)
console.log(JSON.stringify(measured, null, 2))

/** How many of the texts are raised: in all, by kind and by voice. */
async function count(texts: Told[]): Promise<Measured['harm']> {
  const all = { raised: 0, of: texts.length, byKind: {}, byVoice: {} } as Measured['harm']
  for (const told of texts) {
    const one = (await raised(told)) ? 1 : 0
    all.raised += one
    for (const [group, name] of [
      [all.byKind, told.kind],
      [all.byVoice, told.voice],
    ] as const) {
      const part = group[name] ?? { raised: 0, of: 0 }
      group[name] = part
      part.raised += one
      part.of += 1
    }
  }
  return all
}

/** Of 2,000 different comments, evenly from all files: how many are raised. */
async function comments(files: string[]): Promise<Measured['comments']> {
  if (files.length === 0) {
    try {
      return (JSON.parse(readFileSync(new URL('measured.json', folder), 'utf8')) as Measured).comments
    } catch {
      return null
    }
  }
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
  const all = [...new Set(lines.map((line) => String((JSON.parse(line) as { text: unknown }).text)))]
  const sample = all.filter(
    (_, index) => Math.floor((index * 2000) / all.length) !== Math.floor(((index - 1) * 2000) / all.length),
  )
  let found = 0
  for (const text of sample) found += (await judge(text, mind)).raised ? 1 : 0
  return { raised: found, of: sample.length }
}

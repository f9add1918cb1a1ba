import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const bench = join(import.meta.dirname, '../../src/bin/bench-themes.ts')
const folder = t.testdir({ 'empty.jsonl': '\n', 'bad.jsonl': '{"text":"a secret thing","labels":[]}\n' })
const at = (name: string) => join(folder, name)
const run = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [bench, ...args], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    )
  })
const made = (rows: [string, string[]][]) =>
  rows.map(([text, labels]) => JSON.stringify({ text, labels, question: 'What was good?' })).join('\n')
const foods = ['soup', 'bread', 'rice', 'tea', 'apples', 'breakfast', 'lunch', 'cake']
const many = foods.flatMap((food): [string, string[]][] => [
  [`The ${food} was cold zebra`, ['Food & drink']],
  [`I waited an hour because of ${food}`, ['Waiting']],
  [`Late ${food} again, zebra`, ['Waiting', 'Food & drink']],
])

t.test('it prints one JSON object with every figure, and no text of anybody', async (t) => {
  writeFileSync(at('train.jsonl'), made(many))
  writeFileSync(at('test.jsonl'), made([...many.slice(0, 4), ['Something else', ['Never seen']]]))
  const { code, out, err } = await run(at('train.jsonl'), at('test.jsonl'))
  t.equal(code, 0)
  const found = JSON.parse(out)
  for (const name of ['accuracy', 'macroF1', 'classBalanceAccuracy', 'top3Hit', 'recallAt3', 'lrap', 'microF1']) {
    t.ok(found[name] > 0 && found[name] <= 1, name)
  }
  t.equal(found.top3Hit, 0.8, 'a label that was never seen is never right')
  t.same(Object.keys(found.curve), ['0', '25', '100', '250', '1000'])
  for (const point of Object.values(found.curve)) t.same(Object.keys(point as object), ['top3Hit', 'macroF1'])
  t.notMatch(out + err, /zebra|soup|Something else/)
})

t.test('a file that is empty, bad or not there is told in a sentence', async (t) => {
  writeFileSync(at('train.jsonl'), made(many))
  for (const [args, says] of [
    [[at('empty.jsonl'), at('train.jsonl')], 'is empty'],
    [[at('train.jsonl'), at('bad.jsonl')], 'Line 1 of'],
    [[at('nowhere.jsonl'), at('train.jsonl')], 'no file'],
    [[at('train.jsonl')], 'Say two files'],
  ] as const) {
    const { code, out, err } = await run(...args)
    t.equal(code, 2)
    t.equal(out, '')
    t.match(err, says)
    t.notMatch(err, 'secret')
  }
})

import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { loadModel } from '../../src/feedback/flagging/embedding.ts'
import { looksEnglish } from '../../src/feedback/flagging/english.ts'
import { makeFlagger } from '../../src/feedback/flagging/flagger.ts'
import { judge, type Verdict } from '../../src/feedback/flagging/judging.ts'
import { markOfLearned, readLearned } from '../../src/feedback/flagging/learned.ts'
import { kindsInWords, readMeasured, voicesInWords } from '../../src/feedback/flagging/measured.ts'
import { passesItsTest } from '../../src/feedback/flagging/self-test.ts'
import { sentencesOf, unitsOf } from '../../src/feedback/flagging/sentence.ts'
import { writtenOut } from '../../src/feedback/flagging/spelling.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'heard-flag-'))
const bench = (file: string) => run(process.execPath, ['src/bin/bench-flag.ts', file])
const code = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`)

t.test('in its thread it raises what is told indirectly, and says where it stands', async (t) => {
  const flagger = makeFlagger()
  await flagger.start()
  const text =
    'The biscuits were nice. I wedge a chair under the handle so he cannot come in at night. See you Tuesday.'
  const verdict = await flagger.read(text)
  t.match(verdict, { raised: true, by: 'sentence' })
  if (verdict.raised) t.match(text.slice(verdict.starts, verdict.ends), 'wedge a chair')
  t.match(await flagger.read('he hits me'), { raised: true, by: 'pattern' })
  t.same(await flagger.read('The room was warm and my worker was kind.'), { raised: false })
  await flagger.close()
})

t.test('it keeps no memory of what it read', async (t) => {
  const embed = await loadModel()
  const mind = { embed, learned: readLearned() }
  const text = 'A sentence like any other about a chair and a table. '.repeat(40)
  await judge(text, mind)
  const before = process.memoryUsage().rss
  for (let round = 0; round < 6; round += 1) await judge(text, mind)
  t.ok(process.memoryUsage().rss - before < 60_000_000, 'within what the machine gives back late')
  t.ok(await passesItsTest((one) => judge(one, mind)))
})

t.test('a flag that is broken does not pass its own test', async (t) => {
  const always: Verdict = { raised: true, by: 'sentence', starts: 0, ends: 1 }
  t.notOk(await passesItsTest(async () => always))
  t.notOk(await passesItsTest(async () => ({ raised: false })))
})

t.test('a thread that hangs, throws or does not load is given up, and the next start makes another', async (t) => {
  const listens = "import{parentPort}from'node:worker_threads';"
  const hangs = makeFlagger(1_500, code(`${listens}parentPort.on('message',()=>{});parentPort.postMessage('ready')`))
  await hangs.start()
  await t.rejects(hangs.read('x'), /slow/)
  await hangs.start()
  await hangs.close()
  const never = makeFlagger(1_500, code(`${listens}parentPort.on('message',()=>{})`))
  await t.rejects(never.start(), /slow/)
  const gone = makeFlagger(5_000, code("throw new Error('a word of somebody')"))
  await t.rejects(gone.start(), { message: 'the flag failed' }, 'no message of the thread goes on')
  const fails = `${listens}parentPort.on('message',({id})=>parentPort.postMessage({id,failed:true}));parentPort.postMessage('ready')`
  const failing = makeFlagger(5_000, code(fails))
  await t.rejects(failing.read('x'), { message: 'the flag failed' })
  await failing.close()
})

t.test('what the desk shows was measured with the weights that are used', async (t) => {
  const measured = readMeasured()
  t.match(measured.model, markOfLearned())
  t.same(Object.keys(measured.harm.byKind).toSorted(), Object.keys(kindsInWords).toSorted())
  t.same(Object.keys(measured.harm.byVoice).toSorted(), Object.keys(voicesInWords).toSorted())
  t.ok(measured.harm.raised / measured.harm.of >= 0.85, 'no newer weights may find much less')
})

t.test('the bench prints figures and never a text', async (t) => {
  const file = join(folder, 'texts.jsonl')
  writeFileSync(
    file,
    '{"text":"I hide in the wardrobe when I hear him on the stairs.","gold":1}\n\n{"text":"Good biscuits.","gold":0}\n',
  )
  const { stdout, stderr } = await bench(file)
  t.same(JSON.parse(stdout), { positives: 1, caught: 1, negatives: 1, falseAlarms: 0 })
  t.equal(stdout.trim().split('\n').length, 1)
  t.notMatch(stdout + stderr, 'wardrobe')
  writeFileSync(file, '{"text":"I hide in the wardrobe","gold":"yes"}\n')
  const failed = (await bench(file).catch((error) => error)) as { code: number; stderr: string; stdout: string }
  t.match(failed, { code: 2, stderr: /Line 1 is not/ })
  t.notMatch(failed.stdout + failed.stderr, 'wardrobe')
  t.match(await bench(join(folder, 'none')).catch((error) => error), { code: 2, stderr: /cannot be read/ })
})

t.test('sentences keep their places, also without a full stop', async (t) => {
  const text = '  He is back!! i hide\nno one knows 😔 and 3.5 hours'
  for (const { starts, ends, text: words } of unitsOf(text)) t.equal(text.slice(starts, ends), words)
  t.same(
    sentencesOf(text).map((one) => one.text),
    ['He is back!!', 'i hide', 'no one knows 😔 and 3.5 hours'],
  )
  t.ok(unitsOf('word '.repeat(500)).length > 15, 'what is long is cut')
  t.same(unitsOf(' … !! '), [])
  t.equal(writtenOut('my bf wont let me tbh'), 'my boyfriend will not let me')
})

t.test('English is told from other languages, with words of others inside it', async (t) => {
  for (const text of [
    'idk',
    '😔',
    'Mam won’t let me out an I’m scared, dwi isio help',
    'mujhe samajh nahi aata, my husband takes my phone every night and I am not allowed to call',
    'im not safe at home rn',
  ])
    t.ok(looksEnglish(text), text)
  for (const text of [
    'Nie chcę wracać do domu.',
    'أنا خائف',
    'Mi-e frică să merg acasă, pentru că este acolo.',
    'Dw i ddim eisiau mynd adref heno, mae o yno',
    'mujhe ghar nahi jana hai kyun ke wo wahan hai',
  ])
    t.notOk(looksEnglish(text), text)
})

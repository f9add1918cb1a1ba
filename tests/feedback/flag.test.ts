import t from 'tap'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { flagsOf } from '../../src/feedback/flagging/flag.ts'
import { type Flagger, makeFlagger } from '../../src/feedback/flagging/flagger.ts'
import { judge, type Verdict } from '../../src/feedback/flagging/judging.ts'
import { lookAtWaiting } from '../../src/feedback/flagging/looking.ts'
import { translate } from '../../src/feedback/reading/translating.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys, site: heard } = site
t.teardown(() => site.close())

const said = [
  'He is waiting outside and I do not know what he will do.',
  'The room was warm and the tea was good.',
  'My boyfriend hits me.',
  'میں گھر نہیں جانا چاہتی۔',
  'Nie chcę wracać do domu, bo się boję i on tam jest.',
]
for (const words of said) await give(server, 'adult', { 'w.should-change': words, 't.words-permission': 'none' })
await give(server, 'adult', { 't.asked-once': 'often' })

const look = (flagger: Flagger | undefined) => lookAtWaiting(db, keys, flagger, heard.now(), 50)
const flagger = (read: (text: string) => Promise<Verdict>, start = async () => {}): Flagger => ({
  name: 'a test',
  start,
  read,
  close: async () => {},
})
const yes = flagger(async (text) => ({ raised: true, by: 'sentence', starts: 0, ends: Math.min(5, text.length) }))
const no = flagger(async () => ({ raised: false }))
const throws = flagger(async () => {
  throw new Error('no')
})
const doesNotLoad = flagger(
  async () => ({ raised: true, by: 'sentence', starts: 0, ends: 1 }),
  async () => {
    throw new Error('not there')
  },
)
/** It starts, and never answers. */
const silent = new URL(
  "data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{});parentPort.postMessage('ready')",
)

/** The rows of the queue as a reader sees them, without the flag's own line, in no order. */
async function queue() {
  const ruth = await site.as('ruth')
  const { body } = await ruth.get('/team/reading')
  const rows = Array.from(body.matchAll(/<li><a href="\/team\/reading\/F-.*?<\/li>/gs), ([row]) =>
    row.replace(/<span class="(flagged|unread)">.*?<\/span>/s, ''),
  )
  return rows.toSorted()
}
const flags = () => db.selectFrom('flags').selectAll().execute()
const afresh = async () => {
  await db.deleteFrom('flags').execute()
  await db.deleteFrom('facts').where('key', '=', 'flag trouble').execute()
}

t.test('whatever the flag does, the same rows wait, with the same words on them', async (t) => {
  const before = await queue()
  t.ok(before.length >= said.length)
  const slow = makeFlagger(150, silent)
  const all = { yes, no, throws, 'does not load': doesNotLoad, 'too slow': slow, off: undefined }
  for (const [name, one] of Object.entries(all)) {
    await afresh()
    await look(one)
    t.same(await queue(), before, name)
    const body = (await (await site.as('ruth')).get('/team/reading')).body
    t.notMatch(body, /no concern found|low risk|not raised|cleared/i, name)
  }
  await slow.close()
  await afresh()
})

t.test('texts that are not in English are never scored, and say so', async (t) => {
  const scored: string[] = []
  await look(
    flagger(async (text) => {
      scored.push(text)
      return { raised: false }
    }),
  )
  t.same(scored.toSorted(), said.slice(0, 3).toSorted())
  t.equal((await flags()).filter(({ why }) => why === 'language').length, 2)
  t.match((await (await site.as('ruth')).get('/team/reading')).body, 'Not read by the flag: not in English.')
  await afresh()
})

t.test('a person’s English translation is scored', async (t) => {
  await look(no)
  const [urdu] = (await flags()).filter(({ why }) => why === 'language')
  const text = { questionKey: 'should-change', english: 'I do not want to go home.' }
  for (const { response_id: id } of (await flags()).filter(({ why }) => why === 'language')) {
    await translate(db, keys, id, text, site.cast.ruth, heard.now())
  }
  const scored: string[] = []
  await look(
    flagger(async (text) => {
      scored.push(text)
      return { raised: true, by: 'sentence', starts: 0, ends: text.length }
    }),
  )
  t.same(scored, [text.english, text.english], 'and nothing else is looked at again')
  const [row] = (await flags()).filter(({ response_id }) => response_id === urdu?.response_id)
  t.match(row, { state: 'raised', question_key: 'should-change~en' })
  await afresh()
})

t.test('each opening is written down once, by nobody, without a word of it', async (t) => {
  const entries = () =>
    db.selectFrom('audit_entries').selectAll().where('action', '=', 'opened words for the flag').execute()
  const before = (await entries()).length
  await look(no)
  await look(no)
  const after = (await entries()).slice(before)
  t.equal(after.length, said.length, 'only ticks are not opened, and nothing is opened twice')
  t.ok(after.every(({ member_id, detail }) => member_id === null && JSON.stringify(detail) === '{}'))
  const stored = JSON.stringify([await flags(), after, await db.selectFrom('facts').selectAll().execute()])
  for (const words of said) t.notMatch(stored, words.slice(0, 12))
  await afresh()
})

t.test('while it does not work, plain words are looked for alone, and the desk says since when', async (t) => {
  await look(doesNotLoad)
  const [raised, ...more] = (await flags()).filter(({ state }) => state === 'raised')
  t.match(raised, { why: 'pattern', model: 'plain words only' })
  t.same(more, [])
  const ruth = await site.as('ruth')
  t.match((await ruth.get('/team/reading')).body, /The flag is not working since Mon,? 23 Nov/)
  t.match((await ruth.get('/team/reading')).body, 'Not read by the flag: it failed.')
  await look(no)
  t.notMatch((await ruth.get('/team/reading')).body, 'not working', 'it works again')
  t.same(
    (await flags()).filter(({ why }) => why === 'failed'),
    [],
    'and what it could not read before is read',
  )
  t.equal((await flags()).find(({ why }) => why === 'pattern')?.state, 'raised', 'what was raised stays raised')
  await afresh()
})

t.test('what the model fails at is not opened again every minute', async (t) => {
  const asked: string[] = []
  const once = flagger(async (text) => {
    asked.push(text)
    throw new Error('no')
  })
  await look(once)
  t.equal(asked.length, 1, 'nobody waits a minute for each text')
  await look(flagger(async () => ({ raised: false })))
  // Which text comes first is chance: plain words alone may have raised it.
  const left = (await judge(asked[0] ?? '')).raised ? 0 : 1
  t.equal(
    (await flags()).filter(({ why }) => why === 'failed').length,
    left,
    'tried again tomorrow, and the rest at once',
  )
  site.pass(24 * 60)
  await look(no)
  t.equal((await flags()).filter(({ why }) => why === 'failed').length, 0)
  await afresh()
})

t.test('off: nothing is opened, and the desk says so', async (t) => {
  const before = await db.selectFrom('audit_entries').select('number').execute()
  await look(undefined)
  t.equal((await db.selectFrom('audit_entries').select('number').execute()).length, before.length)
  t.match((await (await site.as('ruth')).get('/team/reading')).body, 'Not read by the flag: it is off.')
  await look(no)
  t.notOk((await flags()).some(({ why }) => why === 'off'))
  await afresh()
})

t.test('the sentence is shown only where the words are open', async (t) => {
  await look(
    flagger(async (text) => ({ raised: text.startsWith('He is'), by: 'sentence', starts: 0, ends: 21 }) as Verdict),
  )
  const [row] = (await flags()).filter(({ state }) => state === 'raised')
  const { ref } = await db
    .selectFrom('responses')
    .select('ref')
    .where('id', '=', row?.response_id ?? '')
    .executeTakeFirstOrThrow()
  const ruth = await site.as('ruth')
  t.notMatch((await ruth.get(`/team/reading/${ref}`)).body, 'He is waiting')
  t.match((await ruth.get('/team/reading')).body, 'Raised by the flag: read it first.')
  const first = /<li><a href="\/team\/reading\/(F-[^"]+)"/.exec((await ruth.get('/team/reading')).body)?.[1]
  t.equal(first, ref, 'it comes first')
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  t.match(
    (await ruth.get(`/team/reading/${ref}`)).body,
    /The flag raised this because of one sentence:.*He is waiting outside</s,
  )
})

t.test('taking back takes the flag with it', async (t) => {
  const [row] = await flags()
  const id = row?.response_id ?? ''
  await withdrawFeedback(db, id, heard.now())
  t.notOk((await flags()).some(({ response_id }) => response_id === id))
  t.same([...(await flagsOf(db, ['00000000-0000-4000-8000-000000000000']))], [])
})

t.test('the page says what it finds and misses, and claims no more', async (t) => {
  const { body } = await (await site.as('ruth')).get('/team/reading/flag')
  t.match(body, /It found <strong>\d+ of \d+<\/strong>/)
  t.match(body, 'It reads English only')
  t.match(body, 'fewer than 5')
  t.notMatch(body, /no concern found|low risk|safe to/i)
})

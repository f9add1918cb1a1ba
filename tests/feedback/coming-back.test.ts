import t from 'tap'
import { eraseOldWords } from '../../src/feedback/coming-back/withdrawing.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())

async function given(fields: Record<string, string>) {
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  const sent = await give(server, 'adult', { 't.words-permission': 'report', ...fields })
  const all = await db.selectFrom('responses').select(['id', 'ref']).execute()
  const made = all.find(({ ref }) => !before.has(ref))
  return { key: keyOn(sent.body), id: made?.id ?? '', ref: made?.ref ?? '' }
}

async function release(ref: string) {
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now)
  await agreeAndRelease(db, keys, ref, cast.imran, now)
}

t.test('a wrong, an impossible and a withdrawn key read the same', async (t) => {
  const { key } = await given({ 'w.should-change': 'x' })
  const wrong = key.split(' ').reverse().join(' ')
  const answers = [await comeBack(server, wrong), await comeBack(server, 'not a key'), await comeBack(server, '')]
  for (const { opened } of answers) {
    t.equal(opened.statusCode, 422)
    t.match(opened.body, 'We have nothing for that key.')
    t.equal(opened.headers['set-cookie'], undefined)
  }
  const plain = (html: string) => html.replace(/value="[^"]*"/g, '')
  t.equal(plain(answers[0]?.opened.body ?? ''), plain(answers[1]?.opened.body ?? ''))
})

t.test('a key opens in capitals, with commas, and by four letters of each word', async (t) => {
  const { key } = await given({ 'w.should-change': 'x' })
  for (const typed of [
    key.toUpperCase(),
    key.replaceAll(' ', ', '),
    key
      .split(' ')
      .map((word) => word.slice(0, 4))
      .join('-'),
  ]) {
    t.equal((await comeBack(server, typed)).opened.statusCode, 303, typed)
  }
})

t.test('nobody without a key sees a key page', async (t) => {
  for (const url of ['/back/way', '/back/take-back']) {
    const answer = await server.inject({ url })
    t.equal(answer.statusCode, 303)
    t.equal(answer.headers.location, '/back')
  }
})

t.test('a visit ends after half an hour, and when it is closed', async (t) => {
  const { key } = await given({ 'w.should-change': 'x' })
  const { cookie, page } = await comeBack(server, key)
  t.equal(page.statusCode, 200)
  await postForm(server, '/back/close', { form_token: formTokenFrom(page.body) }, { cookie })
  t.equal((await server.inject({ url: '/back/way', headers: { cookie } })).statusCode, 303, 'closed')
  const second = await comeBack(server, key)
  site.pass(31)
  t.equal((await server.inject({ url: '/back/way', headers: { cookie: second.cookie } })).statusCode, 303, 'too old')
})

t.test('leave quickly ends the visit on the server', async (t) => {
  const { key } = await given({ 'w.should-change': 'x' })
  const { cookie } = await comeBack(server, key)
  const left = await server.inject({ url: '/leave', headers: { cookie } })
  t.equal(left.statusCode, 303)
  t.match(left.headers.location, 'https://')
  t.equal(left.headers['clear-site-data'], '"cache", "cookies", "storage"')
  t.equal((await server.inject({ url: '/back/way', headers: { cookie } })).statusCode, 303)
})

t.test('the key page follows the words, and never shows them', async (t) => {
  const { key, ref } = await given({ 'w.should-change': 'Answer the phone at night.' })
  t.match((await comeBack(server, key)).page.body, 'Not yet. A person will read it.')
  await release(ref)
  const { body } = (await comeBack(server, key)).page
  t.match(body, 'Two people have read it. They hid nothing.')
  t.notMatch(body, 'Answer the phone')
  t.notMatch(body, ref, 'nor the name that the team has for it')
})

t.test('a person takes back what they said: words, copies, ticks and key are gone', async (t) => {
  const { key, id, ref } = await given({ 'w.should-change': 'Take this away.', 't.believed': 'no' })
  await release(ref)
  const { cookie } = await comeBack(server, key)
  const ask = await server.inject({ url: '/back/take-back', headers: { cookie } })
  t.match(ask.body, 'What stays:')
  const fields = { form_token: formTokenFrom(ask.body) }
  t.match((await postForm(server, '/back/take-back', fields, { cookie })).body, 'Your words are erased.')
  for (const table of ['sealed_words', 'released_words', 'answers', 'hidden_spans', 'readings'] as const) {
    t.same(await db.selectFrom(table).selectAll().where('response_id', '=', id).execute(), [], table)
  }
  const row = await db.selectFrom('responses').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.equal(row.dek_box, null)
  t.equal((await postForm(server, '/back/take-back', fields, { cookie })).statusCode, 200, 'a second try is harmless')
  t.equal((await comeBack(server, key)).opened.statusCode, 422, 'the key opens nothing any more')
})

t.test('a safeguarding concern stays, and the page says so', async (t) => {
  const { key, ref } = await given({ 'w.should-change': 'He still waits outside.' })
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  const found = {
    concern: true as const,
    about: 'unsafe-outside' as const,
    note: 'Waits outside.',
    ownerId: cast.imran.id,
  }
  await finishFirstReading(db, keys, ref, found, 'English', cast.ruth, now)
  const { cookie } = await comeBack(server, key)
  const ask = await server.inject({ url: '/back/take-back', headers: { cookie } })
  const done = await postForm(server, '/back/take-back', { form_token: formTokenFrom(ask.body) }, { cookie })
  t.match(done.body, 'One thing had to stay')
  const concern = await db.selectFrom('concerns').selectAll().executeTakeFirstOrThrow()
  t.equal(concern.response_id, null)
})

t.test('own words are erased after twelve months, never while they wait to be read', async (t) => {
  const read = await given({ 'w.should-change': 'old and read' })
  await release(read.ref)
  const unread = await given({ 'w.should-change': 'old and unread' })
  const later = new Date(site.site.now())
  later.setUTCMonth(later.getUTCMonth() + 12)
  await eraseOldWords(db, later)
  t.ok(
    await db.selectFrom('sealed_words').select('id').where('response_id', '=', read.id).executeTakeFirst(),
    'not early',
  )
  later.setUTCDate(later.getUTCDate() + 2)
  await eraseOldWords(db, later)
  t.notOk(await db.selectFrom('sealed_words').select('id').where('response_id', '=', read.id).executeTakeFirst())
  t.ok(await db.selectFrom('released_words').select('id').where('response_id', '=', read.id).executeTakeFirst())
  t.ok(await db.selectFrom('sealed_words').select('id').where('response_id', '=', unread.id).executeTakeFirst())
})

t.test('guesses are slowed for everybody together, and the right key still opens', async (t) => {
  const { key } = await given({ 'w.should-change': 'x' })
  const started = performance.now()
  const guesses = Array.from({ length: 12 }, () => comeBack(server, 'one two three four five six'))
  const right = comeBack(server, key)
  await Promise.all(guesses)
  t.ok(performance.now() - started > 1500, 'thirteen tries at five a second')
  t.equal((await right).opened.statusCode, 303)
})

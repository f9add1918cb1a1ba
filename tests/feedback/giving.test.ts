import t from 'tap'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'

const site = await openTestSite()
const { server, db } = site
t.teardown(() => site.close())

const rows = () => db.selectFrom('responses').selectAll().execute()

t.test('a young person says how it was, keeps a key, and comes back with it', async (t) => {
  const sent = await give(server, '11-17', {
    't.taken-seriously': 'a-lot',
    'w.helped-most': 'Kelly always texted first.',
    't.words-permission': 'better',
  })
  t.equal(sent.statusCode, 200)
  t.match(sent.body, 'Thank you. Your words are with us.')
  t.equal(sent.headers['set-cookie'], undefined, 'and no cookie was set')
  t.match(sent.body, 'If you need someone now', 'the help lines are there')
  const key = keyOn(sent.body)
  t.equal(key.split(' ').length, 6)
  const { opened, page } = await comeBack(server, key)
  t.equal(opened.statusCode, 303)
  t.match(page.body, 'The way your words went')
  t.match(page.body, 'Not yet. A person will read it.')
  t.notMatch(page.body, 'Kelly', 'their own words are not on it')
})

t.test('the digits open the same page as the words', async (t) => {
  const sent = await give(server, 'adult', { 't.believed': 'yes' })
  const digits = Array.from(sent.body.matchAll(/<span>(\d{4})<\/span>/g), ([, four]) => four).join('')
  t.equal(digits.length, 20)
  t.equal((await comeBack(server, digits)).opened.statusCode, 303)
  t.equal((await comeBack(server, digits.replace(/(.{4})/g, '$1-'))).opened.statusCode, 303, 'with hyphens too')
})

t.test('every question but one may be skipped', async (t) => {
  for (const [set, name] of [
    ['8-11', 't.listen'],
    ['11-17', 't.had-a-say'],
    ['family', 't.respect'],
    ['adult', 't.real-choices'],
  ] as const) {
    const choice = set === '8-11' ? 'yes' : set === 'adult' ? 'partly' : 'some'
    t.match((await give(server, set, { [name]: choice })).body, 'Thank you', set)
  }
})

t.test('nothing at all is not kept, and no word of blame is said', async (t) => {
  const before = (await rows()).length
  const sent = await give(server, 'adult', { 't.words-permission': 'report', 'w.should-change': '  \n ' })
  t.equal(sent.statusCode, 422)
  t.match(sent.body, 'You skipped everything, and that is fine.')
  t.equal((await rows()).length, before)
})

t.test('words are read only, unless the person says otherwise', async (t) => {
  const made = async (fields: Record<string, string>) => {
    const before = new Set((await rows()).map(({ id }) => id))
    await give(server, 'adult', { 'w.stay-the-same': 'the quiet room', ...fields })
    return (await rows()).find(({ id }) => !before.has(id))?.words_permission
  }
  t.equal(await made({}), 'none')
  t.equal(await made({ 't.words-permission': 'everything' }), 'none')
  t.equal(await made({ 't.words-permission': 'better' }), 'better')
  t.equal(await made({ 't.words-permission': 'report' }), 'report')
})

t.test('whatever is typed is accepted', async (t) => {
  for (const words of [
    'lol',
    'f*** off',
    '<script>alert(1)</script>',
    "'; drop table responses; --",
    '🙂🙂',
    'ہیلو',
    '\u200f.',
  ]) {
    t.match((await give(server, 'adult', { 'w.should-change': words })).body, 'Thank you', words)
  }
})

t.test('an answer that is not one of the choices is left out', async (t) => {
  const sent = await give(server, '11-17', { 't.had-a-say': 'hacked', 't.unsafe-now': 'no' })
  t.match(sent.body, 'Thank you')
  t.same(await db.selectFrom('answers').select('choice').where('choice', '=', 'hacked').execute(), [])
})

t.test('sending the same form twice keeps one row and shows the same key', async (t) => {
  const form = await server.inject({ url: '/say/adult' })
  const fields = { form_token: formTokenFrom(form.body), 'w.should-change': 'Answer the phone.' }
  const before = (await rows()).length
  const both = await Promise.all([postForm(server, '/say/adult', fields), postForm(server, '/say/adult', fields)])
  t.equal(keyOn(both[0].body), keyOn(both[1].body))
  t.not(keyOn(both[0].body), '')
  t.equal((await rows()).length, before + 1)

  site.pass(25)
  t.equal(keyOn((await postForm(server, '/say/adult', fields)).body), keyOn(both[0].body), 'and after 25 minutes')
  site.pass(10)
  const late = await postForm(server, '/say/adult', fields)
  t.equal(keyOn(late.body), '', 'but not after 35')
  t.match(late.body, 'it cannot be shown again')

  const changed = await postForm(server, '/say/adult', { ...fields, 'w.should-change': 'Something else.' })
  t.match(changed.body, 'The new words were not sent.')
  t.match(changed.body, 'Write a new message')
  t.equal((await rows()).length, before + 1)
})

t.test('other words on a page that was sent are there to be sent as a new message, in every set', async (t) => {
  for (const [set, words, tick] of [
    ['8-11', 'w.better', 't.listen'],
    ['11-17', 'w.ending', 't.had-a-say'],
    ['family', 'w.got-in-the-way', 't.respect'],
    ['adult', 'w.could-not-find', 't.real-choices'],
  ] as const) {
    const url = `/say/${set}`
    const form_token = formTokenFrom((await server.inject({ url })).body)
    const first = await postForm(server, url, { form_token, [words]: 'The first.' })
    const other = await postForm(server, url, { form_token, [words]: 'The “second”.', [tick]: 'yes', came: 'x' })
    t.match(other.body, 'before', set)
    t.equal(other.statusCode, 203, 'and nothing of it lies behind Back')
    t.same(typedOn(other.body), ['The “second”.'])
    t.match(other.body, `name="${tick}" value="yes"`)
    const fresh = formTokenFrom(other.body)
    t.not(fresh, form_token)
    const before = (await rows()).length
    const sent = await postForm(server, url, { form_token: fresh, [words]: 'The “second”.' })
    t.not(keyOn(sent.body), '')
    t.not(keyOn(sent.body), keyOn(first.body), 'with a key of its own')
    t.equal((await rows()).length, before + 1)
  }
})

t.test('a key that was put away is not shown again', async (t) => {
  const form = await server.inject({ url: '/say/adult' })
  const token = formTokenFrom(form.body)
  const fields = { form_token: token, 't.helped': 'a-bit' }
  t.not(keyOn((await postForm(server, '/say/adult', fields)).body), '')
  const kept = await postForm(server, '/say/kept', { form_token: token, kept: 'yes' })
  t.match(kept.body, 'Your key is not on this page any more.')
  t.equal(keyOn((await postForm(server, '/say/adult', fields)).body), '')
})

t.test('a form that lay open for more than a day gives the words back with one button', async (t) => {
  const form = await server.inject({ url: '/say/family' })
  site.pass(26 * 60)
  const words = 'They never rang.\nNot once.'
  const old = await postForm(server, '/say/family', { form_token: formTokenFrom(form.body), 'w.got-in-the-way': words })
  t.equal(old.statusCode, 422)
  t.match(old.body, 'Your words are still here.')
  t.match(old.body, words)
  const again = await postForm(server, '/say/family', {
    form_token: formTokenFrom(old.body),
    'w.got-in-the-way': words,
  })
  t.match(again.body, 'Thank you')
})

t.test('a made-up or damaged token keeps nothing and loses nothing', async (t) => {
  const before = (await rows()).length
  const form = await server.inject({ url: '/say/adult' })
  const good = formTokenFrom(form.body)
  for (const token of [
    '',
    'x',
    `${good}x`,
    good.replace(/^\d+/, '1'),
    `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
  ]) {
    const sent = await postForm(server, '/say/adult', { form_token: token, 'w.should-change': 'still here' })
    t.equal(sent.statusCode, 422)
    t.match(sent.body, 'still here')
  }
  t.equal((await rows()).length, before)
})

t.test('20,000 characters in every box are kept whole', async (t) => {
  const long = 'ä🙂ب\n'.repeat(4000)
  const fields = { 'w.stay-the-same': `a${long}`, 'w.should-change': `b${long}`, 'w.could-not-find': `c${long}` }
  const sent = await give(server, 'adult', { ...fields, 't.words-permission': 'better' })
  t.match(sent.body, 'Thank you')
  const { readOpened } = await import('../../src/feedback/reading/opening.ts')
  const newest = await db
    .selectFrom('responses')
    .innerJoin('sealed_words', 'sealed_words.response_id', 'responses.id')
    .select(['ref', 'sealed'])
    .execute()
  const big = newest.find(({ sealed }) => sealed.length > 20_000)
  const words = await readOpened(db, site.keys, big?.ref ?? '')
  t.same(words, { 'stay-the-same': `a${long}`, 'should-change': `b${long}`, 'could-not-find': `c${long}` })
})

t.test('own words and an answer of feeling unsafe have a human deadline from the first moment', async (t) => {
  const reading = async (fields: Record<string, string>, set: '11-17' | 'adult') => {
    const before = new Set((await rows()).map(({ id }) => id))
    await give(server, set, fields)
    const id = (await rows()).find((row) => !before.has(row.id))?.id ?? ''
    return db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirst()
  }
  t.equal((await reading({ 't.unsafe-now': 'yes' }, '11-17'))?.reason, 'unsafe now')
  t.equal((await reading({ 't.unsafe-now': 'not-sure' }, 'adult'))?.reason, 'unsafe now')
  t.equal((await reading({ 'w.ending': 'sad' }, '11-17'))?.reason, 'child wrote')
  t.equal((await reading({ 'w.should-change': 'more' }, 'adult'))?.reason, 'own words')
  t.ok((await reading({ 'w.should-change': 'more' }, 'adult'))?.due_at)
  t.equal(
    await reading({ 't.believed': 'no', 't.unsafe-now': 'no' }, 'adult'),
    undefined,
    'ticks alone wait for nobody',
  )
})

t.test('the row of somebody who wrote holds a day and no time', async (t) => {
  const { forgetKeyTimes } = await import('../../src/feedback/giving/giving.ts')
  site.pass(60)
  await forgetKeyTimes(db, site.site.now())
  for (const row of await rows()) {
    t.same(
      Object.entries(row).filter(([, value]) => value instanceof Date),
      [],
    )
    t.match(row.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/, 'and an id that tells no order')
  }
})

t.test('another website cannot send this form for somebody', async (t) => {
  const form = await server.inject({ url: '/say/adult' })
  const fields = { form_token: formTokenFrom(form.body), 't.helped': 'a-lot' }
  const before = (await rows()).length
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
    t.equal((await postForm(server, '/say/adult', fields, headers)).statusCode, 403)
  }
  const old = { method: 'POST' as const, url: '/say/adult', payload: new URLSearchParams(fields).toString() }
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  t.equal((await server.inject({ ...old, headers: { ...type, origin: 'https://evil.example' } })).statusCode, 403)
  t.equal((await rows()).length, before)
  t.equal((await server.inject({ ...old, headers: { ...type, origin: 'null' } })).statusCode, 200, 'an old browser can')
})

t.test('the questions say that they are a draft, until somebody has approved them', async (t) => {
  const draft = 'These lines and the questions are a draft.'
  for (const set of ['8-11', '11-17', 'family', 'adult']) {
    t.match((await server.inject({ url: `/say/${set}` })).body, draft, set)
  }
  const { content } = await db
    .selectFrom('question_sets')
    .select('content')
    .where('key', '=', 'survivor')
    .executeTakeFirstOrThrow()
  const approved = { ...(content as object), approved: { by: 'Safeguarding lead', on: '2026-11-23' } }
  await db
    .updateTable('question_sets')
    .set({ content: JSON.stringify(approved) })
    .where('key', '=', 'survivor')
    .execute()
  // A shared page is kept for three seconds.
  await new Promise((resolve) => setTimeout(resolve, 3200))
  t.notMatch((await server.inject({ url: '/say/adult' })).body, draft)
})

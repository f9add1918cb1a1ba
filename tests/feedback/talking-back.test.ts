import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { eraseOldWords, withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { addWords } from '../../src/feedback/reading/late-words.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { getReleased } from '../../src/themes/released.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())

const now = () => site.site.now()
const may = { 't.words-permission': 'better' }

async function release(ref: string) {
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now())
  await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now())
  await agreeAndRelease(db, keys, ref, cast.imran, now())
}

const readingOf = (id: string) =>
  db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()

t.test('words that are added are sealed with their own key and read again by two people', async (t) => {
  const { key, id, ref } = await givenWithKey(site, { ...may, 'w.should-change': 'Ring back.' })
  await release(ref)
  const visit = await visitWith(site, key)
  t.match((await visit.get('/back/more')).body, 'You said your words may help to make things better.')
  t.equal((await visit.send('/back/more', { words: 'PLUMOTTER came too.' })).headers.location, '/back/way')
  const way = (await visit.get('/back/way')).body
  t.match(way, 'You added words. A person will read all of it again.')
  t.match(way, 'You said something more in November 2026.')
  t.notMatch(way, 'PLUMOTTER')

  const row = await db
    .selectFrom('sealed_words')
    .selectAll()
    .where('question_key', '=', 'more-1')
    .executeTakeFirstOrThrow()
  t.ok(row.dek_box && row.form_mark && !row.sealed.includes('PLUMOTTER'))
  const reading = await readingOf(id)
  t.same([reading.state, reading.first_by, reading.second_by, reading.reason], ['waiting', null, null, 'own words'])
  t.ok(reading.due_at && reading.due_at > now(), 'with a time by which a person reads it')

  const ruth = await site.as('ruth')
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const desk = (await ruth.get(`/team/reading/${ref}`)).body
  t.match(desk, /Added later[\s\S]*PLUMOTTER/)
  t.match(desk, 'Its copy has gone on')
  await ruth.post(`/team/reading/${ref}/hide`, { words: 'PLUMOTTER', stand_in: 'name' })
  await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now())
  await agreeAndRelease(db, keys, ref, cast.imran, now())
  const { questions } = await getReleased(db, id)
  t.same(
    questions.map(({ ask, body }) => [ask, body]).slice(1),
    [['Added later', '[name] came too.']],
    'only what was new goes on, without the name',
  )
})

t.test('a form that is sent twice is kept once; another one is kept beside it', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'Ring back.' })
  const visit = await visitWith(site, key)
  const form = await visit.get('/back/more')
  const fields = { form_token: formTokenFrom(form.body), form: visit.markOn(form.body), words: 'Once.' }
  const twice = await Promise.all([1, 2].map(() => postForm(server, '/back/more', fields, { cookie: visit.cookie })))
  t.same(
    twice.map(({ statusCode }) => statusCode),
    [303, 303],
  )
  await visit.send('/back/more', { words: 'Twice.' })
  const rows = await db.selectFrom('sealed_words').select('question_key').where('response_id', '=', id).execute()
  t.same(rows.map((row) => row.question_key).sort(), ['more-1', 'more-2', 'should-change'])
})

t.test('a form that is sent again with other words, or a tick, loses neither', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'Ring back.' })
  const visit = await visitWith(site, key)
  const form = await visit.get('/back/more')
  const fields = { form_token: formTokenFrom(form.body), form: visit.markOn(form.body) }
  const send = (more: Record<string, string>) =>
    postForm(server, '/back/more', { ...fields, ...more }, { cookie: visit.cookie })
  for (const more of [{ words: 'He rang.' }, { words: 'He rang twice.' }, { words: 'He rang.' }])
    t.equal((await send(more)).statusCode, 303)
  const kept = () => db.selectFrom('sealed_words').selectAll().where('response_id', '=', id).execute()
  t.same((await kept()).map((row) => row.question_key).sort(), ['more-1', 'more-2', 'should-change'])
  await send({ words: 'He rang.', unsafe: 'yes' })
  t.equal((await readingOf(id)).reason, 'unsafe now')
  const { readOpened } = await import('../../src/feedback/reading/opening.ts')
  const { ref } = await db.selectFrom('responses').select('ref').where('id', '=', id).executeTakeFirstOrThrow()
  t.same(await readOpened(db, keys, ref), {
    ...{ 'should-change': 'Ring back.', 'more-1': 'He rang.', 'more-2': 'He rang twice.', 'more-3': 'He rang.' },
  })
})

t.test('nothing written is nothing sent, and said kindly', async (t) => {
  const { key } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const visit = await visitWith(site, key)
  const answer = await visit.send('/back/more', { words: ' ' })
  t.equal(answer.statusCode, 422)
  t.match(answer.body, 'There is nothing to send yet.')
})

t.test('ticks alone can be followed by words, and then a person reads', async (t) => {
  const { key, id } = await givenWithKey(site, { 't.had-a-say': 'some' }, '11-17')
  const visit = await visitWith(site, key)
  await visit.send('/back/more', { words: 'Nobody believed me.' })
  t.same([(await readingOf(id)).state, (await readingOf(id)).reason], ['waiting', 'child wrote'])
})

t.test('who says that they feel unsafe is read in half an hour, and later words put nothing off', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const visit = await visitWith(site, key)
  await visit.send('/back/more', { words: 'He is outside.', unsafe: 'yes' })
  const first = await readingOf(id)
  t.equal(first.reason, 'unsafe now')
  t.equal(first.due_at?.getTime(), now().getTime() + 30 * 60_000)
  await visit.send('/back/more', { words: 'Still.' })
  const second = await readingOf(id)
  t.same([second.reason, second.due_at], ['unsafe now', first.due_at])
})

t.test('words written for longer than the page stays open are given back, and sent after the key', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const visit = await visitWith(site, key)
  const form = await visit.get('/back/more')
  const fields = {
    form_token: formTokenFrom(form.body),
    form: visit.markOn(form.body),
    words: 'I wrote this <slowly>.',
  }
  site.pass(31)
  const back = await postForm(server, '/back/more', fields, { cookie: visit.cookie })
  t.equal(back.statusCode, 422)
  t.match(back.body, 'Your words are still here.')
  t.match(back.body, 'I wrote this &lt;slowly&gt;.')
  const token = formTokenFrom(back.body)
  const wrong = await postForm(server, '/back', { form_token: token, words: fields.words, key: 'not my key' })
  t.match(wrong.body, 'I wrote this &lt;slowly&gt;.', 'also after a slip')
  const right = await postForm(server, '/back', { form_token: token, words: fields.words, key })
  t.equal(right.statusCode, 200)
  t.match(right.body, /<textarea[^>]*>\s*I wrote this &lt;slowly&gt;\./)
  const cookie = String(right.headers['set-cookie']).split(';')[0] ?? ''
  const again = { form_token: formTokenFrom(right.body), form: visit.markOn(right.body), words: fields.words }
  t.equal((await postForm(server, '/back/more', again, { cookie })).statusCode, 303)
  const rows = await db.selectFrom('sealed_words').select('id').where('response_id', '=', id).execute()
  t.equal(rows.length, 2)
})

t.test('after twelve months nothing can be added, and a new message is the way', async (t) => {
  const { id, ref } = await givenWithKey(site, { ...may, 'w.should-change': 'old' })
  await release(ref)
  const later = new Date(now())
  later.setUTCMonth(later.getUTCMonth() + 12)
  later.setUTCDate(later.getUTCDate() + 2)
  const late = { kind: 'more' as const, words: 'too late', formMark: newFormMark() }
  t.equal(await addWords(db, keys, id, late, later), 'too late', 'also before the job that erases has run')
  await eraseOldWords(db, later)
  t.equal(await addWords(db, keys, id, late, later), 'too late')
})

t.test('what was added goes with the rest when it is taken back', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const visit = await visitWith(site, key)
  await visit.send('/back/more', { words: 'Late.' })
  await withdrawFeedback(db, id, now())
  for (const table of ['sealed_words', 'theme_objections', 'contact_wishes', 'replies', 'readings'] as const) {
    t.same(await db.selectFrom(table).selectAll().where('response_id', '=', id).execute(), [], table)
  }
  await t.rejects(addWords(db, keys, id, { kind: 'more', words: 'x', formMark: newFormMark() }, now()), {
    name: 'NotFound',
  })
})

// Where two things meet. The embedded database does one after the other by itself; PostgreSQL is where they meet.
const TRIES = 20

t.test('words added while a second reader agrees are never released unread', async (t) => {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { id, ref } = await givenWithKey(site, { ...may, 'w.should-change': 'Said at first.' })
    await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now())
    const late = { kind: 'more' as const, words: 'Said later.', formMark: newFormMark() }
    const adding = sleep(turn % 5).then(() => addWords(db, keys, id, late, now()))
    await Promise.allSettled([agreeAndRelease(db, keys, ref, cast.imran, now()), adding])
    t.equal(await adding, 'added')
    t.equal((await readingOf(id)).state, 'waiting', 'they wait to be read')
    const gone = await db.selectFrom('released_words').select('question_key').where('response_id', '=', id).execute()
    t.notOk(gone.some(({ question_key }) => question_key === 'more-1'))
  }
})

t.test('words added while all of it is taken back leave nothing behind', async (t) => {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const ticksOnly = turn % 2 === 0
    const fields = ticksOnly ? { 't.had-a-say': 'some' } : { ...may, 'w.should-change': 'x' }
    const { id } = await givenWithKey(site, fields, '11-17')
    const late = { kind: 'more' as const, words: 'Late.', formMark: newFormMark() }
    const adding = addWords(db, keys, id, late, now())
    const [, back] = await Promise.allSettled([adding, sleep(turn % 5).then(() => withdrawFeedback(db, id, now()))])
    t.equal(back.status, 'fulfilled')
    const left = await db.selectFrom('sealed_words').select('id').where('response_id', '=', id).execute()
    t.same(left, [])
    t.same(await db.selectFrom('readings').select('state').where('response_id', '=', id).execute(), [])
  }
})

import t from 'tap'
import { readOpened } from '../../src/feedback/reading/opening.ts'
import { lookAnd } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db } = site
t.teardown(() => site.close())

const urdu = 'میری ورکر زینب نے فون کیا۔'

await give(server, 'adult', { 't.words-permission': 'report', 'w.should-change': urdu })
const { id, ref } = await db.selectFrom('responses').select(['id', 'ref']).executeTakeFirstOrThrow()
const at = `/team/reading/${ref}`
const ruth = await site.as('ruth')
const imran = await site.as('imran')

t.test('a reader puts the words into English, beside the person’s own', async (t) => {
  t.equal(
    (await ruth.post(`${at}/translate`, { text: 'should-change', english: 'x' })).headers.location,
    at,
    'not unread',
  )
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  await ruth.post(`${at}/translate`, { text: 'should-change', english: 'My worker Zaynab rang.' })
  const { body } = await ruth.get(at)
  t.match(body, urdu)
  t.match(body, 'My worker Zaynab rang.')
  t.match(body, 'in English, put there by a reader. By Ruth')
  const rows = await db.selectFrom('sealed_words').selectAll().where('response_id', '=', id).execute()
  t.equal(rows.length, 2)
  t.notOk(
    rows.some(({ sealed }) => sealed.includes('Zaynab')),
    'it is sealed like the words themselves',
  )
  const entry = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', 'translated words')
    .executeTakeFirst()
  t.equal(entry?.member_id, site.cast.ruth.id)
})

t.test('writing it again replaces it, with what was hidden in it; an empty one takes it away', async (t) => {
  await ruth.post(`${at}/hide`, { words: 'Zaynab', stand_in: 'worker' })
  await ruth.post(`${at}/translate`, { text: 'should-change', english: 'Zaynab, my worker, rang me.' })
  t.same(await db.selectFrom('hidden_spans').select('id').execute(), [])
  await ruth.post(`${at}/translate`, { text: 'should-change', english: ' ' })
  t.same(Object.keys(await readOpened(db, site.keys, ref)), ['should-change'])
  await ruth.post(`${at}/translate`, { text: 'should-change', english: 'Zaynab, my worker, rang me.' })
})

t.test('names are hidden in both, and both go on', async (t) => {
  await ruth.post(`${at}/hide`, { words: 'Zaynab', stand_in: 'worker' })
  await ruth.post(`${at}/hide`, { words: 'زینب', stand_in: 'worker' })
  await lookAnd(ruth, at, 'finish', { found: 'none', written_in: 'Urdu' })
  t.equal(
    (await ruth.post(`${at}/translate`, { text: 'should-change', english: 'Else' })).statusCode,
    403,
    'it is fixed',
  )
  await imran.post(`${at}/open`, { reason: 'second reading' })
  const seen = /name="seen" value="([^"]+)"/.exec((await imran.get(at)).body)?.[1] ?? ''
  await imran.post(`${at}/agree`, { seen })
  const released = await db
    .selectFrom('released_words')
    .select(['question_key', 'body'])
    .orderBy('question_key')
    .execute()
  t.same(
    released.map(({ question_key, body }) => [question_key, /\[worker( \d)?\]/.test(body), /Zaynab|زینب/.test(body)]),
    [
      ['should-change', true, false],
      ['should-change~en', true, false],
    ],
  )
  const page = (await (await site.as('sam')).get(`/team/theming/${ref}`)).body
  t.ok(page.indexOf('فون کیا') < page.indexOf('in English, put there by a reader'), 'theming shows both')
})

t.test('nobody but a reader translates, and nothing that is not there', async (t) => {
  await give(server, 'adult', { 'w.should-change': 'x' })
  const { ref } = await db.selectFrom('responses').select('ref').where('id', '<>', id).executeTakeFirstOrThrow()
  t.equal((await (await site.as('sam')).post(`/team/reading/${ref}/translate`)).statusCode, 403)
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  for (const text of ['no-such-question', 'should-change~en', '']) {
    t.equal((await ruth.post(`/team/reading/${ref}/translate`, { text, english: 'x' })).statusCode, 403, text)
  }
})

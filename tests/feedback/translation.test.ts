import t from 'tap'
import { readOpened } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
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

t.test(
  'S1: nobody ends the reading of words that they cannot read, and each reader answers for themselves',
  async (t) => {
    const before = new Set((await db.selectFrom('responses').select('ref').execute()).map((row) => row.ref))
    await give(server, 'adult', { 't.words-permission': 'report', 'w.should-change': 'مجھے گھر جانے سے ڈر لگتا ہے' })
    const rows = await db.selectFrom('responses').select(['id', 'ref']).execute()
    const given = rows.find((row) => !before.has(row.ref))!
    const at = `/team/reading/${given.ref}`
    const state = () =>
      db.selectFrom('readings').select(['state', 'written_in']).where('response_id', '=', given.id).executeTakeFirst()
    await ruth.post(`${at}/open`, { reason: 'first reading' })
    const { body } = await ruth.get(at)
    t.match(body, /name="written_in" value=""/)
    t.match(body, 'Not read by the flag')
    const refused = await lookAnd(ruth, at, 'finish', { found: 'none', written_in: 'Urdu' })
    t.equal(refused.statusCode, 422)
    t.match(refused.body, 'no person has put it into English')
    const nameless = await lookAnd(ruth, at, 'finish', { found: 'none', reads: 'yes' })
    t.equal(nameless.statusCode, 422)
    t.match(nameless.body, 'Say in which language it is written.')
    t.match(await state(), { state: 'waiting' })
    const plain = finishFirstReading(db, site.keys, given.ref, { concern: false }, 'Urdu', site.cast.ruth, new Date())
    await t.rejects(plain, { name: 'CannotRead' }, 'nor is there a way past the page')
    const ended = await lookAnd(ruth, at, 'finish', { found: 'none', reads: 'yes', written_in: 'Urdu' })
    t.equal(ended.statusCode, 303)
    await imran.post(`${at}/open`, { reason: 'second reading' })
    t.equal((await lookAnd(imran, at, 'agree')).statusCode, 422)
    t.equal((await lookAnd(imran, at, 'not-used', { reason: 'not about a service' })).statusCode, 422)
    t.match(await state(), { state: 'first read', written_in: 'Urdu' })
    const worry = { about: 'unsafe-outside', note: 'I cannot read it.', owner: site.cast.imran.id }
    t.match(
      (await imran.post(`${at}/concern`, worry)).headers.location,
      '/team/concerns/',
      'a concern waits for nothing',
    )
    t.equal((await lookAnd(imran, at, 'agree', { reads: 'yes' })).statusCode, 303)
    const audits = db.selectFrom('audit_entries').select(['action', 'detail']).where('record_id', '=', given.id)
    const said = (await audits.execute()).filter(({ detail }) => (detail as { readsLanguage?: true }).readsLanguage)
    t.same(
      said.map(({ action }) => action),
      ['first reading', 'second reading'],
    )
  },
)

t.test('S1: a concern is raised from words that nobody can read', async (t) => {
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map((row) => row.ref))
  await give(server, 'adult', { 'w.should-change': 'Boję się wracać do domu, bo on mnie bije.' })
  const given = (await db.selectFrom('responses').select('ref').execute()).find((row) => !before.has(row.ref))!
  const at = `/team/reading/${given.ref}`
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  const worry = { found: 'concern', about: 'unsafe-outside', note: 'I cannot read it.', owner: site.cast.imran.id }
  t.match((await lookAnd(ruth, at, 'finish', worry)).body, /Concern C-[^ ]+ is raised and is not waiting/)
  t.equal((await lookAnd(ruth, at, 'finish', { found: 'concern', written_in: 'Polish' })).statusCode, 303)
})

t.test('nobody but a reader translates, and nothing that is not there', async (t) => {
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map((row) => row.ref))
  await give(server, 'adult', { 'w.should-change': 'x' })
  const { ref } = await db
    .selectFrom('responses')
    .select('ref')
    .where('has_words', '=', true)
    .orderBy('id')
    .execute()
    .then((all) => all.find((one) => !before.has(one.ref))!)
  t.equal((await (await site.as('sam')).post(`/team/reading/${ref}/translate`)).statusCode, 403)
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  for (const text of ['no-such-question', 'should-change~en', '']) {
    t.equal((await ruth.post(`/team/reading/${ref}/translate`, { text, english: 'x' })).statusCode, 403, text)
  }
})

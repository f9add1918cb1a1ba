import t from 'tap'
import { contentNote, lengthInWords } from '../../src/feedback/caring/content-note.ts'
import { compareWithNames } from '../../src/feedback/caring/naming.ts'
import { getQuestionSetById } from '../../src/feedback/question-set.ts'
import { getReadingPage } from '../../src/feedback/reading/reading-list.ts'
import { listReadings } from '../../src/feedback/reading/reading-queue.ts'
import { lookAnd } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite({ settings: { READ_CAP_A_DAY: '3' } })
t.teardown(site.close)
const { db, cast, server } = site
const now = () => site.site.now()
let ruth = await site.as('ruth')
let imran = await site.as('imran')
const again = async () => {
  ruth = await site.as('ruth')
  imran = await site.as('imran')
}

async function said(words: string, fields: Record<string, string> = {}) {
  const before = (await db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
  await give(server, '11-17', { 'w.should-change': words, 't.words-permission': 'better', ...fields })
  const rows = await db.selectFrom('responses').select(['id', 'ref']).execute()
  const made = rows.find(({ id }) => !before.includes(id))!
  return { ...made, at: `/team/reading/${made.ref}` }
}

const withWhom = async (id: string) =>
  (await db.selectFrom('readings').select('with_member').where('response_id', '=', id).executeTakeFirstOrThrow())
    .with_member
const open = (reader: typeof ruth, at: string, more = {}) =>
  reader.post(`${at}/open`, { reason: 'first reading', ...more })

t.test('before words are opened a reader sees what may come and how long it is', async (t) => {
  const long = await said('A long story about what happened. '.repeat(300), {
    't.feel-safer': 'less-safe',
    't.unsafe-now': 'not-sure',
  })
  const page = (await ruth.get(long.at)).body
  t.match(page, 'They are not sure whether they are safe.')
  t.match(page, 'Ticked: feels less safe than before.')
  t.match(page, /Long: about 1,[89]00 words, in one part\./)
  t.match(page, 'You can stop at any point')
  t.match(page, 'you can talk to Mo')
  t.notMatch(page, 'long story')
  const item = await getReadingPage(db, long.ref)
  const note = await contentNote(db, item, await getQuestionSetById(db, item.setId))
  t.match(note.lines.join(), 'A young person wrote it')
  t.equal(lengthInWords(0, 0), 'There are no words, only ticks.')
  t.match(lengthInWords(1, 1), 'Short')
})

t.test('two readers open the same at once: one has it', async (t) => {
  const one = await said('Both of them press.')
  const answers = await Promise.all([open(ruth, one.at), open(imran, one.at)])
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 409])
  const [winner, loser] = answers[0]!.statusCode === 303 ? (['ruth', 'imran'] as const) : (['imran', 'ruth'] as const)
  t.equal(await withWhom(one.id), cast[winner].id)
  const row = (await listReadings(db, cast[loser].id, now())).rows.find(({ ref }) => ref === one.ref)
  t.match(row, { holder: cast[winner].name, withMe: false })
  const mine = { ruth, imran }[winner]
  t.equal((await mine.post(`${one.at}/give-back`)).headers.location, '/team/reading')
  t.equal(await withWhom(one.id), null)
  t.equal((await open({ ruth, imran }[loser], one.at)).statusCode, 303)
  site.pass(31)
  await again()
  const later = (await listReadings(db, cast[winner].id, now())).rows.find(({ ref }) => ref === one.ref)
  t.equal(later?.holder, undefined, 'a claim lasts as long as an opening')
})

t.test('it is handed to somebody, or to whoever is on duty, and nobody asks why', async (t) => {
  const one = await said('Not today.')
  t.match((await ruth.get(one.at)).body, 'Hand this to someone else')
  t.equal((await ruth.post(`${one.at}/hand-on`, { to: cast.imran.id })).statusCode, 303)
  t.equal(await withWhom(one.id), cast.imran.id)
  t.equal((await open(ruth, one.at)).statusCode, 409, 'it is with the other')
  t.equal((await ruth.post(`${one.at}/hand-on`, { to: cast.sam.id })).statusCode, 422, 'a themer reads no words')
  t.equal((await imran.post(`${one.at}/hand-on`)).statusCode, 303)
  t.equal(await withWhom(one.id), cast.ruth.id, 'the only one who is left')
  t.equal((await imran.post(`${one.at}/hand-on`, { to: 'nobody' })).statusCode, 422)
})

t.test('in a pause nothing waits for a reader', async (t) => {
  const one = await said('Waits.')
  await open(ruth, one.at)
  t.equal(
    (await ruth.post('/team/pause', { pause: 'until', until: '2026-11-01' })).headers.location,
    '/team/reading?pause=again#pause',
  )
  t.match((await ruth.get('/team/reading?pause=again')).body, 'Choose how long')
  t.equal((await ruth.post('/team/pause', { pause: 'today' })).headers.location, '/team/reading')
  t.equal(await withWhom(one.id), null)
  t.match((await ruth.get('/team/reading')).body, 'You take a pause until Tue 24 Nov, 0:00')
  t.equal((await imran.post(`${one.at}/hand-on`, { to: cast.ruth.id })).statusCode, 422, 'nobody hands it to them')
  const row = await db
    .selectFrom('absences')
    .selectAll()
    .where('member_id', '=', cast.ruth.id)
    .executeTakeFirstOrThrow()
  t.match(row, { kind: 'pause', ends_at: new Date('2026-11-24T00:00:00Z') })
  await ruth.post('/team/pause/end')
  t.notMatch((await ruth.get('/team/reading')).body, 'You take a pause')
  await ruth.post('/team/pause', { pause: 'short' })
  await ruth.post('/team/pause', { pause: 'until', until: '2026-11-30' })
  const until = await db.selectFrom('absences').select('ends_at').where('ends_at', '>', now()).execute()
  t.same(until, [{ ends_at: new Date('2026-11-30T00:00:00Z') }])
  await ruth.post('/team/pause/end')
})

t.test('who has read enough for a day is told so, and nothing becomes late because of it', async (t) => {
  site.pass(24 * 60)
  await again()
  const [first, held] = [await said('One.'), await said('Held by one.')]
  t.equal((await imran.post(`${held.at}/hand-on`, { to: cast.ruth.id })).statusCode, 303)
  await open(ruth, first.at)
  await open(ruth, first.at)
  for (const words of ['Two.', 'Three.']) await open(ruth, (await said(words)).at)
  t.match((await ruth.get('/team/reading')).body, 'You have opened 3 of 3 texts')
  t.match((await ruth.get('/team/reading')).body, 'That is enough for one day')
  t.equal((await open(ruth, first.at)).statusCode, 303, 'what was opened today is no more')

  const fourth = await said('Four.')
  t.match((await ruth.get(fourth.at)).body, 'When you press, it goes to somebody else')
  t.equal((await open(ruth, fourth.at)).headers.location, '/team/reading#enough')
  t.equal(await withWhom(fourth.id), cast.imran.id, 'passed to somebody who has room')
  t.equal(await withWhom(held.id), null, 'and so is what waited with her')

  const urgent = await said('Five.', { 't.unsafe-now': 'yes' })
  t.equal((await open(ruth, urgent.at)).statusCode, 422)
  t.equal((await open(ruth, urgent.at, { more: 'yes' })).statusCode, 303)
  const entry = await db
    .selectFrom('audit_entries')
    .select('detail')
    .where('record_id', '=', urgent.id)
    .where('action', '=', 'opened words')
    .executeTakeFirstOrThrow()
  t.same(entry.detail, { reason: 'first reading', more: true })
  site.pass(24 * 60)
  await again()
  t.equal((await open(ruth, held.at)).statusCode, 303, 'a new day')
})

t.test('a supervisor sees how much, and neither words nor which', async (t) => {
  const page = (await (await site.as('mo')).get('/team/load')).body
  t.match(page, 'Ruth')
  t.match(page, /\d texts, (under|about) [\d,]+ words/)
  t.notMatch(page, /F-[\w]{6,}/)
  for (const { ref } of await db.selectFrom('responses').select('ref').execute()) t.notMatch(page, ref)
  t.equal((await ruth.get('/team/load')).statusCode, 403)
})

t.test('after much in an hour a break is suggested', async (t) => {
  t.notMatch((await imran.get('/team/reading')).body, 'a lot to carry')
  for (let n = 0; n < 3; n += 1) {
    const one = await said(`Hard ${n}.`)
    await open(imran, one.at, { more: 'yes' })
    const worry = {
      found: 'concern',
      written_in: 'English',
      about: 'unsafe-at-home',
      note: 'A worry.',
      owner: cast.ruth.id,
    }
    await lookAnd(imran, one.at, 'finish', worry)
  }
  t.match((await imran.get('/team/reading')).body, 'a lot to carry')
})

t.test('the order is who feels unsafe, what the flag raised, and then the time; a page has fifty', async (t) => {
  await db.updateTable('readings').set({ state: 'read only', due_at: null }).execute()
  const [plain, raised, unsafe] = [await said('a'), await said('b'), await said('c', { 't.unsafe-now': 'yes' })]
  await db
    .updateTable('readings')
    .set({ due_at: new Date(now().getTime() + 1e6) })
    .where('response_id', '=', plain.id)
    .execute()
  await db
    .updateTable('readings')
    .set({ due_at: new Date(now().getTime() + 9e9) })
    .where('response_id', '=', unsafe.id)
    .execute()
  const flag = {
    response_id: raised.id,
    texts: 'x',
    model: 'x',
    made_on: '2026-11-23',
    state: 'raised' as const,
    why: 'pattern' as const,
  }
  await db
    .insertInto('flags')
    .values(flag as never)
    .execute()
  const order = (await listReadings(db, cast.ruth.id, now())).rows.map(({ ref }) => ref)
  t.same(order, [unsafe.ref, raised.ref, plain.ref])
  await db.deleteFrom('flags').execute()
  const without = (await listReadings(db, cast.ruth.id, now())).rows.map(({ ref }) => ref)
  t.same([...without].sort(), [...order].sort(), 'the flag changes the order and nothing else')
  for (let n = 0; n < 50; n += 1) await said(`more ${n}`)
  await compareWithNames(db, site.keys, now())
  const first = await listReadings(db, cast.ruth.id, now())
  t.match({ ...first, rows: first.rows.length }, { rows: 50, earlier: 0, later: 3 })
  t.match((await ruth.get('/team/reading')).body, '3 more after these')
  t.match((await ruth.get('/team/reading?page=2')).body, '50 before these')
  t.equal((await ruth.get('/team/reading?page=99x')).statusCode, 200)
})

import t from 'tap'
import { addWords } from '../../src/feedback/reading/late-words.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { lookAnd, seenOn } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db } = site
t.teardown(() => site.close())

async function newest(fields: Record<string, string>) {
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  await give(server, 'adult', { 't.words-permission': 'better', ...fields })
  const all = await db.selectFrom('responses').select(['id', 'ref']).execute()
  return all.find(({ ref }) => !before.has(ref)) ?? { id: '', ref: '' }
}

const actions = async (id: string) =>
  (
    await db
      .selectFrom('audit_entries')
      .select(['action', 'detail'])
      .where('record_id', '=', id)
      .orderBy('number')
      .execute()
  ).map(({ action }) => action)

t.test('a reader opens the words with a reason, hides names, and a second person releases the copy', async (t) => {
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const { id, ref } = await newest({ 'w.should-change': 'Kelly left. KELLY never said. Ask kelly, not Kellyanne.' })
  const queue = await ruth.get('/team/reading')
  t.match(queue.body, ref)
  t.notMatch(queue.body, 'never said', 'the queue holds no words')
  const closed = await ruth.get(`/team/reading/${ref}`)
  t.notMatch(closed.body, 'never said', 'nor does the page before opening')

  t.equal((await ruth.post(`/team/reading/${ref}/open`)).statusCode, 422, 'a reason is needed')
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  t.match((await ruth.get(`/team/reading/${ref}`)).body, 'never said')
  t.notMatch((await imran.get(`/team/reading/${ref}`)).body, 'never said', 'open for one is not open for all')

  const none = await ruth.post(`/team/reading/${ref}/hide`, { words: 'Wellgate', stand_in: 'place' })
  t.equal(none.statusCode, 422)
  t.match(none.body, 'These words do not stand in the text')
  await ruth.post(`/team/reading/${ref}/hide`, { words: 'Kelly', stand_in: 'worker' })
  t.equal(
    (await lookAnd(ruth, `/team/reading/${ref}`, 'finish')).statusCode,
    422,
    'the question about harm is asked of everyone',
  )
  const seen = seenOn((await ruth.get(`/team/reading/${ref}`)).body)
  await ruth.post(`/team/reading/${ref}/finish`, { found: 'none', written_in: 'English', reads: 'yes', seen })
  t.same(
    await db.selectFrom('released_words').selectAll().where('response_id', '=', id).execute(),
    [],
    'one is not enough',
  )

  await ruth.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  t.equal(
    (await ruth.post(`/team/reading/${ref}/agree`, { seen, reads: 'yes' })).statusCode,
    403,
    'the first reader is not the second',
  )
  await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  t.equal((await lookAnd(imran, `/team/reading/${ref}`, 'agree', { reads: 'yes' })).statusCode, 303)
  const released = await db
    .selectFrom('released_words')
    .selectAll()
    .where('response_id', '=', id)
    .executeTakeFirstOrThrow()
  t.equal(released.body, '[worker] left. [worker] never said. Ask [worker], not Kellyanne.')
  t.same(await actions(id), [
    'compared with names',
    'opened words',
    'hid words',
    ...(await actions(id)).filter((action) => action === 'showed words on purpose'),
    'first reading',
    'opened words',
    'opened words',
    'second reading',
  ])
  const reading = await db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  t.equal(reading.due_at, null, 'and the time that would tell when it was written is gone')
  t.equal(reading.on_time, true)
})

t.test('a place can be shown again, and a second person can send it back', async (t) => {
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const { id, ref } = await newest({ 'w.should-change': 'The man at Wellgate.' })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  await ruth.post(`/team/reading/${ref}/hide`, { words: 'man', stand_in: 'name' })
  const span = await db.selectFrom('hidden_spans').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  await ruth.post(`/team/reading/${ref}/show-again`, { span: span.id })
  t.same(await db.selectFrom('hidden_spans').selectAll().where('response_id', '=', id).execute(), [])
  await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
  await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  await imran.post(`/team/reading/${ref}/send-back`)
  const reading = await db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  t.equal(reading.state, 'waiting')
  t.same(await db.selectFrom('released_words').selectAll().where('response_id', '=', id).execute(), [])
})

t.test('words that may only be read are released to nobody', async (t) => {
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const { id, ref } = await newest({ 'w.should-change': 'just for you', 't.words-permission': 'none' })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
  await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  t.equal((await lookAnd(imran, `/team/reading/${ref}`, 'agree')).statusCode, 303, 'two people read it all the same')
  t.same(await db.selectFrom('released_words').selectAll().where('response_id', '=', id).execute(), [])
  const reading = await db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  t.equal(reading.state, 'read only')
})

t.test('one reader alone ends no reading: not words that go no further, not a tick that says unsafe', async (t) => {
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  for (const fields of [
    { 'w.should-change': 'he is here again', 't.words-permission': 'none', 't.unsafe-now': 'yes' },
    { 't.unsafe-now': 'yes' },
  ] as Record<string, string>[]) {
    const { id, ref } = await newest(fields)
    await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
    await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
    t.match((await imran.get('/team/reading')).body, ref, 'it still waits for the second')
    t.equal((await lookAnd(ruth, `/team/reading/${ref}`, 'agree')).statusCode >= 300, true)
    await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
    const concern = { about: 'unsafe-at-home', note: 'I read it otherwise.', owner: site.cast.imran.id }
    t.equal((await imran.post(`/team/reading/${ref}/concern`, { ...concern, note: '' })).statusCode, 422)
    t.match((await imran.post(`/team/reading/${ref}/concern`, concern)).headers.location, '/team/concerns/')
    await lookAnd(imran, `/team/reading/${ref}`, 'agree')
    const reading = await db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
    t.equal(reading.state, 'read only')
    t.match(
      (await imran.post(`/team/reading/${ref}/concern`, concern)).headers.location,
      '/team/concerns/',
      'and later too',
    )
  }
})

t.test(
  'what the second person agrees to is what they saw: nothing is hidden or shown again after the first reading',
  async (t) => {
    const ruth = await site.as('ruth')
    const imran = await site.as('imran')
    const { id, ref } = await newest({ 'w.should-change': 'Kelly left, and Kelly never rang.' })
    await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
    await ruth.post(`/team/reading/${ref}/hide`, { words: 'Kelly', stand_in: 'worker' })
    await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
    await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
    const span = await db.selectFrom('hidden_spans').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
    t.equal((await ruth.post(`/team/reading/${ref}/show-again`, { span: span.id })).statusCode, 403)
    t.equal((await ruth.post(`/team/reading/${ref}/hide`, { words: 'never', stand_in: 'name' })).statusCode, 403)
    await lookAnd(imran, `/team/reading/${ref}`, 'agree')
    const released = await db
      .selectFrom('released_words')
      .selectAll()
      .where('response_id', '=', id)
      .executeTakeFirstOrThrow()
    t.notMatch(released.body, 'Kelly')
  },
)

t.test('a second reader cannot agree to a page that has changed since', async (t) => {
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const { id, ref } = await newest({ 'w.should-change': 'Ask Kelly, or Kim.' })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  await ruth.post(`/team/reading/${ref}/hide`, { words: 'Kelly', stand_in: 'worker' })
  await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
  await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  const seen = seenOn((await imran.get(`/team/reading/${ref}`)).body)
  await imran.post(`/team/reading/${ref}/send-back`)
  const span = await db.selectFrom('hidden_spans').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  await ruth.post(`/team/reading/${ref}/show-again`, { span: span.id })
  await lookAnd(ruth, `/team/reading/${ref}`, 'finish', { found: 'none' })
  t.equal((await imran.post(`/team/reading/${ref}/agree`, { seen })).statusCode, 422)
  t.same(await db.selectFrom('released_words').selectAll().where('response_id', '=', id).execute(), [])
})

t.test('words that came after a first reader looked are not finished unread, and what was typed stays', async (t) => {
  const ruth = await site.as('ruth')
  const { id, ref } = await newest({ 'w.should-change': 'All good.' })
  const at = `/team/reading/${ref}`
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  const seen = seenOn((await ruth.get(at)).body)
  await addWords(db, site.keys, id, { kind: 'more', words: 'He hurts me.', formMark: newFormMark() }, site.site.now())
  const worry = { found: 'concern', about: 'online', note: 'A small worry.', owner: site.cast.imran.id }
  for (const mark of [seen, '']) {
    const refused = await ruth.post(`${at}/finish`, { ...worry, seen: mark })
    t.equal(refused.statusCode, 422)
    t.match(refused.body, 'Something new was written')
    t.match(refused.body, 'He hurts me.', 'and stands there')
    t.match(refused.body, 'A small worry.', 'what was typed stays')
  }
  const state = () => db.selectFrom('readings').select('state').where('response_id', '=', id).executeTakeFirstOrThrow()
  t.equal((await state()).state, 'waiting')
  t.same(await db.selectFrom('concerns').select('id').where('response_id', '=', id).execute(), [])
  for (const minutes of [12, 12, 12]) {
    site.pass(minutes)
    await ruth.get('/team/reading')
  }
  const closed = await ruth.post(`${at}/finish`, { ...worry, seen })
  t.notMatch(closed.body, 'He hurts me.')
  t.match(closed.body, 'value="A small worry."', 'it waits until the words are open again')
  const again = await ruth.post(`${at}/open`, { reason: 'first reading', ...worry })
  t.match(again.body, />A small worry.</)
  t.equal((await lookAnd(ruth, at, 'finish', worry)).statusCode, 303)
  t.equal((await state()).state, 'first read')
})

t.test('a single letter can be hidden in a long story', async (t) => {
  const ruth = await site.as('ruth')
  const { id, ref } = await newest({ 'w.should-change': 'a b '.repeat(9000) })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  t.equal((await ruth.post(`/team/reading/${ref}/hide`, { words: 'a', stand_in: 'name' })).statusCode, 303)
  t.equal((await db.selectFrom('hidden_spans').select('id').where('response_id', '=', id).execute()).length, 9000)
})

t.test('finishing twice at once makes one first reading', async (t) => {
  const tabs = [await site.as('ruth'), await site.as('ruth')]
  const { id, ref } = await newest({ 'w.should-change': 'twice' })
  for (const tab of tabs) await tab.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const answers = await Promise.all(
    tabs.map((reader) => lookAnd(reader, `/team/reading/${ref}`, 'finish', { found: 'none' })),
  )
  t.same(answers.map(({ statusCode }) => statusCode).sort(), [303, 403])
  t.equal((await actions(id)).filter((action) => action === 'first reading').length, 1)
})

t.test('nobody but a reader reads', async (t) => {
  const { ref } = await newest({ 'w.should-change': 'a canary in the mine' })
  for (const name of ['sam', 'leah', 'noor', 'bea', 'sol', 'dev', 'wren', 'ada', 'otto'] as const) {
    const browser = await site.as(name)
    t.equal((await browser.get(`/team/reading/${ref}`)).statusCode, 403, name)
    t.equal((await browser.post(`/team/reading/${ref}/open`, { reason: 'first reading' })).statusCode, 403, name)
  }
  t.equal((await server.inject({ url: `/team/reading/${ref}` })).headers.location, '/team/sign-in')
})

t.test('a reader who wrote for longer than a session lasts gets what they wrote back', async (t) => {
  const ruth = await site.as('ruth')
  const { id, ref } = await newest({ 'w.should-change': 'take your time' })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  site.pass(16)
  const note = 'She says that <he> waits outside the school.'
  const late = await ruth.post(`/team/reading/${ref}/finish`, { found: 'concern', about: 'unsafe-outside', note })
  t.equal(late.statusCode, 403)
  t.match(late.body, 'You were signed out. Nothing was recorded.')
  t.match(late.body, 'She says that &lt;he&gt; waits outside the school.')
  const short = {
    note: 'Bruises',
    more: '她手上有淤青',
    segment: id,
    password: 'lanterns-over',
    current: 'old words here',
  }
  const { body } = await ruth.post(`/team/reading/${ref}/finish`, { found: 'concern', ...short })
  for (const back of [short.note, short.more]) t.match(body, back, 'a note without a space is given back too')
  for (const never of [id, short.password, short.current]) t.notMatch(body, never)
  const reading = await db.selectFrom('readings').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  t.equal(reading.state, 'waiting')
})

t.test('an opening lasts half an hour', async (t) => {
  const ruth = await site.as('ruth')
  const { ref } = await newest({ 'w.should-change': 'quick look' })
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  t.match((await ruth.get(`/team/reading/${ref}`)).body, 'quick look')
  site.pass(10)
  await ruth.get('/team/reading')
  site.pass(10)
  await ruth.get('/team/reading')
  site.pass(11)
  t.notMatch((await ruth.get(`/team/reading/${ref}`)).body, 'quick look')
})

t.test('a reference that is not there, or was taken back, is not found', async (t) => {
  const ruth = await site.as('ruth')
  t.equal((await ruth.get('/team/reading/F-NOPE1')).statusCode, 404)
})

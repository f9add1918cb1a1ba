import t from 'tap'
import { addWords } from '../../src/feedback/reading/late-words.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { lookAnd, seenOn } from '../fixtures/desk.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, server, as } = site
const ruth = await as('ruth')
const imran = await as('imran')

/** Somebody sends words; Ruth reads them first. */
async function readOnce(words: string) {
  const sent = await give(server, '11-17', { 'w.should-change': words, 't.words-permission': 'better' })
  const row = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .select('ref')
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  const at = `/team/reading/${row.ref}`
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  const seen = seenOn((await ruth.get(at)).body)
  await ruth.post(`${at}/finish`, { found: 'none', written_in: 'English', seen })
  await imran.post(`${at}/open`, { reason: 'second reading' })
  return { at, key: keyOn(sent.body), ref: row.ref, answer: sent, seen }
}

const stateOf = async (ref: string) =>
  db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .select(['state', 'not_used', 'due_at'])
    .where('ref', '=', ref)
    .executeTakeFirstOrThrow()

t.test('a joke is taken politely, read for harm first, and goes no further when a second person agrees', async (t) => {
  const { at, key, ref, answer, seen } = await readOnce('lol my worker is a potato')
  t.equal(answer.statusCode, 200)
  t.match(answer.body, 'Your words are with us')
  t.equal(
    (await ruth.post(`${at}/not-used`, { reason: 'a joke', seen })).statusCode,
    403,
    'the first reader alone cannot',
  )
  t.match((await imran.get(at)).body, 'It should go no further')
  const noReason = await lookAnd(imran, at, 'not-used', { reason: 'I do not like it' })
  t.equal(noReason.headers.location, `${at}#not-used`)
  t.match(await stateOf(ref), { state: 'first read' }, 'without a reason of the list nothing happens')
  t.equal((await lookAnd(imran, at, 'not-used', { reason: 'a joke' })).statusCode, 303)
  t.match(await stateOf(ref), { state: 'not used', not_used: 'a joke', due_at: null })
  t.same(await db.selectFrom('released_words').select('id').execute(), [], 'nothing is released')
  const { page } = await comeBack(server, key)
  t.match(page.body, 'It did not seem to be about a service')
  t.notMatch(page.body, 'potato')
  const log = await db
    .selectFrom('audit_entries')
    .select(['action', 'detail'])
    .where('action', '=', 'left unused')
    .execute()
  t.match(log, [{ detail: { reason: 'a joke' } }])
})

t.test('words that nobody read for harm cannot be left unused', async (t) => {
  await give(server, '11-17', { 'w.should-change': 'haha he hits me lol' })
  const { ref } = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .select('ref')
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  await imran.post(`/team/reading/${ref}/open`, { reason: 'second reading' })
  const seen = seenOn((await imran.get(`/team/reading/${ref}`)).body)
  t.equal((await imran.post(`/team/reading/${ref}/not-used`, { reason: 'a joke', seen })).statusCode, 403)
  t.match(await stateOf(ref), { state: 'waiting' })
  const at = `/team/reading/${ref}`
  await imran.post(`${at}/give-back`)
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  await lookAnd(ruth, at, 'finish', { found: 'none', written_in: 'English' })
  await lookAnd(imran, at, 'agree')
})

t.test('any reader can think again, and then it is read as on its first day', async (t) => {
  const { at, ref } = await readOnce('Buy cheap watches')
  await lookAnd(imran, at, 'not-used', { reason: 'advertising' })
  t.equal((await ruth.post(`${at}/use-after-all`)).statusCode, 303)
  const after = await stateOf(ref)
  t.match(after, { state: 'waiting', not_used: null })
  t.ok(after.due_at, 'with a due time')
  await ruth.post(`${at}/use-after-all`)
  t.same((await stateOf(ref)).due_at, after.due_at, 'what is in use is left alone')
})

t.test('what goes no further is what the second person read: not unopened, not what they did not see', async (t) => {
  const { at, ref, seen } = await readOnce('lol')
  const again = await as('ruth')
  await imran.post(`${at}/send-back`)
  await again.post(`${at}/open`, { reason: 'first reading' })
  const { id } = await db.selectFrom('responses').select('id').where('ref', '=', ref).executeTakeFirstOrThrow()
  const late = { kind: 'more' as const, words: 'He hurts me.', formMark: newFormMark() }
  await addWords(db, site.keys, id, late, site.site.now())
  t.equal((await lookAnd(again, at, 'finish', { found: 'none' })).statusCode, 303)
  for (const mark of [seen, '']) {
    const refused = await imran.post(`${at}/not-used`, { reason: 'a joke', seen: mark })
    t.equal(refused.statusCode, 422)
    t.match(refused.body, 'Something new was written')
    t.match(refused.body, 'He hurts me.')
  }
  const another = await as('imran')
  const now = seenOn((await imran.get(at)).body)
  t.equal((await another.post(`${at}/not-used`, { reason: 'a joke', seen: now })).headers.location, at, 'not open')
  t.match(await stateOf(ref), { state: 'first read' })
})

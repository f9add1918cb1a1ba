import t from 'tap'
import { raiseConcern } from '../../src/safeguarding/concern.ts'
import { lookAnd, seenOn } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

// From a reader's worry to a concern: nothing that is typed may lead it astray or lose it.

const site = await openTestSite()
const { server, db, keys, cast } = site
const now = site.site.now
t.teardown(() => site.close())

async function opened() {
  const ruth = await site.as('ruth')
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  await give(server, 'adult', { 'w.should-change': 'Dave waits.', 't.words-permission': 'better' })
  const all = await db.selectFrom('responses').select(['id', 'ref']).execute()
  const { id, ref } = all.find((row) => !before.has(row.ref)) ?? { id: '', ref: '' }
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const at = `/team/reading/${ref}`
  return { ruth, id, at, seen: seenOn((await ruth.get(at)).body) }
}

const worry = { found: 'concern', about: 'online', note: 'Somebody waits.' }

t.test('a concern is with somebody who may see it', async (t) => {
  const { ruth, at } = await opened()
  for (const owner of [cast.ada.id, cast.sam.id, '11111111-1111-4111-8111-111111111111']) {
    const answer = await lookAnd(ruth, at, 'finish', { ...worry, owner })
    t.equal(answer.statusCode, 422)
    t.match(answer.body, 'Choose who takes it.')
    t.match(answer.body, 'Somebody waits.', 'what was typed is kept')
  }
  const concern = { responseId: null, about: 'online' as const, note: 'x', ownerId: cast.ada.id }
  const raised = db.transaction().execute((trx) => raiseConcern(trx, keys, concern, cast.ruth, now()))
  await t.rejects(raised, { name: 'NotAllowed' })
  const answer = await lookAnd(ruth, at, 'finish', { ...worry, owner: cast.imran.id })
  t.match(answer.headers.location, /^\/team\/concerns\/C-/)
})

t.test('a concern that took longer to write than the words stay open is not lost', async (t) => {
  const { ruth, at, seen } = await opened()
  for (const minutes of [14, 14, 3]) {
    site.pass(minutes)
    await ruth.get('/team/reading')
  }
  t.notMatch((await ruth.get(at)).body, 'Dave waits', 'the words have closed')
  const answer = await ruth.post(`${at}/finish`, { ...worry, owner: cast.imran.id, seen })
  t.match(answer.headers.location, /^\/team\/concerns\/C-/)
  const imran = await site.as('imran')
  const unread = await lookAnd(imran, at, 'finish', { ...worry, owner: cast.imran.id })
  t.equal(unread.headers.location, at, 'whoever never opened them records nothing')
})

t.test('names that every object has are no choices of ours', async (t) => {
  const { ruth, id, at } = await opened()
  for (const inherited of ['constructor', 'toString', '__proto__']) {
    t.equal((await ruth.post(`${at}/open`, { reason: inherited })).statusCode, 422, inherited)
    t.equal((await ruth.post(`${at}/hide`, { words: 'Dave', stand_in: inherited })).statusCode, 422, inherited)
  }
  t.same(await db.selectFrom('hidden_spans').select('id').where('response_id', '=', id).execute(), [])
  const concern = String((await lookAnd(ruth, at, 'finish', { ...worry, owner: cast.imran.id })).headers.location)
  t.equal((await ruth.post(`${concern}/pass-on`, { destination: 'toString' })).statusCode, 422)
})

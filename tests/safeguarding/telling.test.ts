import { randomUUID } from 'node:crypto'
import t from 'tap'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { comeBack } from '../fixtures/giving.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import type { Fields } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { decision, proposalOn } from './room.ts'

const site = await openTestSite()
const { server, db, cast } = site
const { keys } = site.site
const ruth = await site.as('ruth')
const imran = await site.as('imran')
t.teardown(() => site.close())

/** A concern about the words of somebody who has their key. */
async function raised() {
  const { key, ref } = await givenWithKey(site, { 'w.should-change': 'Her step dad has her phone.' }, '11-17')
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  const concern = { about: 'unsafe-at-home' as const, note: 'Hurt.', ownerId: cast.ruth.id }
  const found = await finishFirstReading(db, keys, ref, { concern: true, ...concern }, 'English', cast.ruth, now)
  const at = `/team/concerns/${found.concernRef}`
  await ruth.post(`${at}/decide`, decision)
  const way = async () => (await comeBack(server, key)).page.body
  const { id } = await db.selectFrom('responses').select('id').where('ref', '=', ref).executeTakeFirstOrThrow()
  return { id, at, way }
}

const nowhere_why = 'No name and no place.'
const known = { reason: 'taken-on', outcome: 'A plan was made.' }

/** Ruth proposes to close it, Imran agrees to what his page shows. */
async function close(at: string, ending: Fields) {
  const proposed = await ruth.post(`${at}/propose-closing`, { ...known, ...ending })
  if (proposed.statusCode !== 303) return proposed
  const { body } = await imran.get(at)
  const proposal = /name="proposal" value="(\d+)"/.exec(body)?.[1] ?? ''
  await imran.post(`${at}/note`, {})
  await imran.post(`${at}/settle-closing`, { settle: 'close', proposal })
  return { body }
}

t.test('it is not safe to say anything: the key’s page shows nothing, and both readers saw that', async (t) => {
  const { at, way } = await raised()
  await ruth.post(`${at}/pass-on`, { destination: 'mash' })
  await ruth.post(`${at}/acknowledged`)
  const words = 'Nothing. Her step dad has her phone.'
  const agreed = await close(at, { tell: 'unsafe', told: words })
  t.match(agreed.body, 'On their page they read nothing about this:')
  t.notMatch(agreed.body, words)
  t.match((await ruth.get(at)).body, 'Closed')
  const body = await way()
  t.notMatch(body, words)
  t.notMatch(body, 'What we were able to do')
  const stored = await db.selectFrom('concern_steps').select('told_writer').execute()
  t.ok(
    stored.every(({ told_writer }) => told_writer === null),
    'what was typed for their page is not kept either',
  )
})

t.test('to say something is a choice, and needs words', async (t) => {
  const { at, way } = await raised()
  await ruth.post(`${at}/pass-on`, { destination: 'mash' })
  await ruth.post(`${at}/acknowledged`)
  const open = await ruth.post(`${at}/propose-closing`, { ...known, told: 'We did.' })
  t.equal(open.statusCode, 422)
  t.match(open.body, 'Choose if it is safe to say something on their page.')
  t.match(open.body, 'We did.', 'what was typed stays')
  const empty = await ruth.post(`${at}/propose-closing`, { ...known, tell: 'say', told: ' ' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'Write what they read on their page')
  t.match(empty.body, /value="say" checked/)
  t.match(empty.body, 'Whoever holds their key reads it too.')
  const agreed = await close(at, { tell: 'say', told: 'People help now.' })
  t.match(agreed.body, 'They will read this on their page, word for word.')
  t.match(agreed.body, 'People help now.')
  t.match(await way(), 'People help now.')
})

t.test('words that the second person did not agree to never come to their page', async (t) => {
  const { at, way } = await raised()
  await ruth.post(`${at}/pass-on`, { destination: 'mash' })
  await ruth.post(`${at}/acknowledged`)
  await ruth.post(`${at}/propose-closing`, { ...known, tell: 'say', told: 'Your step dad was seen.' })
  t.notMatch(await way(), 'Your step dad was seen.', 'not before they agree')
  await imran.post(`${at}/settle-closing`, { settle: 'keep', proposal: await proposalOn(imran, at) })
  await close(at, { tell: 'unsafe' })
  t.match((await ruth.get(at)).body, 'Closed')
  t.notMatch(await way(), 'Your step dad was seen.', 'nor when something else was agreed later')
})

t.test('where it was passed on stands on their page when a reader says that is safe, and not otherwise', async (t) => {
  const { at, way } = await raised()
  const said = 'We passed on what worries us, to the team for children in Rotherham, in the week of'
  await ruth.post(`${at}/pass-on`, { destination: 'mash' })
  t.notMatch(await way(), 'We passed on what worries us', 'who chooses nothing says nothing')
  await ruth.post(`${at}/pass-on`, { destination: 'mash', say: 'say' })
  t.match(await way(), said)
  t.match((await ruth.get(at)).body, 'Their page says so.')
  await ruth.post(`${at}/pass-on`, { destination: 'police', say: 'say' })
  const both = await way()
  t.match(both, said)
  t.match(both, 'to the police, in the week of')
  await ruth.post(`${at}/pass-on`, { destination: 'marac', say: 'say' })
  t.match(await way(), 'to a meeting of the services that keep people safe, in the week of')
  await ruth.post(`${at}/pass-on`, { destination: 'adult-social-care', say: 'unsafe' })
  t.notMatch(await way(), 'We passed on what worries us', 'once it is not safe, what stood there goes too')
})

t.test('a concern that was closed as not safe to speak of leaves nothing on their page', async (t) => {
  const { at, way } = await raised()
  await ruth.post(`${at}/pass-on`, { destination: 'police', say: 'say' })
  t.match(await way(), 'to the police')
  await ruth.post(`${at}/acknowledged`)
  await close(at, { tell: 'unsafe' })
  t.notMatch(await way(), 'What we were able to do')
})

t.test('that nobody could tell who wrote is said only after a choice', async (t) => {
  const { at, way } = await raised()
  const open = await ruth.post(`${at}/pass-on`, { destination: 'cannot-tell', nowhere_why })
  t.equal(open.statusCode, 422)
  t.match(open.body, 'Choose if it is safe to say on their page that we could not tell who they are.')
  t.match(open.body, /value="cannot-tell" checked/)
  await ruth.post(`${at}/pass-on`, { destination: 'cannot-tell', nowhere_why, say: 'unsafe' })
  t.notMatch(await way(), 'We could not tell who you are')
  await ruth.post(`${at}/pass-on`, { destination: 'cannot-tell', nowhere_why, say: 'say' })
  t.match(await way(), 'We could not tell who you are')
  await ruth.post(`${at}/pass-on`, { destination: 'mash' })
  t.notMatch(await way(), 'We could not tell who you are', 'somebody found out later')
  const none = await ruth.post(`${at}/pass-on`, { destination: 'none', nowhere_why, say: 'say' })
  t.equal(none.statusCode, 422, 'there are no words for that')
})

t.test('who was found out by opening a seal is not told that nobody knows them', async (t) => {
  const { at, id, way } = await raised()
  await ruth.post(`${at}/pass-on`, { destination: 'cannot-tell', nowhere_why, say: 'say' })
  const now = site.site.now()
  const opened = { ground: 'writer', asked_by: cast.ruth.id, settled_by: cast.imran.id, outcome: 'agreed' as const }
  const row = { id: randomUUID(), response_id: id, told_writer: null, asked_at: now, settled_at: now, ...opened }
  await db
    .insertInto('seal_openings')
    .values({ ...row, sealed_reason: null, dek_box: null, reader_key_id: null })
    .execute()
  t.notMatch(await way(), 'We could not tell who you are')
})

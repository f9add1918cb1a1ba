import t from 'tap'
import { compareWithNames } from '../../src/feedback/caring/naming.ts'
import { raiseFrom } from '../../src/feedback/reading/reading.ts'
import { isKeptFrom } from '../../src/safeguarding/conflict.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast } = site
const now = () => site.site.now()
const ruth = await site.as('ruth')

t.test('who themes or plans is compared with the words too, and can say what should not come', async (t) => {
  const { id } = await givenWithKey(site, { 'w.should-change': 'Sam never rang back, and Leah laughed.' }, '11-17')
  await compareWithNames(db, keys, now())
  t.ok(await isKeptFrom(db, cast.sam.id, id), 'a themer')
  t.ok(await isKeptFrom(db, cast.leah.id, id), 'a lead')
  t.notOk(await isKeptFrom(db, cast.ruth.id, id))
  const sam = await site.as('sam')
  const page = await sam.get('/team/not-for-me')
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, 'href="/team/reading"')
  await sam.post('/team/not-for-me/names', { kind: 'named', name: 'Sammy' })
  const { id: other } = await givenWithKey(site, { 'w.should-change': 'sammy was rude' }, '11-17')
  await compareWithNames(db, keys, now())
  t.ok(await isKeptFrom(db, cast.sam.id, other))
})

t.test('a reader says that it is about a colleague, and no comparison ends that', async (t) => {
  const { id, ref } = await givenWithKey(site, { 'w.should-change': 'Imraan from the team hurt me' }, '11-17')
  const at = `/team/reading/${ref}`
  t.match((await ruth.get(at)).body, 'It is about a colleague')
  const concern = { about: 'unsafe-outside' as const, note: 'n', ownerId: cast.imran.id }
  await raiseFrom(db, keys, ref, concern, cast.ruth, now())
  t.equal((await ruth.post(`${at}/colleague`, { colleague: 'nobody' })).statusCode, 422)
  t.equal((await ruth.post(`${at}/colleague`, { colleague: cast.ruth.id })).statusCode, 422, 'not oneself')
  t.equal((await ruth.post(`${at}/colleague`, { colleague: cast.imran.id })).statusCode, 303)
  await db.deleteFrom('name_checks').execute()
  await compareWithNames(db, keys, now())
  t.ok(await isKeptFrom(db, cast.imran.id, id))
  const imran = await site.as('imran')
  t.equal((await imran.get(at)).statusCode, 404)
  const { owner_id } = await db
    .selectFrom('concerns')
    .select('owner_id')
    .where('response_id', '=', id)
    .executeTakeFirstOrThrow()
  t.equal(owner_id, cast.ruth.id, 'its concern is with another')
})

t.test('who is named in the note of a concern is kept from it', async (t) => {
  const { id, ref } = await givenWithKey(site, { 'w.should-change': 'He hurt me.' }, '11-17')
  await compareWithNames(db, keys, now())
  const concern = { about: 'unsafe-outside' as const, note: 'They mean Imran.', ownerId: cast.ruth.id }
  await raiseFrom(db, keys, ref, concern, cast.ruth, now())
  await compareWithNames(db, keys, now())
  t.ok(await isKeptFrom(db, cast.imran.id, id))
})

t.test('no list of names tells who is kept from it: what is handed to them goes to another', async (t) => {
  const { id, ref } = await givenWithKey(site, { 'w.should-change': 'Imran shouted.' }, '11-17')
  await compareWithNames(db, keys, now())
  const page = (await ruth.get(`/team/reading/${ref}`)).body
  t.match(page, new RegExp(`<select id="hand-to".*value="${cast.imran.id}"`), 'as if nothing were')
  t.equal((await ruth.post(`/team/reading/${ref}/hand-on`, { to: cast.imran.id })).statusCode, 303)
  const row = await db.selectFrom('readings').select('with_member').where('response_id', '=', id).executeTakeFirst()
  t.not(row?.with_member, cast.imran.id)
})

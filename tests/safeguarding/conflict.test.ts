import t from 'tap'
import { compareWithNames } from '../../src/feedback/caring/naming.ts'
import { enterName } from '../../src/feedback/caring/own-names.ts'
import { countWithoutReader } from '../../src/feedback/caring/without-reader.ts'
import { wishContact } from '../../src/feedback/coming-back/contact.ts'
import { addWords } from '../../src/feedback/reading/late-words.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { lookAnd } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast, server } = site
const now = () => site.site.now()
const ruth = await site.as('ruth')
const imran = await site.as('imran')

async function said(words: string, fields: Record<string, string> = {}) {
  const before = (await db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
  await give(server, '11-17', { 'w.should-change': words, 't.words-permission': 'better', ...fields })
  const rows = await db.selectFrom('responses').select(['id', 'ref']).execute()
  return rows.find(({ id }) => !before.includes(id))!
}

const keptOf = async (id: string) =>
  db
    .selectFrom('conflicts')
    .innerJoin('members', 'members.id', 'conflicts.member_id')
    .select(['members.name', 'kind'])
    .where('response_id', '=', id)
    .where('ended_on', 'is', null)
    .orderBy('members.name')
    .execute()

const logged = async (id: string, action: string) =>
  db.selectFrom('audit_entries').selectAll().where('record_id', '=', id).where('action', '=', action).execute()

/** A page or an answer without what differs from one showing to the next. */
const plain = (reply: { statusCode: number; body: string }) => [
  reply.statusCode,
  reply.body.replace(/name="(form_token|form)" value="[^"]+"/g, ''),
]

t.test('a reader who is named is not offered it, and nothing on any page tells', async (t) => {
  const before = await Promise.all(
    ['/team/reading', '/team/contact', '/team/concerns', '/team/replies'].map(async (at) => [
      at,
      plain(await ruth.get(at)),
    ]),
  )
  const about = await said('ruths never on time and she laughed at me')
  const wish = { how: 'call' as const, contact: '01632 960001', safe: [], times: '', avoid: '' }
  await wishContact(db, keys, about.id, wish, { formMark: newFormMark(), cameWith: 'words' }, now())
  const contact = await db
    .selectFrom('contact_wishes')
    .select('ref')
    .where('response_id', '=', about.id)
    .executeTakeFirstOrThrow()
  await compareWithNames(db, keys, now())
  t.same(await keptOf(about.id), [{ name: 'Ruth', kind: 'named' }])
  t.equal((await logged(about.id, 'compared with names')).length, 1)
  const [entry] = await logged(about.id, 'kept from')
  t.match(entry, { member_id: null, detail: { member: cast.ruth.id, kind: 'named' } })
  await compareWithNames(db, keys, now())
  t.equal((await logged(about.id, 'kept from')).length, 1, 'once')

  // Imran reads it and raises a concern: it must not show either.
  await imran.post(`/team/reading/${about.ref}/open`, { reason: 'first reading' })
  const worry = {
    found: 'concern',
    written_in: 'English',
    about: 'unsafe-at-home',
    note: 'A worry.',
    owner: cast.imran.id,
  }
  t.equal((await lookAnd(imran, `/team/reading/${about.ref}`, 'finish', worry)).statusCode, 303)
  const concern = await db
    .selectFrom('concerns')
    .select('ref')
    .where('response_id', '=', about.id)
    .executeTakeFirstOrThrow()
  for (const [at, page] of before) t.same(plain(await ruth.get(String(at))), page, `${at} is as if it were not there`)

  const refs: Record<string, string> = {
    reading: about.ref,
    replies: about.ref,
    contact: contact.ref,
    concerns: concern.ref,
  }
  let tried = 0
  for (const { method, url } of site.routes) {
    const place = /^\/team\/(reading|replies|contact|concerns)\/:ref/.exec(url)?.[1]
    if (!place || (method !== 'GET' && method !== 'POST')) continue
    const ask = (ref: string) => {
      const at = url.replace(':ref', ref)
      return method === 'GET'
        ? ruth.get(at)
        : ruth.post(at, { reason: 'first reading', found: 'none', to: cast.imran.id })
    }
    const unknown = `${refs[place]!.slice(0, 2)}00000000`
    t.same(plain(await ask(refs[place]!)), plain(await ask(unknown)), `${method} ${url}`)
    tried += 1
  }
  t.ok(tried > 25, `${tried} addresses`)
  t.match((await imran.get(`/team/reading/${about.ref}`)).body, about.ref, 'the other reader has all of it')
})

t.test(
  'who opens words that nobody has compared yet finds what they would find if somebody were quicker',
  async (t) => {
    const about = await said('It was RUTH who said it.')
    const opened = await ruth.post(`/team/reading/${about.ref}/open`, { reason: 'first reading' })
    t.equal(opened.statusCode, 409)
    t.match(opened.body, 'Another reader has this one')
    t.notMatch(opened.body, 'RUTH who')
    t.equal((await logged(about.id, 'opened words')).length, 0)
    t.equal((await ruth.get(`/team/reading/${about.ref}`)).statusCode, 404)

    const taken = await said('Nobody is in this.')
    await imran.post(`/team/reading/${taken.ref}/open`, { reason: 'first reading' })
    t.same(plain(await ruth.post(`/team/reading/${taken.ref}/open`, { reason: 'first reading' })), plain(opened))
  },
)

t.test('words that come later are compared too, and what a reader has of it goes to another', async (t) => {
  const about = await said('They were kind.')
  await ruth.post(`/team/reading/${about.ref}/open`, { reason: 'first reading' })
  await ruth.post(`/team/reading/${about.ref}/concern`, {
    about: 'unsafe-at-home',
    note: 'A worry.',
    owner: cast.ruth.id,
  })
  await addWords(db, keys, about.id, { kind: 'more', words: 'But Ruth was not.', formMark: newFormMark() }, now())
  await compareWithNames(db, keys, now())
  t.equal((await ruth.get(`/team/reading/${about.ref}`)).statusCode, 404, 'though they had it open')
  const row = await db
    .selectFrom('readings')
    .select('with_member')
    .where('response_id', '=', about.id)
    .executeTakeFirst()
  t.equal(row?.with_member, null)
  const concern = await db
    .selectFrom('concerns')
    .select(['id', 'owner_id'])
    .where('response_id', '=', about.id)
    .executeTakeFirstOrThrow()
  t.equal(concern.owner_id, cast.imran.id)
  t.equal((await logged(concern.id, 'concern: with another')).length, 1)
})

t.test('a reader steps back without a reason, and it goes to the other with its concern', async (t) => {
  const about = await said('Something close to home.')
  await ruth.post(`/team/reading/${about.ref}/open`, { reason: 'first reading' })
  t.equal((await ruth.post(`/team/reading/${about.ref}/recuse`)).headers.location, '/team/reading')
  t.notMatch((await ruth.get('/team/reading')).body, about.ref)
  t.equal((await ruth.get(`/team/reading/${about.ref}`)).statusCode, 404)
  t.match((await logged(about.id, 'kept from'))[0], { member_id: cast.ruth.id, detail: { kind: 'recused' } })
  t.match((await imran.get('/team/reading')).body, about.ref)
})

t.test('the own service and people close to somebody are kept away, and can be ended', async (t) => {
  const school = await said('The school was good.', {})
  await db.updateTable('responses').set({ service: 'school' }).where('id', '=', school.id).execute()
  await ruth.post('/team/not-for-me/teams', { service: 'school' })
  t.notMatch((await ruth.get('/team/reading')).body, school.ref)
  const mo = await site.as('mo')
  t.match((await mo.get('/team/teams')).body, /value="school" checked/)
  await mo.post('/team/teams', { member: cast.ruth.id, service: ['school', 'police'] })
  await ruth.post('/team/not-for-me/teams', {})
  t.match((await ruth.get('/team/not-for-me')).body, 'The police: set by somebody else')
  t.match((await ruth.get('/team/reading')).body, school.ref, 'what one said oneself ends')
  await mo.post('/team/teams', { member: cast.ruth.id })

  const niece = await said('my friend Zofia-Maria Nowak was there')
  await ruth.post('/team/not-for-me/names', { kind: 'person', name: 'Zofia Maria Nowak' })
  t.match((await ruth.get('/team/not-for-me')).body, 'Zofia Maria Nowak')
  t.notMatch((await imran.get('/team/not-for-me')).body, 'Zofia')
  t.notMatch((await ruth.get('/team/reading')).body, niece.ref)
  t.match(await keptOf(niece.id), [{ name: 'Ruth', kind: 'person' }])
  const [row] = await db.selectFrom('conflicts').selectAll().where('sealed_name', 'is not', null).execute()
  t.notMatch(JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute()), 'Zofia')
  await ruth.post('/team/not-for-me/names/end', { name: row!.id })
  t.match((await ruth.get('/team/reading')).body, niece.ref, 'offered again')
  t.same(await db.selectFrom('conflicts').select('id').where('sealed_name', 'is not', null).execute(), [], 'erased')
})

t.test('where nobody may read it, the duty manager sees that there is one, and no more', async (t) => {
  await enterName(db, keys, cast.imran.id, { kind: 'named', name: 'Immy' }, now())
  const before = await countWithoutReader(db)
  const both = await said('Immy and Ruth both did it')
  await compareWithNames(db, keys, now())
  t.equal(await countWithoutReader(db), before + 1)
  const page = (await (await site.as('mo')).get('/team/load')).body
  t.match(page, 'no reader who may read')
  t.notMatch(page, both.ref)
  t.notMatch((await imran.get('/team/reading')).body, both.ref)
  // What the first reader has read has a second reader; where that one is kept from it, it has none.
  t.ok(before >= 1, 'Imran read the first one, and Ruth must not')
})

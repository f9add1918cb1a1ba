import t from 'tap'
import { openReaderKey } from '../../src/seal/reader-key.ts'
import { lookAnd } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'
import { decision, settle } from './room.ts'

const site = await openTestSite()
const { server, db, cast } = site
t.teardown(() => site.close())

async function raised() {
  const ruth = await site.as('ruth')
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  await give(server, '11-17', { 'w.should-change': 'he still waits outside school', 't.unsafe-now': 'yes' })
  const all = await db.selectFrom('responses').select('ref').execute()
  const ref = all.find((row) => !before.has(row.ref))?.ref ?? ''
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const concern = {
    found: 'concern',
    about: 'unsafe-outside',
    note: 'Somebody waits outside the school.',
    owner: cast.imran.id,
  }
  const answer = await lookAnd(ruth, `/team/reading/${ref}`, 'finish', concern)
  return { ref, concern: String(answer.headers.location).split('/').at(-1) ?? '' }
}

t.test('a concern has an owner and a due time from its first moment, and its note is sealed', async (t) => {
  const { concern } = await raised()
  const imran = await site.as('imran')
  const list = await imran.get('/team/concerns')
  t.match(list.body, concern)
  t.match(list.body, 'With Imran')
  t.match(list.body, /Due Mon,? 23 Nov, 14:00/)
  const row = await db.selectFrom('concerns').selectAll().where('ref', '=', concern).executeTakeFirstOrThrow()
  t.notOk(row.sealed_note?.includes('waits outside'))
  const page = await imran.get(`/team/concerns/${concern}`)
  t.notMatch(page.body, 'Somebody waits', 'the note opens only when somebody asks for it')
  const opened = await imran.post(`/team/concerns/${concern}/note`)
  t.match(opened.body, 'Somebody waits outside the school.')
  const log = await db.selectFrom('audit_entries').select('action').where('record_id', '=', row.id).execute()
  t.ok(log.some(({ action }) => action === 'concern: note opened'))
})

t.test('raising a concern without saying what it is about keeps what was typed', async (t) => {
  const ruth = await site.as('ruth')
  await give(server, 'adult', { 'w.should-change': 'hm', 't.unsafe-now': 'not-sure' })
  const { ref } = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .select('ref')
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const answer = await ruth.post(`/team/reading/${ref}/finish`, { found: 'concern', note: 'I worry about this.' })
  t.equal(answer.statusCode, 422)
  t.match(answer.body, 'Choose what it is about.')
  t.match(answer.body, 'I worry about this.')
})

t.test('two people close a concern, and only after it was passed on', async (t) => {
  const { concern } = await raised()
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const at = `/team/concerns/${concern}`
  const ending = { reason: 'taken-on', outcome: 'A plan was made.', tell: 'say', told: 'We passed it on.' }
  const early = await imran.post(`${at}/propose-closing`, ending)
  t.equal(early.statusCode, 422)
  t.match(early.body, 'Say first what was decided, and why.')
  t.match(early.body, 'Say first where it was passed on')
  await imran.post(`${at}/decide`, decision)
  t.equal((await imran.post(`${at}/pass-on`, { destination: 'the pub' })).statusCode, 422)
  await imran.post(`${at}/pass-on`, { destination: 'mash' })
  await imran.post(`${at}/acknowledged`)
  t.equal((await imran.post(`${at}/propose-closing`, { reason: '', outcome: '', tell: '', told: '' })).statusCode, 422)
  t.equal((await ruth.post(`${at}/settle-closing`, { settle: 'close' })).statusCode, 403, 'nobody proposed it yet')
  t.equal((await imran.post(`${at}/propose-closing`, ending)).statusCode, 303)
  const agree = { settle: 'close', proposal: '5' }
  t.equal((await imran.post(`${at}/settle-closing`, agree)).statusCode, 403, 'the same person')
  t.notMatch((await ruth.get(at)).body, 'A plan was made.', 'how it ended is sealed too')
  const unseen = await ruth.post(`${at}/settle-closing`, agree)
  t.equal(unseen.statusCode, 422)
  t.match(unseen.body, 'Open the note first', 'nobody agrees to what they have not read')
  t.match((await ruth.post(`${at}/note`)).body, 'A plan was made.')
  t.match((await ruth.get(at)).body, 'name="proposal" value="5"')
  t.equal(
    (await ruth.post(`${at}/settle-closing`, { ...agree, proposal: '4' })).statusCode,
    403,
    'not what stood there',
  )
  t.equal((await ruth.post(`${at}/settle-closing`, agree)).statusCode, 303)
  t.match((await ruth.get(at)).body, 'Closed')
  t.equal((await ruth.post(`${at}/pass-on`, { destination: 'police' })).statusCode, 403, 'closed is closed')
  t.equal((await ruth.post(`${at}/note`)).statusCode, 200, 'but it can still be read')
})

t.test('the second person may keep it open', async (t) => {
  const { concern } = await raised()
  const ruth = await site.as('ruth')
  const imran = await site.as('imran')
  const at = `/team/concerns/${concern}`
  await imran.post(`${at}/decide`, { ...decision, decision: 'nowhere', child: 'no' })
  await imran.post(`${at}/pass-on`, { destination: 'none', nowhere_why: 'She is grown up and away.' })
  await imran.post(`${at}/propose-closing`, { reason: 'no-risk', outcome: 'Nobody to find.', tell: 'unsafe' })
  await settle(ruth, at, 'keep')
  t.match((await ruth.get('/team/concerns')).body, `${concern}</b><span class="due`)
  t.match((await ruth.get(at)).body, 'Kept open')
})

t.test('a concern that nobody passed on is late and says so', async (t) => {
  const { concern } = await raised()
  site.pass(5 * 60)
  const ruth = await site.as('ruth')
  t.match((await ruth.get(`/team/concerns/${concern}`)).body, 'Late. Was due')
  await ruth.post(`/team/concerns/${concern}/hand-over`, { owner: cast.imran.id })
  const row = (await ruth.get('/team/concerns')).body.split(concern)[2] ?? ''
  t.match(row.slice(0, 140), 'Late. Was due', 'in the list too, and handing it over does not make it less late')
  await ruth.post(`/team/concerns/${concern}/pass-on`, { destination: 'police' })
  t.match((await ruth.get(`/team/concerns/${concern}`)).body, 'Late. Was due', 'nobody has said what was decided')
  await ruth.post(`/team/concerns/${concern}/decide`, decision)
  t.notMatch((await ruth.get(`/team/concerns/${concern}`)).body, 'Late. Was due')
  await ruth.post(`/team/concerns/${concern}/hand-over`, { owner: cast.ruth.id })
  t.match((await ruth.get(`/team/concerns/${concern}`)).body, 'With Ruth')
  t.equal(
    (await ruth.post(`/team/concerns/${concern}/hand-over`, { owner: cast.sam.id })).statusCode,
    422,
    'not to Sam',
  )
})

t.test('Sam, who may theme, sees no concern', async (t) => {
  const { concern } = await raised()
  const sam = await site.as('sam')
  t.equal((await sam.get('/team/concerns')).statusCode, 403)
  t.equal((await sam.get(`/team/concerns/${concern}`)).statusCode, 403)
  t.equal((await sam.post(`/team/concerns/${concern}/pass-on`, { destination: 'none' })).statusCode, 403)
})

t.test('a process without the desk key opens no note and no word', async (t) => {
  const withoutDesk = { ...site.keys, desk: undefined }
  await t.rejects(openReaderKey(db, withoutDesk, site.readerKey.id), { name: 'CannotOpen' })
})

import t from 'tap'
import { listMembersWho } from '../../src/team/member.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const room = await openTestSite()
const { db, cast } = room
t.teardown(room.close)
let mo = await room.as('mo')
const HOURS = 60
const DAYS = 24 * HOURS

t.test('without a rota the page says so, and the public is told the working days', async (t) => {
  const page = await mo.get('/team/duty')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Nobody is on the rota')
  t.match(page.body, 'Nobody is there.')
  t.match(page.body, 'the setting ALERTS is not set')
  const reader = await room.as('ruth')
  t.equal((await reader.get('/team/duty')).statusCode, 403)
  const desk = await reader.get('/team/reading')
  t.match(desk.body, 'Nobody is on the rota')
})

t.test('a turn is added, shown in the table, and ended', async (t) => {
  const turn = (fields: Record<string, string | string[]>) =>
    mo.post('/team/duty/turns', {
      'turn-member': cast.ruth.id,
      'turn-from': '2026-11-23',
      'turn-to': '',
      ...fields,
    } as never)
  t.equal((await turn({ position: 'reader', weekday: ['MO', 'TU'] })).statusCode, 303)
  t.equal((await turn({ 'turn-member': cast.imran.id, position: 'deputy' })).statusCode, 303)
  const page = await mo.get('/team/duty')
  t.notMatch(page.body, 'Nobody is on the rota')
  t.match(page.body, 'Ruth: reader')
  t.match(page.body, 'Monday, Tuesday, from Monday 23 November')
  t.match(page.body, 'nobody: the next takes it')
  const wrong = await turn({ position: '', 'turn-member': cast.sam.id, 'turn-from': '2026-02-31' })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'Choose who.')
  t.match(wrong.body, 'Choose as what.')
  t.match(wrong.body, 'Choose the first day.')
  const { id } = await db
    .selectFrom('rota_turns')
    .select('id')
    .where('position', '=', 'reader')
    .executeTakeFirstOrThrow()
  t.equal((await mo.post(`/team/duty/turns/${id}/end`, {})).statusCode, 303)
  const ended = await db.selectFrom('rota_turns').select('to_day').where('id', '=', id).executeTakeFirst()
  t.equal(ended?.to_day, '2026-11-23')
  t.equal((await mo.post('/team/duty/turns/nobody/end', {})).statusCode, 404)
})

t.test('a day on which everybody is away is no reading day, before the first box and after sending', async (t) => {
  const visitor = (path: string) => room.server.inject({ url: path })
  t.notMatch((await visitor('/say/11-17')).body, 'Nobody reads right now')
  const away = { 'away-member': cast.imran.id, 'away-from': '2026-11-23', 'away-to': '2026-11-25' }
  await mo.post('/team/duty/turns', {
    'turn-member': cast.imran.id,
    position: 'deputy',
    'turn-from': '2026-11-23',
    'turn-to': '',
  })
  t.equal((await mo.post('/team/duty/absences', away)).statusCode, 303)
  room.pass(1 * DAYS)
  mo = await room.as('mo')
  const form = (await visitor('/say/8-11')).body
  t.match(form, 'Nobody reads right now. The next reading day is Thursday 26 November.')
  const sent = await give(room.server, '11-17', { 'w.ending': 'Ring before you come.' })
  t.match(sent.body, 'The next reading day is Thursday 26 November.')
  t.match((await mo.get('/team/duty')).body, 'Away: Imran')
  const { id } = await db.selectFrom('absences').select('id').executeTakeFirstOrThrow()
  t.equal((await mo.post(`/team/duty/absences/${id}/end`, {})).statusCode, 303)
  t.notMatch((await mo.get('/team/duty')).body, 'Away: Imran')
})

t.test('times are changed, with what they were before in the log, and hold for what comes', async (t) => {
  const fine = {
    ...{ opens: '08:30', closes: '16:30', readUnsafe: '15', readChild: '120', readOwn: '480' },
    ...{ decide: '240', acknowledge: '480', passOn: '60' },
  }
  const wrong = await mo.post('/team/duty/times', { ...fine, closes: '08:00', passOn: 'soon' })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'Write whole minutes')
  t.equal((await mo.post('/team/duty/times', { ...fine, closes: '08:00' })).statusCode, 422)
  // Times within which "unsafe now" would wait for months: too long, or running only an hour a day.
  for (const far of [
    ...[{ readUnsafe: '10080' }, { readUnsafe: '241' }, { readChild: '481' }, { readOwn: '961' }, { decide: '481' }],
    ...[{ acknowledge: '961' }, { passOn: '241' }, { opens: '00:00' }, { closes: '24:00' }, { closes: '14:29' }],
  ]) {
    t.equal((await mo.post('/team/duty/times', { ...fine, ...far })).statusCode, 422, JSON.stringify(far))
  }
  await db.deleteFrom('alerts').execute()
  t.equal((await mo.post('/team/duty/times', fine)).statusCode, 303)
  const told = async () => (await db.selectFrom('alerts').select('member_id').execute()).map((row) => row.member_id)
  const handlers = (await listMembersWho(db, 'may handle concerns')).map(({ id }) => id)
  t.same((await told()).sort(), [...handlers, null].sort(), 'everybody who handles concerns is alerted')
  await mo.post('/team/duty/times', fine)
  t.equal((await told()).length, handlers.length + 1, 'what changes nothing alerts nobody')
  const entry = await db
    .selectFrom('audit_entries')
    .select('detail')
    .where('action', '=', 'duty: times')
    .executeTakeFirstOrThrow()
  t.same(entry.detail, {
    ...{ 'opens before': 540, 'opens after': 510, 'closes before': 1020, 'closes after': 990 },
    ...{ 'readUnsafe before': 30, 'readUnsafe after': 15, 'readChild before': 240, 'readChild after': 120 },
  })
  t.match((await mo.get('/team/duty')).body, 'Now: 2 hours.')
  t.match((await room.server.inject({ url: '/who-reads' })).body, 'from 8:30 to 16:30')
})

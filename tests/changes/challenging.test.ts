import t from 'tap'
import { getChallenge } from '../../src/changes/challenging/challenge.ts'
import { challengesFor } from '../../src/changes/challenging/challenges-for.ts'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { publishDecision, retractDecision } from '../../src/changes/publication.ts'
import { releasedPart } from '../../src/db/released.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import type { ChallengeLine } from '../../src/summaries/releases/release.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { openTestSite } from '../fixtures/site.ts'
import { goodbye } from './room.ts'

const stage = await openTestSite()
const { db, keys, cast } = stage
t.teardown(() => stage.close())
const decided = await decideOnTheme(db, keys, goodbye, cast.leah, stage.site.now())
if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
await publishDecision(db, keys, decided.id, cast.noor, stage.site.now())
const about = `change:${decided.id}`
const asks = 'Which workers have the new page, and who looked?'
const [sol, leah] = [await stage.as('sol'), await stage.as('leah')]

t.test('BO-5: the scrutineer challenges a change, and a reply is due on a day', async (t) => {
  const form = await sol.get(`/team/challenges/new?about=${about}`)
  t.match(form.body, new RegExp(`value="${about}" selected`))
  t.match(form.body, 'A reply is due within 28 days.')
  const missing = await sol.post('/team/challenges', { about: 'theme:none', body: asks, form: newFormMark() })
  t.equal(missing.statusCode, 422)
  t.match(missing.body, 'Choose the theme or the change')
  t.match(missing.body, asks, 'what was typed is kept')
  t.match(
    (await sol.post('/team/challenges', { about, body: ' ', form: newFormMark() })).body,
    'Say what you challenge',
  )
  const mark = newFormMark()
  const sent = await Promise.all([1, 2].map(() => sol.post('/team/challenges', { about, body: asks, form: mark })))
  t.same(new Set(sent.map(({ headers }) => headers.location)).size, 1, 'two presses make one')
  const [ref = ''] = /C-\d+$/.exec(String(sent[0]?.headers.location)) ?? []
  t.match((await leah.get('/team/challenges')).body, 'reply due 21 December 2026')
  t.match((await leah.get(`/team/challenges/${ref}`)).body, asks)
  t.equal((await leah.post('/team/challenges', { about, body: asks, form: newFormMark() })).statusCode, 403)
  t.equal((await (await stage.as('sam')).get('/team/challenges')).statusCode, 403)
})

t.test('what nobody published, or what was taken back, is not offered and cannot be challenged', async (t) => {
  const another = async (title: string) => {
    const made = await decideOnTheme(db, keys, { ...goodbye, title }, cast.leah, stage.site.now())
    if (!made.ok) throw new Error(JSON.stringify(made.problems))
    return made.id
  }
  const [kept, taken] = [await another('Only for us so far'), await another('Taken back again')]
  await publishDecision(db, keys, taken, cast.noor, stage.site.now())
  await retractDecision(db, keys, taken, cast.noor, stage.site.now())
  const form = await sol.get('/team/challenges/new')
  t.match(form.body, goodbye.title)
  t.notMatch(form.body, /Only for us so far|Taken back again/)
  for (const id of [kept, taken]) {
    const sent = await sol.post('/team/challenges', { about: `change:${id}`, body: asks, form: newFormMark() })
    t.equal(sent.statusCode, 422)
  }
})

t.test('past its day it is late for everybody who sees it, and the board’s role may know', async (t) => {
  stage.pass(29 * 24 * 60)
  t.match((await (await stage.as('bea')).get('/team/challenges')).body, 'Late: reply was due 21 December 2026')
  const now = await readReleased(db, (released) => released.selectFrom('released.challenges_now').selectAll().execute())
  t.match(now, [{ about: goodbye.title, made_as: 'scrutineer', reply_due: '2026-12-21', state: 'waiting' }])
  t.notMatch(JSON.stringify(now), 'Sol')
})

t.test('a lead replies, the scrutineer still disagrees, and all of it stays on record', async (t) => {
  const ref = 'C-1'
  const path = `/team/challenges/${ref}`
  const lead = await stage.as('leah')
  const scrutineer = await stage.as('sol')
  t.match((await lead.post(`${path}/reply`, { body: '', seen: '0' })).body, 'Write the reply')
  const reply = { body: 'All of them, and a manager looked in March.', seen: '0' }
  await Promise.all([1, 2].map(() => lead.post(`${path}/reply`, reply)))
  t.equal((await getChallenge(releasedPart(db), ref)).replies.length, 1, 'two presses write one')
  t.match((await lead.post(`${path}/reply`, { body: 'More.', seen: '1' })).body, 'waits to be looked at')
  const board = await stage.as('bea')
  t.equal((await board.post(`${path}/judge`, { kind: 'accepted', body: '', seen: '1' })).statusCode, 403)
  t.notMatch((await board.get(path)).body, 'Will this reply do?', 'only who challenged says whether it will do')
  t.equal((await lead.post(`${path}/judge`, { kind: 'accepted', body: '', seen: '1' })).statusCode, 403)
  t.match((await scrutineer.post(`${path}/judge`, { kind: '', body: 'x', seen: '1' })).body, 'Choose whether')
  t.match(
    (await scrutineer.post(`${path}/judge`, { kind: 'still disagrees', body: '', seen: '1' })).body,
    'Say with what',
  )
  const no = { kind: 'still disagrees', body: 'Nobody outside looked.', seen: '1' }
  t.equal((await scrutineer.post(`${path}/judge`, no)).statusCode, 303)
  await lead.post(`${path}/reply`, { body: 'We ask the auditor in June.', seen: '2' })
  await scrutineer.post(`${path}/judge`, { kind: 'accepted', body: '', seen: '3' })
  const { body } = await board.get(path)
  for (const words of [asks, reply.body, no.body, 'We ask the auditor in June.', 'The reply was accepted']) {
    t.match(body, words)
  }
  await t.rejects(db.updateTable('challenges').set({ body: 'Nothing.' }).execute(), 'only ever added')
  await t.rejects(db.deleteFrom('challenge_replies').execute(), 'only ever added')
  const actions = await db.selectFrom('audit_entries').select('action').where('record', '=', 'challenge').execute()
  t.same(
    actions.map(({ action }) => action),
    ['made', 'reply', 'still disagrees', 'reply', 'accepted'].map((what) => `challenge: ${what}`),
  )
})

t.test('both sides go into the pack of the year with roles, and an open one into the next as well', async (t) => {
  const open = await (await stage.as('bea')).post('/team/challenges', {
    ...{ about: 'theme:waiting-and-timing', body: 'Why is there no decision?', form: newFormMark() },
  })
  t.equal(open.headers.location, '/team/challenges/C-2')
  const lines: ChallengeLine[] = await challengesFor(db, '2026-01-01', '2027-01-01')
  t.match(lines, [
    { ref: 'C-1', by: 'Scrutineer', madeOn: '2026-11-23', body: asks, replyDue: '2026-12-21' },
    { ref: 'C-2', by: 'Board member', replies: [] },
  ])
  t.same(
    lines[0]?.replies.map(({ kind, by }) => `${by}: ${kind}`),
    ['Lead: reply', 'Scrutineer: still disagrees', 'Lead: reply', 'Scrutineer: accepted'],
  )
  t.notMatch(JSON.stringify(lines), /Sol|Leah|Bea/)
  const refs = async (from: string, until: string) => (await challengesFor(db, from, until)).map(({ ref }) => ref)
  t.same(await refs('2027-01-01', '2028-01-01'), ['C-2'], 'nobody has replied to it')
  t.same(await refs('2025-01-01', '2026-01-01'), [])
  t.same(await refs('2026-12-01', '2027-01-01'), ['C-1', 'C-2'], 'answered in it')
})

t.test('when who challenged has left, another of those who may challenge says whether the reply will do', async (t) => {
  await db.updateTable('members').set({ left_on: '2026-12-22' }).where('id', '=', cast.bea.id).execute()
  const lead = await stage.as('leah')
  await lead.post('/team/challenges/C-2/reply', { body: 'Because two services have to pay.', seen: '0' })
  const page = await (await stage.as('sol')).get('/team/challenges/C-2')
  t.match(page.body, 'Will this reply do?')
})

t.test('a challenge that is not there is not found', async (t) => {
  for (const ref of ['C-99', 'C-0', 'C-1.5', 'x', 'C-99999999999999'])
    t.equal((await (await stage.as('noor')).get(`/team/challenges/${ref}`)).statusCode, 404, ref)
})

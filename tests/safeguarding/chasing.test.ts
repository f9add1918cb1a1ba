import { randomUUID } from 'node:crypto'
import t from 'tap'
import { chaseAnswers } from '../../src/safeguarding/chasing.ts'
import { openTestSite } from '../fixtures/site.ts'
import { answered, decision, ending, raisedFrom, settle, stepNames } from './room.ts'

// Between raising and closing: what is asked, chased, passed up and seen by whom. It is Monday, ten o'clock.

const site = await openTestSite({ settings: { ESCALATION_POLICY: 'Resolving disagreements, section 4: ask the DSL.' } })
const { db, keys, cast } = site
const [ruth, imran] = [await site.as('ruth'), await site.as('imran')]
t.teardown(() => site.close())
const now = site.site.now
const rowOf = (body: string, ref: string) => body.split(`<b>${ref}</b>`)[1]?.split('</li>')[0] ?? ''

t.test('a decision thinks of a child and of an adult, and says why under seal', async (t) => {
  const { at, id } = await raisedFrom(site)
  const empty = await imran.post(`${at}/decide`, { decision: 'pass-on' })
  t.equal(empty.statusCode, 422)
  for (const one of ['if a child may be at risk', 'if an adult may be at risk', 'Say why, in a sentence']) {
    t.match(empty.body, one)
  }
  t.match(empty.body, /value="pass-on" checked/, 'what was chosen stays')
  await imran.post(`${at}/decide`, { ...decision, adult: 'cannot tell' })
  const page = await imran.get(at)
  t.match(page.body, 'A child may be at risk: yes. An adult who cannot protect themselves: we cannot tell.')
  t.notMatch(page.body, 'He waits for her.')
  t.match((await imran.post(`${at}/note`)).body, 'Why: He waits for her.')
  const step = await db
    .selectFrom('concern_steps')
    .selectAll()
    .where('concern_id', '=', id)
    .where('number', '=', 2)
    .executeTakeFirstOrThrow()
  t.match(step, { step: 'decided', choice: 'pass-on', child_at_risk: 'yes', adult_at_risk: 'cannot tell' })
  t.notOk(step.sealed_words?.includes('waits'))
})

t.test('it goes nowhere only with a reason, and stays in the list until two people closed it', async (t) => {
  const { at, ref } = await raisedFrom(site)
  await imran.post(`${at}/decide`, { ...decision, decision: 'nowhere' })
  const bare = await imran.post(`${at}/pass-on`, { destination: 'cannot-tell', say: 'unsafe' })
  t.equal(bare.statusCode, 422)
  t.match(bare.body, 'It goes to nobody: say why, in a sentence.')
  await imran.post(`${at}/pass-on`, { destination: 'cannot-tell', say: 'unsafe', nowhere_why: 'No name, no place.' })
  const next = 'Say how it ended, and propose to close it.'
  t.match(rowOf((await ruth.get('/team/concerns')).body, ref), next)
  t.match((await ruth.get(at)).body, next, 'a tick hides nothing')
  await imran.post(`${at}/propose-closing`, { ...ending, reason: 'not-found' })
  t.match(rowOf((await ruth.get('/team/concerns')).body, ref), 'A second person agrees, or keeps it open.')
  await settle(ruth, at)
  t.notMatch(rowOf((await ruth.get('/team/concerns')).body, ref), next)
})

t.test('each place has an answer due in one working day; then it is asked again, each working day', async (t) => {
  const { at, ref, id } = await raisedFrom(site)
  await imran.post(`${at}/decide`, decision)
  await imran.post(`${at}/pass-on`, { destination: 'mash' })
  await imran.post(`${at}/pass-on`, { destination: 'police' })
  t.match(
    (await imran.get(at)).body,
    /Waiting for an answer from MASH \(children’s front door\) until Tue,? 24 Nov, 10:00/,
  )
  t.equal((await imran.post(`${at}/acknowledged`)).statusCode, 422, 'two wait: which one?')
  await imran.post(`${at}/acknowledged`, { answers: '4' })
  t.notMatch((await imran.get(at)).body, 'answer from Police')
  t.equal(await chaseAnswers(db, keys, undefined, now()), 0, 'nothing is late yet')
  site.pass(24 * 60 + 1)
  const late = (await (await site.as('imran')).get(at)).body
  t.match(late, /Late. No answer from MASH \(children’s front door\) since Mon,? 23 Nov, 10:00: ask again/)
  t.match(late, 'Resolving disagreements, section 4: ask the DSL.')
  const list = (await (await site.as('ruth')).get('/team/concerns')).body
  t.match(rowOf(list, ref), 'Late. Was due')
  t.match(rowOf(list, ref), 'No answer from MASH')
  const alerts = async () =>
    (await db.selectFrom('alerts').select('id').where('member_id', '=', cast.imran.id).execute()).length
  const before = await alerts()
  await chaseAnswers(db, keys, undefined, now())
  t.equal(await chaseAnswers(db, keys, undefined, now()), 0, 'once a day')
  t.equal(await alerts(), before + 1)
  await (await site.as('imran')).post(`${at}/asked-again`)
  const asked = (await (await site.as('imran')).get(at)).body
  t.match(asked, /Waiting for an answer from MASH .* until Wed,? 25 Nov, 10:0/)
  t.match(asked, 'Asked again once.')
  site.pass(24 * 60 + 1)
  t.match((await (await site.as('imran')).get(at)).body, 'No answer from MASH', 'it comes back')
  t.ok((await chaseAnswers(db, keys, undefined, now())) > 0, 'and whoever has it is reminded again')
  await (await site.as('imran')).post(`${at}/acknowledged`)
  t.notMatch((await (await site.as('imran')).get(at)).body, 'No answer from MASH')
  t.equal((await (await site.as('imran')).post(`${at}/acknowledged`)).statusCode, 422, 'nothing waits any more')
  t.same((await stepNames(site, id)).slice(-2), ['asked again', 'acknowledged'])
})

t.test('what it is about is added to; whoever passes it up alerts the next, and nobody undoes it', async (t) => {
  const { at, ref, id } = await raisedFrom(site)
  const [reader, other] = [await site.as('ruth'), await site.as('imran')]
  await reader.post(`${at}/also-about`, { about: 'self-harm' })
  t.equal((await reader.post(`${at}/also-about`, { about: 'self-harm' })).statusCode, 422)
  t.match((await reader.get(at)).body, 'Not safe outside the home; May hurt themselves')
  const turn = { id: randomUUID(), position: 'deputy' as const, member_id: cast.ruth.id, from_day: '2026-11-01' }
  await db
    .insertInto('rota_turns')
    .values({ ...turn, to_day: null, made_by: null })
    .execute()
  const before = await db.selectFrom('alerts').select('id').execute()
  await other.post(`${at}/escalate`, { level: 'deputy', escalate_why: 'Not today.' })
  t.ok((await db.selectFrom('alerts').select('id').execute()).length > before.length)
  await db
    .insertInto('rota_turns')
    .values({ ...turn, id: randomUUID(), position: 'manager', member_id: cast.imran.id, to_day: null, made_by: null })
    .execute()
  t.equal((await other.post(`${at}/hand-over`, { owner: cast.imran.id })).statusCode, 422, 'nobody pulls it down')
  t.equal((await reader.post(`${at}/hand-over`, { owner: cast.imran.id })).statusCode, 303)
  t.equal((await other.post(`${at}/escalate`, { level: 'manager', escalate_why: 'At once.' })).statusCode, 303)
  const lower = await other.post(`${at}/hand-over`, { owner: cast.ruth.id })
  t.equal(lower.statusCode, 422)
  t.match(lower.body, 'It goes to nobody who is lower.')
  const row = rowOf((await reader.get('/team/concerns')).body, ref)
  t.match(row, 'Passed up to the manager')
  t.match(row, 'With Imran', 'handing it over leaves how far it was passed up')
  t.same(await stepNames(site, id), ['raised', 'also about', 'escalated', 'handed over', 'escalated'])
})

t.test('who is kept from the words has no such concern, and cannot be given it', async (t) => {
  const { at, ref, responseId, id } = await raisedFrom(site)
  const [reader, other] = [await site.as('ruth'), await site.as('imran')]
  await db
    .insertInto('conflicts')
    .values({
      id: randomUUID(),
      member_id: cast.imran.id,
      kind: 'recused',
      response_id: responseId,
      service: null,
      made_by: null,
      made_on: '2026-11-23',
    })
    .execute()
  t.notMatch((await other.get('/team/concerns')).body, ref)
  const nothing = (await other.get('/team/concerns/C-ZZZZZ')).body
  t.equal((await other.get(at)).statusCode, 404)
  t.equal((await other.get(at)).body, nothing, 'as if it were not there')
  const forms = [
    'note',
    'decide',
    'pass-on',
    'acknowledged',
    'asked-again',
    'explained',
    'hand-over',
    'escalate',
    'also-about',
  ]
  forms.push('suspected', 'less-suspected', 'settle-lowering', 'notified', 'delay', 'propose-closing', 'settle-closing')
  for (const form of forms) {
    const sent = { ...decision, ...ending, destination: 'mash', say: '', owner: cast.ruth.id, level: 'deputy' }
    const more = { escalate_why: 'Why not.', about: 'online', suspected: 'yes', explained_why: 'Why not.' }
    t.equal((await other.post(`${at}/${form}`, { ...sent, ...more })).statusCode, 404, form)
  }
  t.same(await stepNames(site, id), ['raised'])
  const page = (await reader.get(at)).body
  t.match(page, 'Whoever it is with may not read it. Hand it to somebody else now.')
  t.notMatch(page, `<option value="${cast.imran.id}">`)
  t.equal((await reader.post(`${at}/hand-over`, { owner: cast.imran.id })).statusCode, 422)
  await reader.post(`${at}/hand-over`, { owner: cast.ruth.id })
  t.notMatch((await reader.get(at)).body, 'Hand it to somebody else now.')
})

t.test('open concerns come in pages of fifty, soonest due first, and closed ones are twenty', async (t) => {
  const reader = await site.as('ruth')
  const due_at = new Date('2026-12-01T10:00:00Z')
  const rows = Array.from({ length: 60 }, (_, n) => ({
    ...{ id: randomUUID(), ref: `C-MANY${n}`, response_id: null, about: 'online', raised_at: due_at },
    ...{ due_at: new Date(due_at.getTime() + n * 60_000), owner_id: cast.ruth.id, raised_by: cast.ruth.id },
  }))
  await db.insertInto('concerns').values(rows).execute()
  const one = (await reader.get('/team/concerns')).body
  t.equal(one.split('class="due').length - 1 <= 50 + 20, true)
  t.match(one, 'Page 1 of 2')
  t.ok(one.indexOf('<b>C-MANY1</b>') < one.indexOf('<b>C-MANY2</b>'))
  t.match((await reader.get('/team/concerns?page=2')).body, '<b>C-MANY59</b>')
  for (const odd of ['0', '-3', 'x', '99', '1e9'])
    t.equal((await reader.get(`/team/concerns?page=${odd}`)).statusCode, 200)
  await answered(reader, (await raisedFrom(site)).at)
})

import { sql } from 'kysely'
import t from 'tap'
import { raiseFrom } from '../../src/feedback/reading/reading.ts'
import { roles } from '../../src/team/access.ts'
import { openTestSite } from '../fixtures/site.ts'
import { answered, decision, ending, proposalOn, raisedFrom, settle, stepNames } from './room.ts'

// How a concern ends: LE-6, and that nobody can end, hide, lower or change it any other way.

const site = await openTestSite()
const { db, keys, cast } = site
await db
  .updateTable('members')
  .set({ roles: ['reader', 'duty manager'] })
  .where('id', '=', cast.mo.id)
  .execute()
const [ruth, imran, mo] = [await site.as('ruth'), await site.as('imran'), await site.as('mo')]
t.teardown(() => site.close())

t.test('LE-6 it cannot be closed without a decision, a destination, every answer and an outcome', async (t) => {
  const { at, id } = await raisedFrom(site)
  const problems = async () => (await imran.post(`${at}/propose-closing`, ending)).body
  t.match(await problems(), 'Say first what was decided, and why.')
  await imran.post(`${at}/decide`, decision)
  t.match(await problems(), 'Say first where it was passed on, or that it went nowhere and why.')
  await imran.post(`${at}/pass-on`, { destination: 'mash' })
  await imran.post(`${at}/pass-on`, { destination: 'marac' })
  t.match(await problems(), 'Nobody has answered at MASH')
  await imran.post(`${at}/acknowledged`, { answers: '3' })
  t.match(await problems(), 'Nobody has answered at MARAC')
  t.equal((await imran.post(`${at}/explained`, { answers: '4', explained_why: '' })).statusCode, 422)
  await imran.post(`${at}/explained`, { answers: '4', explained_why: 'It met, and took her off its list.' })
  const empty = await imran.post(`${at}/propose-closing`, { ...ending, reason: '', outcome: ' ' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'Choose why it can be closed.')
  t.match(empty.body, 'Say in a sentence how it ended.')
  t.equal((await imran.post(`${at}/propose-closing`, ending)).statusCode, 303)
  t.match((await settle(ruth, at)).headers.location, at)
  t.equal((await stepNames(site, id)).at(-1), 'closed')
  t.match((await ruth.post(`${at}/note`)).body, 'It met, and took her off its list.')
  t.notMatch((await ruth.get(at)).body, 'It met, and took her off', 'sealed until somebody opens the note')
})

t.test('two people close it, and not the first reader with whoever raised it', async (t) => {
  const first = await raisedFrom(site)
  const worry = { about: 'online' as const, note: 'I read it otherwise.', ownerId: cast.imran.id }
  const { concernRef } = await raiseFrom(db, keys, first.responseRef, worry, cast.imran, site.site.now())
  const at = `/team/concerns/${concernRef}`
  await answered(imran, at)
  await ruth.post(`${at}/propose-closing`, ending)
  t.equal((await settle(ruth, at, 'close', { proposal: '5' })).statusCode, 403, 'nobody alone')
  t.match((await imran.get(at)).body, 'A third person has to close it.')
  const refused = await settle(imran, at)
  t.equal(refused.statusCode, 422, 'Ruth read it first and Imran raised it')
  t.match(refused.body, 'One of you read the words first and the other raised this.')
  t.equal((await settle(mo, at)).statusCode, 303, 'Mo did neither')
  t.match((await ruth.get(at)).body, 'Closed')
})

t.test(
  'two proposals at once, two answers at once, an answer and another step at once: one of each counts',
  async (t) => {
    const { at, id } = await raisedFrom(site)
    await answered(imran, at)
    const proposed = await Promise.all([ruth, imran].map((one) => one.post(`${at}/propose-closing`, ending)))
    t.same(proposed.map(({ statusCode }) => statusCode).sort(), [303, 422])
    const second = proposed[0]?.statusCode === 303 ? imran : ruth
    const proposal = await proposalOn(second, at)
    const say = (settle: string) => [second, mo].map((one) => one.post(`${at}/settle-closing`, { settle, proposal }))
    for (const one of [second, mo]) await one.post(`${at}/note`, {})
    const settled = await Promise.all(say('close'))
    t.same(settled.map(({ statusCode }) => statusCode).sort(), [303, 403])
    const names = await stepNames(site, id)
    t.equal(names.filter((name) => name === 'closed').length, 1)
    t.equal(names.at(-1), 'closed')

    const other = await raisedFrom(site)
    await answered(imran, other.at)
    await imran.post(`${other.at}/propose-closing`, ending)
    const shown = await proposalOn(ruth, other.at)
    await Promise.all([
      ruth.post(`${other.at}/settle-closing`, { settle: 'close', proposal: shown }),
      mo.post(`${other.at}/escalate`, { level: 'manager', escalate_why: 'I know more.' }),
    ])
    const after = await stepNames(site, other.id)
    const one = after.includes('closed') ? after.at(-1) : after.at(-1)
    t.ok(one === 'closed' || one === 'escalated')
    t.notOk(after.includes('closed') && after.includes('escalated'), 'never closed over somebody’s escalation')
  },
)

t.test('the database refuses to change or take away a step, or a concern, or to close it for one', async (t) => {
  const { id, at } = await raisedFrom(site)
  await imran.post(`${at}/escalate`, { level: 'deputy', escalate_why: 'Today.' })
  const refused = (run: { execute(): Promise<unknown> }, message: RegExp, what: string) =>
    t.rejects(run.execute(), { message }, what)
  const step = db.updateTable('concern_steps').where('concern_id', '=', id)
  const concern = db.updateTable('concerns').where('id', '=', id)
  const grow = /only grow/
  await refused(step.set({ step: 'raised' }), grow, 'an escalation becomes nothing else')
  await refused(step.set({ choice: null }), grow, 'nor less')
  await refused(db.deleteFrom('concern_steps').where('concern_id', '=', id), grow, 'no step goes')
  await t.rejects(sql`truncate concern_steps`.execute(db), { message: grow })
  await t.rejects(sql`truncate concerns cascade`.execute(db), { message: /only grow|never deleted/ })
  await refused(db.deleteFrom('concerns').where('id', '=', id), /violates foreign key|never deleted/, 'it stays')
  const changed = /added to and never changed/
  await refused(concern.set({ about: 'online' }), changed, 'about')
  await refused(concern.set({ raised_by: cast.imran.id }), changed, 'who raised it')
  await refused(concern.set({ raised_at: new Date(0) }), changed, 'when')
  await refused(concern.set({ due_at: new Date('2030-01-01') }), changed, 'until when')
  await refused(concern.set({ sealed_note: null }), changed, 'the note')
  await refused(concern.set({ dek_box: null }), changed, 'what opens the note')
  await refused(concern.set({ level: 0 }), /stays there/, 'how far up')
  const closed = { id: crypto.randomUUID(), concern_id: id, number: 3, at: new Date(), member_id: cast.ruth.id }
  await refused(db.insertInto('concern_steps').values({ ...closed, step: 'closed' }), /two people close/, 'by hand')
  await concern.set({ level: 2, owner_id: cast.ruth.id, passes_at: new Date() }).execute()
  await concern.set({ response_id: null }).execute()
  await refused(concern.set({ response_id: crypto.randomUUID() }), changed, 'a link that was cut stays cut')
  t.same(await stepNames(site, id), ['raised', 'escalated'])
})

t.test('no role can hide, lower or take away what another passed up, whatever it sends', async (t) => {
  const { id, at, ref } = await raisedFrom(site, { suspected: 'yes' })
  await imran.post(`${at}/escalate`, { level: 'manager', escalate_why: 'Today.' })
  const before = await stepNames(site, id)
  const forms = ['decide', 'pass-on', 'acknowledged', 'asked-again', 'explained', 'hand-over', 'escalate', 'also-about']
  forms.push('suspected', 'less-suspected', 'settle-lowering', 'notified', 'delay', 'propose-closing', 'settle-closing')
  const everything = {
    ...{ ...decision, ...ending, destination: 'none', nowhere_why: 'Gone.', say: 'unsafe', owner: cast.ruth.id },
    ...{ level: 'deputy', escalate_why: 'Less.', about: 'online', suspected: 'no', lower: 'no', lower_why: 'No.' },
    ...{ settle: 'close', proposal: '99', answers: '1', explained_why: 'None.', step: 'raised', number: '1' },
  }
  const actors = ['ruth', 'sam', 'leah', 'noor', 'bea', 'sol', 'pia', 'dev', 'wren', 'mo', 'ada', 'otto'] as const
  for (const name of actors) {
    const browser = await site.as(name)
    for (const form of forms) await browser.post(`${at}/${form}`, everything)
    for (const form of ['delete', 'hide', 'close']) {
      t.equal((await browser.post(`${at}/${form}`, everything)).statusCode, 404, `${name} ${form}`)
    }
  }
  t.same(new Set(actors.flatMap((name) => cast[name].roles)), new Set(roles), 'every role has tried')
  t.same((await stepNames(site, id)).slice(0, before.length), before)
  const row = await db.selectFrom('concerns').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.equal(row.level, 2)
  const page = await ruth.get('/team/concerns')
  t.match(page.body, ref)
  t.match(page.body, 'Passed up to the manager')
  t.notOk((await stepNames(site, id)).includes('closed'))
})

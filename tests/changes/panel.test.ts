import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { getDecision } from '../../src/changes/decision-list.ts'
import { panelProblem } from '../../src/changes/panel/asking.ts'
import { panelLine } from '../../src/changes/panel/panel.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { openTestSite } from '../fixtures/site.ts'
import { addVoices, goodbye, type Room } from './room.ts'

const stage = await openTestSite()
const { db, keys, cast } = stage
t.teardown(() => stage.close())
const CANARY = 'GREYOTTER'
const [voice] = await addVoices(stage as unknown as Room, 12, { words: `Nobody told me, ${CANARY}.`, on: '2026-09-15' })
const decide = async (more: object = {}) => {
  const wanted = { ...goodbye, passages: [voice?.segmentId ?? ''], ...more }
  const decided = await decideOnTheme(db, keys, wanted, cast.leah, stage.site.now())
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  return decided.id
}
const plan = await decide()
const other = await decide({ title: 'Visits', publicSentence: 'Visits stay out of lessons.', dueOn: '2027-05-01' })
const today = () => stage.site.now().toISOString().slice(0, 10)
const lineOf = async (id: string) => panelLine(db, await getDecision(db, id))

t.test('a panel member sees what is planned and why: no passage, no count, no name', async (t) => {
  const { body } = await (await stage.as('pia')).get('/team/panel')
  for (const words of [goodbye.publicSentence, goodbye.easySentence, goodbye.reason, 'Visits stay out of lessons.'])
    t.match(body, words)
  const [main = ''] = /<main[\s\S]*<\/main>/.exec(body) ?? []
  t.notMatch(main.replace(/<[^>]*>/g, ' '), new RegExp(`${CANARY}|\\b12\\b|[0-9] people|Leah`))
  for (const url of [
    '/team/changes',
    `/team/changes/${plan}`,
    `/team/changes/${plan}/panel`,
    '/team/themes',
    '/team/board',
  ])
    t.equal((await (await stage.as('pia')).get(url)).statusCode, 403, url)
  t.equal((await (await stage.as('leah')).get('/team/panel')).statusCode, 403)
})

t.test('the lead asks the panel by a day; marking as made waits for it, or says that it went on without', async (t) => {
  const leah = await stage.as('leah')
  const path = `/team/changes/${plan}/panel`
  t.match(await panelProblem(db, plan, false, today()), /was not asked/)
  t.equal(await panelProblem(db, plan, true, today()), undefined)
  t.match((await leah.post(`${path}/ask`, { question: 'Is it too late?', sayBy: '2026-11-23' })).body, 'still to come')
  t.match((await leah.post(`${path}/ask`, { question: 'Is it too late?', sayBy: '' })).body, 'Is it too late?')
  const asked = { question: 'Would this have helped you?', sayBy: '2026-12-10' }
  await Promise.all([1, 2].map(() => leah.post(`${path}/ask`, asked)))
  t.match((await leah.get(path)).body, 'to say by 10 December 2026')
  t.match(await panelProblem(db, plan, false, today()), /still has time/)
  t.equal(
    await panelProblem(db, plan, false, '2026-12-11'),
    undefined,
    'whoever was asked and said nothing stops nobody',
  )
  const { body } = await (await stage.as('pia')).get('/team/panel')
  t.match(body, 'You are asked, by 10 December 2026')
  t.ok(body.indexOf('the goodbye') < body.indexOf('Visits stay'), 'what is asked comes first')
  t.equal((await (await stage.as('noor')).post(`${path}/ask`, asked)).statusCode, 403)
})

t.test('a comment reaches the lead, the answer reaches the panel', async (t) => {
  const pia = await stage.as('pia')
  const leah = await stage.as('leah')
  t.match((await pia.post(`/team/panel/${plan}`, { body: ' ', form: newFormMark() })).body, 'Write what you think')
  const long = await pia.post(`/team/panel/${plan}`, { body: 'too '.repeat(600), form: newFormMark() })
  t.match(long.body, 'at most 2000')
  t.match(long.body, 'too too', 'what was typed is kept')
  const said = { body: 'A card is easily lost. Send a text as well.', form: newFormMark() }
  await Promise.all([1, 2].map(() => pia.post(`/team/panel/${plan}`, said)))
  const page = await leah.get(`/team/changes/${plan}/panel`)
  t.equal(page.body.split('A card is easily lost').length, 2, 'two presses say it once')
  t.match(await lineOf(plan), /waits for an answer/)
  const [comment] = await db.selectFrom('panel_comments').select('id').execute()
  const send = (answer: string) => leah.post(`/team/changes/${plan}/panel/answer`, { comment: comment!.id, answer })
  t.match((await send('')).body, 'Write the answer.')
  t.equal((await send('We will send both.')).statusCode, 303)
  await send('Something else.')
  const { body } = await pia.get('/team/panel')
  t.match(body, 'We will send both.')
  t.notMatch(body, 'Something else.')
  t.match(await lineOf(plan), /had its say/)
  t.equal(await panelProblem(db, plan, false, today()), undefined)
})

t.test('a panel member takes back what is theirs, and nothing of it is kept', async (t) => {
  const pia = await stage.as('pia')
  await pia.post(`/team/panel/${other}`, { body: `My own story, ${CANARY}.`, form: newFormMark() })
  const mine = await db
    .selectFrom('panel_comments')
    .select('id')
    .where('decision_id', '=', other)
    .executeTakeFirstOrThrow()
  t.equal((await pia.post(`/team/panel/comments/${plan}/take-back`)).statusCode, 404, 'nothing that is not theirs')
  t.equal((await pia.post(`/team/panel/comments/${mine.id}/take-back`)).statusCode, 303)
  t.same(await db.selectFrom('panel_comments').select('id').where('decision_id', '=', other).execute(), [])
  const log = JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute())
  t.match(log, 'panel: comment taken back')
  t.notMatch(log, CANARY)
})

t.test('the form asks for it: without the panel it needs a tick', async (t) => {
  const leah = await stage.as('leah')
  const path = `/team/changes/${other}`
  const { body } = await leah.get(path)
  t.match(body, 'The survivors’ panel was not asked yet.')
  t.match(body, 'name="withoutPanel"')
  const refused = await leah.post(`${path}/made`, { whatWasDone: 'A new rota hangs there.', madeOn: today() })
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'Ask it first, or tick that you go on')
  t.match(refused.body, 'A new rota hangs there.', 'what was typed is kept')
  const empty = await leah.post(`${path}/made`, {})
  for (const name of ['withoutPanel', 'whatWasDone', 'madeOn', 'shouldHear', 'hearWay', 'heardBy']) {
    t.match(empty.body, `href="#${name}"`, 'every gap at once, not only the panel')
  }
  t.notMatch(
    (await leah.get(`/team/changes/${plan}`)).body,
    'name="withoutPanel"',
    'where it had its say nothing is asked',
  )
})

t.test('once it is marked as made the panel can add nothing, and the record says whether it was asked', async (t) => {
  const heard = {
    shouldHear: 'Fewer people are left without a goodbye.',
    hearWay: 'fewer concerns',
    heardBy: '2027-06-01',
  }
  const made = { whatWasDone: 'Done.', madeOn: today(), ...heard }
  for (const decisionId of [plan, other]) {
    const recorded = await recordPracticeChange(db, keys, { decisionId, ...made }, cast.leah, stage.site.now())
    t.ok(recorded.ok, JSON.stringify(recorded))
  }
  t.match(await lineOf(plan), 'had its say before this was written down as made')
  t.match(await lineOf(other), 'was not asked before this was written down as made')
  const withoutPanel = { ...made, withoutPanel: 'yes' }
  t.match(await lineOf(await decide({ outcome: 'made', dueOn: '', made: withoutPanel })), 'was not asked before')
  const pia = await stage.as('pia')
  const late = await pia.post(`/team/panel/${plan}`, { body: 'Too late?', form: newFormMark() })
  t.equal(late.statusCode, 422)
  const { body } = await pia.get('/team/panel')
  t.match(body, 'Not planned any more')
  t.match(body, 'We will send both.', 'what was said stays to be seen')
})

t.test('a comment that is taken back once it is made does not rewrite the record', async (t) => {
  const [mine] = await db.selectFrom('panel_comments').select('id').where('decision_id', '=', plan).execute()
  t.equal((await (await stage.as('pia')).post(`/team/panel/comments/${mine!.id}/take-back`)).statusCode, 303)
  t.match(await lineOf(plan), 'had its say before this was written down as made. Something of it was taken back since.')
  t.match((await (await stage.as('leah')).get(`/team/changes/${plan}/panel`)).body, 'was taken back since')
  t.match(await lineOf(other), /was not asked before this was written down as made\.$/)
})

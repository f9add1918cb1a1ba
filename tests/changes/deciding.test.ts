import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { getDecision } from '../../src/changes/decision-list.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { daysLate, dueInWords } from '../../src/changes/state.ts'
import { successMeasures } from '../../src/themes/success-measures.ts'
import { addVoice, addVoices, fewerGoodbyes, goodbye, openRoom } from './room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const decide = (more: Partial<typeof goodbye & { settles: string }> = {}, member = cast.ruth) =>
  decideOnTheme(db, site.keys, { ...goodbye, ...more }, member, now)
const decided = async (more: Partial<typeof goodbye> = {}) => {
  const answer = await decide(more)
  return answer.ok ? answer.id : ''
}
const problemsOf = async (more: Partial<typeof goodbye & { settles: string }>) => {
  const answer = await decide(more)
  return answer.ok ? {} : answer.problems
}

t.test('a lead records a decision and it is written down who did', async (t) => {
  const { segmentId } = await addVoice(room)
  const id = await decided({ passages: [segmentId, segmentId] })
  const decision = await getDecision(db, id)
  t.match(decision, { title: goodbye.title, decidedOn: '2026-11-23', decidedBy: 'Ruth A.', publishedOn: null })
  const links = await db.selectFrom('decision_passages').selectAll().where('decision_id', '=', id).execute()
  t.equal(links.length, 1, 'a passage is linked once')
  t.match(links[0], { segment_id: segmentId, why: '', linked_by: cast.ruth.id, linked_on: '2026-11-23' })
  const entry = await db.selectFrom('audit_entries').selectAll().where('record_id', '=', id).executeTakeFirstOrThrow()
  t.match(entry, { member_id: cast.ruth.id, action: 'decision: recorded' })
})

t.test('the lead may decide, the board member, the publisher and the themer may not', async (t) => {
  for (const member of [cast.bev, cast.noor, cast.sam]) {
    await t.rejects(decide({}, member), { name: 'NotAllowed' })
    const browser = await room.browser(member)
    t.equal((await browser.get('/team/changes/new?theme=continuity-and-endings')).statusCode, 403)
    t.equal((await browser.post('/team/changes', { theme: goodbye.themeKey })).statusCode, 403)
  }
  const bev = await room.browser(cast.bev)
  t.equal((await bev.get('/team/changes')).statusCode, 403, 'the board has a page of its own')
})

t.test('a planned decision and one that needs more voices need a day that is still to come', async (t) => {
  for (const outcome of ['planned', 'need more voices']) {
    t.ok((await problemsOf({ outcome, dueOn: '' })).dueOn)
    t.match((await problemsOf({ outcome, dueOn: '2026-11-22' })).dueOn, 'still to come')
    t.ok((await problemsOf({ outcome, dueOn: '2026-02-30' })).dueOn, 'a day that the calendar has')
    t.ok(await decided({ outcome }))
  }
})

t.test('a decision needs an owner, an organisation, a measure of the strategy and a reason', async (t) => {
  const problems = await problemsOf({
    owner: ' ',
    organisation: '',
    successMeasure: 'happiness',
    reason: '',
    outcome: '',
  })
  t.same(Object.keys(problems).sort(), ['organisation', 'outcome', 'owner', 'reason', 'successMeasure'])
  t.ok((await problemsOf({ outcome: 'not possible', reason: '', dueOn: '' })).reason, 'the public is told why')
})

t.test('a measure belongs to its own part of the strategy', async (t) => {
  t.ok((await problemsOf({ strategyPart: 'Pursue', successMeasure: 'protect-feedback' })).successMeasure)
  t.equal(new Set(successMeasures.map(({ key }) => key)).size, successMeasures.length)
})

t.test('an easy sentence has at most fifteen words', async (t) => {
  const fifteen = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen'
  t.ok(await decided({ easySentence: `${fifteen}. ${fifteen}.` }))
  t.match((await problemsOf({ easySentence: `${fifteen} sixteen.` })).easySentence, 'At most 15 words')
  t.ok((await problemsOf({ easySentence: '' })).easySentence)
})

t.test('a passage of another theme, of unusable words or of nobody cannot stand behind a decision', async (t) => {
  const elsewhere = await addVoice(room, { theme: 'online' })
  const unusable = await addVoice(room, { permission: 'none' })
  for (const id of [elsewhere.segmentId, unusable.segmentId, 'not-an-id', '00000000-0000-4000-8000-000000000000']) {
    t.ok((await problemsOf({ passages: [id] })).passages)
  }
})

t.test('an unknown theme is not there', async (t) => {
  await t.rejects(decide({ themeKey: 'the-weather' }), { name: 'NotFound' })
})

t.test('a planned decision becomes made when its change is recorded, once', async (t) => {
  const decisionId = await decided()
  const change = { decisionId, whatWasDone: 'A page in every plan.', madeOn: '2026-11-20', ...fewerGoodbyes }
  const later = await recordPracticeChange(db, site.keys, { ...change, madeOn: '2026-11-24' }, cast.ruth, now)
  t.match(later, { ok: false, problems: { madeOn: 'still to come' } })
  const sentences = { publicSentence: 'Every worker does plan it.', easySentence: 'Your worker plans it.' }
  t.match(await recordPracticeChange(db, site.keys, { ...change, ...sentences }, cast.ruth, now), { ok: true })
  t.match(await getDecision(db, decisionId), { madeOn: '2026-11-20', ...sentences })
  t.match(await recordPracticeChange(db, site.keys, change, cast.ruth, now), { ok: false })
  await t.rejects(recordPracticeChange(db, site.keys, change, cast.noor, now), { name: 'NotAllowed' })
})

t.test('what is not possible cannot be made: it takes a new decision', async (t) => {
  const decisionId = await decided({ outcome: 'not possible', dueOn: '' })
  const change = { decisionId, whatWasDone: 'We moved after all.', madeOn: '2026-11-20', ...fewerGoodbyes }
  t.match(await recordPracticeChange(db, site.keys, change, cast.ruth, now), { ok: false })
})

t.test('a later decision puts an end to an open one, and only to an open one of the same theme', async (t) => {
  const promise = await decided()
  const ending = { outcome: 'not possible', dueOn: '', settles: promise }
  t.ok((await problemsOf({ ...ending, themeKey: 'online' })).settles)
  const answer = await decide(ending)
  t.match(await getDecision(db, promise), { settledBy: answer.ok ? answer.id : 'none' })
  t.ok((await problemsOf(ending)).settles, 'it is not open any more')
})

t.test('late is said in words, and only while something is owed', async (t) => {
  const owed = { outcome: 'planned' as const, dueOn: '2026-11-14', madeOn: null, settledBy: null }
  t.equal(dueInWords(owed, '2026-11-23'), '9 days late')
  t.equal(dueInWords(owed, '2026-11-14'), 'due today')
  t.equal(dueInWords(owed, '2026-11-13'), 'due in 1 day')
  t.equal(dueInWords(owed, '2026-10-24'), 'due in 3 weeks')
  t.equal(dueInWords(owed, '2026-06-14'), 'due in 5 months')
  t.equal(daysLate({ ...owed, madeOn: '2026-11-20' }, '2026-11-23'), 0)
  t.equal(daysLate({ ...owed, settledBy: 'another' }, '2026-11-23'), 0)
  t.equal(daysLate({ ...owed, outcome: 'need more voices' }, '2026-11-23'), 9)
})

t.test('the form shows each problem beside its field and keeps what was typed', async (t) => {
  const [voice] = await addVoices(room, 5, { words: 'I rang and the phone was dead.' })
  const ruth = await room.browser(cast.ruth)
  const empty = await ruth.get(`/team/changes/new?theme=${goodbye.themeKey}`)
  t.equal(empty.statusCode, 200)
  t.match(empty.body, 'I rang and the phone was dead.')
  const { themeKey, strategyPart, ...typed } = goodbye
  const form = { ...typed, theme: themeKey, owner: '', reason: 'Typed & kept <b>', passages: [voice?.segmentId ?? ''] }
  const refused = await ruth.post('/team/changes', form)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'id="owner-problem"')
  t.match(refused.body, 'href="#owner"')
  t.match(refused.body, 'Typed &amp; kept &lt;b&gt;')
  t.match(refused.body, /value="planned" checked/)
  t.match(refused.body, new RegExp(`value="${voice?.segmentId}" checked`))
  const accepted = await ruth.post('/team/changes', { ...form, owner: 'Head of practice' })
  t.equal(accepted.statusCode, 303)
  const page = await ruth.get(String(accepted.headers.location))
  t.equal(page.statusCode, 200)
  t.match(page.body, 'I rang and the phone was dead.')
  const list = await ruth.get('/team/changes')
  t.match(list.body, 'due in 10 weeks')
})

t.test('the words of fewer than five people are not shown beside their months, here either', async (t) => {
  const ruth = await room.browser(cast.ruth)
  const form = async () => (await ruth.get('/team/changes/new?theme=school-and-community')).body
  await addVoices(room, 4, { theme: 'school-and-community', words: 'The bus pass made the difference.' })
  t.notMatch(await form(), 'The bus pass')
  await addVoices(room, 1, { theme: 'school-and-community' })
  t.match(await form(), 'The bus pass')
})

t.test('without a theme the form asks for one', async (t) => {
  const ruth = await room.browser(cast.ruth)
  const page = await ruth.get('/team/changes/new')
  t.equal(page.statusCode, 200)
  t.match(page.body, '/team/changes/new?theme=continuity-and-endings')
})

t.test('an address that is no decision is not there', async (t) => {
  const ruth = await room.browser(cast.ruth)
  for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000']) {
    t.equal((await ruth.get(`/team/changes/${id}`)).statusCode, 404)
    t.equal((await ruth.post(`/team/changes/${id}/publish`)).statusCode, 404)
  }
})

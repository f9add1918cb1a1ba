import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { getDecision } from '../../src/changes/decision-list.ts'
import { decisionsForThemes } from '../../src/changes/for-response.ts'
import { publishDecision, retractDecision } from '../../src/changes/publication.ts'
import { agreeQuote, chooseQuote, removeQuote } from '../../src/changes/quote.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { latestChange } from '../../src/summaries/telling/what-changed.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'
import { addVoice, addVoices, fewerGoodbyes, goodbye, openRoom } from './room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const decide = async (more: Partial<typeof goodbye & { settles: string }> = {}) => {
  const answer = await decideOnTheme(db, keys, { ...goodbye, ...more }, cast.ruth, now)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer.id
}
const publicPage = async (prefix = '') => (await room.server.inject({ url: `${prefix}/what-changed` })).body
const choose = (decisionId: string, segmentId: string, member = cast.ruth) =>
  chooseQuote(db, keys, { decisionId, segmentId }, member, now)
/** A figure and a quote reach the page with the next release. */
const release = () => releaseAsItIs(db)
const agree = (decisionId: string, segmentId: string, member = cast.noor) =>
  agreeQuote(db, keys, { decisionId, segmentId }, member, now)

t.test('before anything is published the page says so', async (t) => {
  t.match(await publicPage(), 'Nothing is here yet.')
  t.match(await publicPage('/easy'), 'There is nothing here yet.')
  t.equal(await latestChange(site), undefined)
})

t.test('a decision is public from its publishing to its retracting, twice is harmless', async (t) => {
  const id = await decide({ publicSentence: 'You get a card with a number.', easySentence: 'You get a card.' })
  t.notMatch(await publicPage(), 'You get a card')
  await publishDecision(db, keys, id, cast.noor, now)
  await publishDecision(db, keys, id, cast.noor, now)
  const page = await publicPage()
  t.match(page, 'You get a card with a number.')
  t.match(page, 'Due by January 2027.')
  t.match(page, 'Head of practice, Evolve')
  t.match(page, `Why: ${goodbye.reason}`)
  await retractDecision(db, keys, id, cast.noor, now)
  await retractDecision(db, keys, id, cast.noor, now)
  t.notMatch(await publicPage(), 'You get a card')
  const rows = await db.selectFrom('publications').selectAll().where('decision_id', '=', id).execute()
  t.match(rows, [{ published_by: cast.noor.id, retracted_by: cast.noor.id }], 'the record stays')
  const entries = await db.selectFrom('audit_entries').select('action').where('record_id', '=', id).execute()
  t.same(
    entries.map(({ action }) => action),
    ['decision: recorded', 'decision: published', 'decision: retracted'],
  )
})

t.test('the publisher and the lead may publish, the board and the themer may not', async (t) => {
  const id = await decide()
  for (const member of [cast.bev, cast.sam]) {
    await t.rejects(publishDecision(db, keys, id, member, now), { name: 'NotAllowed' })
    await t.rejects(retractDecision(db, keys, id, member, now), { name: 'NotAllowed' })
    t.equal((await (await room.browser(member)).post(`/team/changes/${id}/publish`)).statusCode, 403)
  }
  for (const member of [cast.noor, cast.ruth]) {
    const browser = await room.browser(member)
    t.equal((await browser.post(`/team/changes/${id}/publish`)).statusCode, 303)
    t.equal((await browser.post(`/team/changes/${id}/retract`)).statusCode, 303)
  }
})

t.test('the easy version has its own sentence', async (t) => {
  const id = await decide({ publicSentence: 'A long and careful sentence.', easySentence: 'A short one.' })
  await publishDecision(db, keys, id, cast.ruth, now)
  t.match(await publicPage('/easy'), 'A short one.')
  t.notMatch(await publicPage('/easy'), 'A long and careful sentence.')
  t.notMatch(await publicPage('/easy'), goodbye.reason)
  await retractDecision(db, keys, id, cast.ruth, now)
})

t.test('a quote needs ten people on its theme, counted to the end of last month', async (t) => {
  const theme = { themeKey: 'waiting-and-timing' }
  const voices = await addVoices(room, 9, { theme: theme.themeKey, words: 'Eight months is a long time.' })
  await addVoice(room, { theme: theme.themeKey, on: '2026-11-02' })
  const segmentId = voices[0]?.segmentId ?? ''
  const id = await decide({ ...theme, passages: [segmentId] })
  await publishDecision(db, keys, id, cast.ruth, now)
  t.match(await choose(id, segmentId), { ok: false, problems: { quote: 'Fewer than 10' } })
  await release()
  const page = await publicPage()
  t.match(page, '>Waiting</h2>', 'fewer than ten have no number')
  t.match(page, 'No quote here, so that nobody can be picked out.')
  await addVoice(room, { theme: theme.themeKey, on: '2026-10-31' })
  t.match(await choose(id, segmentId), { ok: true })
  t.notMatch(await publicPage(), 'about 10 people told us', 'not before it is released')
  await release()
  t.match(await publicPage(), 'Waiting: about 10 people told us')
  t.match(await publicPage(), 'In September 2026 and October 2026.')
})

t.test('a quote needs the writer’s permission, a short passage of its own theme, and two people', async (t) => {
  const words = 'I found out when I rang.'
  const [first] = await addVoices(room, 12, { words })
  const better = await addVoice(room, { permission: 'better' })
  const long = await addVoice(room, { words: 'And then it went on. '.repeat(20) })
  const elsewhere = await addVoice(room, { theme: 'online' })
  const segmentId = first?.segmentId ?? ''
  const id = await decide({ passages: [segmentId] })
  await publishDecision(db, keys, id, cast.ruth, now)
  t.match(await choose(id, better.segmentId), { problems: { quote: 'did not say yes' } })
  t.match(await choose(id, long.segmentId), { problems: { quote: 'short passage' } })
  t.match(await choose(id, elsewhere.segmentId), { ok: false })
  t.match(await choose(id, 'nothing'), { ok: false })
  await t.rejects(choose(id, segmentId, cast.noor), { name: 'NotAllowed' }, 'the publisher agrees and does not choose')
  await t.rejects(agree(id, segmentId), { name: 'NotFound' }, 'nothing is chosen yet')

  t.match(await choose(id, segmentId), { ok: true })
  t.notMatch(await publicPage(), words)
  await t.rejects(agree(id, segmentId, cast.ruth), { name: 'NotAllowed' })
  const both = { ...cast.ruth, roles: ['lead', 'publisher'] }
  await t.rejects(agree(id, segmentId, both), { name: 'NotAllowed' }, 'not even with both roles')
  t.match(await agree(id, better.segmentId), { ok: false }, 'it agrees to the words that were read, and to no others')
  t.match(await agree(id, segmentId), { ok: true })
  t.notMatch(await publicPage(), words, 'only what a release names is quoted')
  await release()
  t.match(await publicPage(), `“${words}”`)
  t.match(await publicPage('/easy'), `“${words}”`)

  await choose(id, segmentId)
  t.notMatch(await publicPage(), words, 'choosing again needs a second yes again')
  await agree(id, segmentId)
  await removeQuote(db, keys, id, cast.noor, now)
  await removeQuote(db, keys, id, cast.noor, now)
  t.notMatch(await publicPage(), words)
  await t.rejects(removeQuote(db, keys, id, cast.bev, now), { name: 'NotAllowed' })
})

t.test('a withdrawn piece of feedback takes its quote from the page at once', async (t) => {
  const words = 'She sat with me until the taxi came.'
  const { responseId, segmentId } = await addVoice(room, { words })
  const id = await decide({ passages: [segmentId] })
  await publishDecision(db, keys, id, cast.ruth, now)
  await choose(id, segmentId)
  await agree(id, segmentId)
  await release()
  t.match(await publicPage(), words)
  await withdrawFeedback(db, responseId, now)
  t.notMatch(await publicPage(), words)
  t.match(await getDecision(db, id), { quoteSegmentId: null }, 'the decision stays, without it')
  const ruth = await room.browser(cast.ruth)
  const page = await ruth.get(`/team/changes/${id}`)
  t.match(page.body, 'have been taken back')
})

t.test('a quote goes when its writer’s permission or the tenth person goes', async (t) => {
  const theme = 'police-and-courts'
  const words = 'Nothing this week, but I have not forgotten you.'
  const voices = await addVoices(room, 10, { theme, words })
  const [first, second] = voices
  const id = await decide({ themeKey: theme })
  await publishDecision(db, keys, id, cast.ruth, now)
  await choose(id, first?.segmentId ?? '')
  await agree(id, first?.segmentId ?? '')
  await release()
  t.match(await publicPage(), words)
  const permission = (to: string) =>
    db
      .updateTable('responses')
      .set({ words_permission: to as 'better' })
      .where('id', '=', first?.responseId ?? '')
      .execute()
  await permission('better')
  t.notMatch(await publicPage(), words)
  await permission('report')
  t.match(await publicPage(), words)
  await withdrawFeedback(db, second?.responseId ?? '', now)
  await release()
  t.notMatch(await publicPage(), words, 'with the next release')
})

t.test('in the browser the second person agrees, and the first is not offered it', async (t) => {
  const { segmentId } = await addVoice(room, { words: 'A card with a name on it.' })
  const id = await decide({ passages: [segmentId] })
  const ruth = await room.browser(cast.ruth)
  const noor = await room.browser(cast.noor)
  const url = `/team/changes/${id}`
  t.match((await ruth.get(url)).body, `value="${segmentId}"`)
  t.equal((await ruth.post(`${url}/quote`, { segment: '' })).statusCode, 422)
  t.equal((await ruth.post(`${url}/quote`, { segment: segmentId })).statusCode, 303)
  t.notMatch((await ruth.get(url)).body, '/quote/agree')
  t.match((await noor.get(url)).body, '/quote/agree')
  t.equal((await ruth.post(`${url}/quote/agree`, { segment: segmentId })).statusCode, 403)
  t.equal((await noor.post(`${url}/quote/agree`, { segment: segmentId })).statusCode, 303)
  t.match((await noor.get(url)).body, 'Two people agreed to this quote. It is shown from the next release on')
  t.equal((await noor.post(`${url}/quote/remove`)).statusCode, 303)
})

t.test('made changes the sentence that everyone reads, and is the newest on the first page', async (t) => {
  const id = await decide({ publicSentence: 'We will ring you.', easySentence: 'We will phone.' })
  await publishDecision(db, keys, id, cast.ruth, now)
  const ruth = await room.browser(cast.ruth)
  const made = {
    whatWasDone: '',
    madeOn: '2026-11-20',
    publicSentence: 'We ring you.',
    easySentence: 'We phone.',
    withoutPanel: 'yes',
    ...fewerGoodbyes,
  }
  const refused = await ruth.post(`/team/changes/${id}/made`, made)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'id="whatWasDone-problem"')
  t.match(refused.body, 'We ring you.', 'what was typed is kept')
  t.equal((await ruth.post(`/team/changes/${id}/made`, { ...made, whatWasDone: 'A rota.' })).statusCode, 303)
  const page = await publicPage()
  t.match(page, 'We ring you.')
  t.match(page, 'Since November 2026.')
  t.notMatch(page, 'We will ring you.')
  t.same(await latestChange(site), {
    quote: undefined,
    sentence: 'We ring you.',
    easySentence: 'We phone.',
    outcome: 'made',
  })
  t.match((await ruth.get(`/team/changes/${id}`)).body, 'too early to say')
})

t.test('a promise that a later published decision settled leaves the page', async (t) => {
  const promise = await decide({ publicSentence: 'We will move the office.' })
  await publishDecision(db, keys, promise, cast.ruth, now)
  const no = { outcome: 'not possible', dueOn: '', settles: promise, publicSentence: 'We could not move it.' }
  const ending = await decide(no)
  t.match(await publicPage(), 'We will move the office.', 'while the ending is not public, the promise stands')
  await publishDecision(db, keys, ending, cast.ruth, now)
  const page = await publicPage()
  t.notMatch(page, 'We will move the office.')
  t.match(page, 'We could not move it.')
})

t.test('a promise that is late says so to everyone', async (t) => {
  const then = new Date('2026-09-01T10:00:00Z')
  const promise = { ...goodbye, dueOn: '2026-10-14', publicSentence: 'We will paint the room.' }
  const answer = await decideOnTheme(db, keys, promise, cast.ruth, then)
  await publishDecision(db, keys, answer.ok ? answer.id : '', cast.ruth, then)
  t.match(await publicPage(), 'This was due by October 2026. It is late.')
  t.match(await publicPage('/easy'), 'We said we would do it by October 2026. We are late.')
})

t.test('a person’s own page is given what is published on their themes, and nothing else', async (t) => {
  const { id: themeId } = await db
    .selectFrom('themes')
    .select('id')
    .where('key', '=', 'online')
    .executeTakeFirstOrThrow()
  const online = { themeKey: 'online', outcome: 'need more voices', publicSentence: 'We are asking.' }
  const id = await decide(online)
  t.same(await decisionsForThemes(db, [themeId]), [])
  await publishDecision(db, keys, id, cast.ruth, now)
  t.match(await decisionsForThemes(db, [themeId]), [
    { themeId, outcome: 'need more voices', publicSentence: 'We are asking.', decidedMonth: '2026-11', madeOn: null },
  ])
  t.same(await decisionsForThemes(db, []), [])
  t.match(await publicPage(), 'We decide by January 2027.')
})

t.test('the page says who has not been heard enough, and nobody looks the same as a few', async (t) => {
  await addVoices(room, 3, { set: 'parent', language: 'ur', theme: 'online' })
  await release()
  const page = await publicPage()
  t.match(page, 'Parents, carers and families.')
  t.match(page, 'Children from 8 to 11.')
  t.notMatch(page, 'Young people from 11 to 17.')
  t.match(page, /People who use Urdu, Slovak, [^.]*Arabic\./)
})

t.test('the page is there in each language version', async (t) => {
  for (const prefix of ['', '/easy', '/pseudo']) {
    t.equal((await room.server.inject({ url: `${prefix}/what-changed` })).statusCode, 200)
  }
})

import { randomBytes, randomUUID } from 'node:crypto'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { publishDecision } from '../../src/changes/publication.ts'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { periodOf } from '../../src/period.ts'
import { makeReaderKey } from '../../src/seal/reader-key.ts'
import { dayOf } from '../../src/site.ts'
import { boardFor } from '../../src/summaries/board.ts'
import { loadDirectory } from '../../src/support/loading.ts'
import { addVoices, fewerGoodbyes, goodbye, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const board = (day: string, at = now) => boardFor(db, periodOf(day), at)
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

t.test('before anybody spoke the running period opens, and says so', async (t) => {
  const page = await (await room.browser(cast.bev)).get('/team/board')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'November and December 2026')
  t.match(page.body, 'So far, not settled')
})

t.test('the board, the lead and the publisher see the page, and the themer does not', async (t) => {
  for (const member of [cast.bev, cast.ruth, cast.noor]) {
    t.equal((await (await room.browser(member)).get('/team/board')).statusCode, 200)
  }
  t.equal((await (await room.browser(cast.sam)).get('/team/board')).statusCode, 403)
  const looks = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'board: looked at').execute()
  t.equal(looks.length, 4, 'and every look is written down')
  t.match(looks.at(-1), { member_id: cast.noor.id, record: 'period', record_id: '2026-11' })
})

t.test('entries of the directory overdue a check are an exact figure, with its definition beside it', async (t) => {
  await loadDirectory(db)
  const day = dayOf(now)
  await db.updateTable('support_options').set({ checked_on: day }).execute()
  await db.updateTable('option_contacts').set({ seen_on: day }).execute()
  t.match((await board('2026-11-01')).directory, { late: 0, of: 64 })
  await db.updateTable('support_options').set({ checked_on: '2026-11-01' }).execute()
  const copies = (await board('2026-11-01')).directory
  t.match(copies, { late: copies.never, of: 64 }, 'a stored copy is no look of a person')
  t.match(
    text((await (await room.browser(cast.bev)).get('/team/board')).body),
    `of these ${copies.never} never checked by a person`,
  )
  await db.updateTable('support_options').set({ checked_on: day, checked_by: cast.ruth.id }).execute()
  const entry = (slug: string) => db.updateTable('support_options').where('slug', '=', slug)
  await entry('samaritans').set({ checked_on: '2026-01-01' }).execute()
  await entry('shout').set({ checked_on: '2026-01-01', status: 'closed' }).execute()
  await entry('kooth').set({ checked_on: '2026-01-01', visible_until: '2026-01-31' }).execute()
  const page = await (await room.browser(cast.bev)).get('/team/board')
  t.match(text(page.body), 'Entries of the directory overdue a check: 1 of 62')
  t.match(text(page.body), 'nobody has looked at for 180 days, or whose contacts nobody has looked at for 90')
})

t.test('a period in which four people spoke shows no number about them', async (t) => {
  await addVoices(room, 4, { on: '2026-03-10', theme: 'waiting-and-timing' })
  const shown = await board('2026-03-10')
  t.same(shown.heard, { kind: 'band' })
  t.equal(shown.difference, undefined)
  t.same(shown.themes, [], 'not even a name')
  t.ok(shown.byVersion.every(({ people }) => people.kind === 'band'))
  const page = await (await room.browser(cast.bev)).get('/team/board/2026-03')
  t.match(page.body, 'Fewer than 10 people')
  t.match(page.body, 'Too few people spoke')
  const answers = /<dl class="first">(.*?)<\/dl>/s.exec(page.body)?.[1] ?? ''
  t.notMatch(text(answers), /\b4\b/)
  t.notMatch(page.body, /about \d/)
})

t.test('a period tells who was heard, what they said and how that compares, in rounded words', async (t) => {
  await addVoices(room, 12, { on: '2026-07-20' })
  await addVoices(room, 13, { on: '2026-09-05' })
  await addVoices(room, 6, { on: '2026-09-06', theme: 'fits-my-life', set: 'survivor' })
  await addVoices(room, 4, { on: '2026-10-31', theme: 'online', set: 'parent' })
  const shown = await board('2026-09-01')
  t.same(shown.heard, { kind: 'about', n: 25 })
  t.equal(shown.difference, 15, 'from the rounded 10 to the rounded 25')
  t.same(shown.themes, [
    { name: 'Continuity and endings', people: { kind: 'about', n: 15 } },
    { name: 'Fits my life', people: { kind: 'band' } },
  ])
  t.same(shown.byVersion, [
    { version: '8-11', people: { kind: 'band' } },
    { version: '11-17', people: { kind: 'about', n: 15 } },
    { version: 'parent', people: { kind: 'band' } },
    { version: 'survivor', people: { kind: 'band' } },
    { version: 'group', people: { kind: 'band' } },
  ])
  t.same(shown.notHeard.versions, ['8-11', 'parent', 'survivor'])
  t.ok(shown.notHeard.languages.includes('ur'), 'a language that nobody used is not heard')
  const page = await (await room.browser(cast.bev)).get('/team/board')
  t.match(page.body, 'September and October 2026', 'the newest period that has ended opens first')
  t.match(text(page.body), /About 25 people , up about 15\./)
  t.match(page.body, 'href="/team/board/2026-07"')
})

t.test('who was invited, opened and answered stands beside who spoke, by team, in bands', async (t) => {
  const running = await board('2026-11-23')
  t.same(running.invited, [], 'nothing while the period runs')
  const one = { service: 'evolve', period: '2026-09', sealed: false, made_on: '2026-09-02', expires_on: '2026-11-28' }
  const rows = Array.from({ length: 42 }, (_, n) => ({
    ...{ ...one, id: randomUUID(), code_mac: Buffer.from(`card ${n}`), opened: n < 24, answered: n < 9 },
  }))
  await db.insertInto('invitations').values(rows).execute()
  const { invited } = await board('2026-09-01')
  const about = (n: number) => ({ kind: 'about', n })
  t.same(invited, [{ team: 'Evolve', offered: about(40), opened: about(25), answered: { kind: 'band' } }])
  const page = await (await room.browser(cast.bev)).get('/team/board/2026-09')
  t.match(text(page.body), /Evolve about 40 about 25 not shown/)
  t.notMatch((await (await room.browser(cast.bev)).get('/team/board/2026-07')).body, 'Invitations made')
})

t.test('what everybody in a period spoke about has no figure, as if a few had', async (t) => {
  const shown = await board('2026-07-01')
  t.same(shown.themes, [{ name: 'Continuity and endings', people: { kind: 'band' } }])
})

t.test('while a period runs, no theme and no version of it is shown', async (t) => {
  await addVoices(room, 12, { on: '2026-11-03' })
  const running = await board('2026-11-01')
  t.same(running.themes, [])
  t.same(running.byVersion, [])
  const ended = await board('2026-11-01', new Date('2027-01-01T10:00:00Z'))
  t.equal(ended.themes.length, 1)
})

t.test('feedback that is taken back leaves the numbers', async (t) => {
  const voices = await addVoices(room, 10, { on: '2026-05-04', theme: 'online' })
  t.same((await board('2026-05-01')).heard, { kind: 'about', n: 10 })
  await withdrawFeedback(db, voices[0]?.responseId ?? '', now)
  t.same((await board('2026-05-01')).heard, { kind: 'band' })
})

t.test('decisions and changes are counted exactly, by part of the strategy', async (t) => {
  const at = new Date('2026-09-10T10:00:00Z')
  const decide = async (more: object) => {
    const answer = await decideOnTheme(db, keys, { ...goodbye, ...more }, cast.ruth, at)
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
    return answer.id
  }
  const late = await decide({ title: 'Calls while waiting', dueOn: '2026-11-14' })
  const made = await decide({ title: 'A card with a number', dueOn: '2026-10-30' })
  await decide({ outcome: 'not possible', dueOn: '', strategyPart: 'Pursue', successMeasure: 'pursue-engagement' })
  const change = { decisionId: made, whatWasDone: 'Cards.', madeOn: '2026-10-20', ...fewerGoodbyes }
  await recordPracticeChange(db, keys, change, cast.ruth, new Date('2026-10-21T10:00:00Z'))

  const shown = await board('2026-09-01')
  t.same(shown.decided, [
    { outcome: 'planned', count: 2 },
    { outcome: 'not possible', count: 1 },
  ])
  t.same(shown.parts.find(({ part }) => part === 'Pursue')?.outcomes, [{ outcome: 'not possible', count: 1 }])
  t.match(shown.made, [{ id: made, madeOn: '2026-10-20' }])
  t.match(shown.overdue, [{ id: late, late: '9 days late', owner: 'Head of practice' }])
  const page = await (await room.browser(cast.bev)).get('/team/board/2026-09')
  t.match(text(page.body), /1 made , 2 planned, 1 not possible, with a reason/)
  t.match(text(page.body), /1 decision : Calls while waiting, 9 days late\./)
})

t.test('a theme heard in two periods running stays undecided until something is decided on it', async (t) => {
  await addVoices(room, 6, { on: '2026-07-21', theme: 'fits-my-life' })
  t.same((await board('2026-09-01')).undecided, [{ name: 'Fits my life' }])
  const on = { ...goodbye, themeKey: 'fits-my-life' }
  await decideOnTheme(db, keys, on, cast.ruth, new Date('2026-10-01T10:00:00Z'))
  t.same((await board('2026-09-01')).undecided, [])
})

t.test('a quote is on the page only as two people agreed to it', async (t) => {
  const words = 'A card with her name on it.'
  const [voice] = await addVoices(room, 1, { on: '2026-09-07', words })
  const segmentId = voice?.segmentId ?? ''
  const at = new Date('2026-10-02T10:00:00Z')
  const answer = await decideOnTheme(db, keys, { ...goodbye, passages: [segmentId] }, cast.ruth, at)
  const decisionId = answer.ok ? answer.id : ''
  await publishDecision(db, keys, decisionId, cast.noor, now)
  await chooseQuote(db, keys, { decisionId, segmentId }, cast.ruth, now)
  t.same((await board('2026-09-01')).quotes, [])
  await agreeQuote(db, keys, { decisionId, segmentId }, cast.noor, now)
  t.match((await board('2026-09-01')).quotes, [{ id: decisionId, quote: { words } }])
})

t.test('readings past their time are a band, and concerns are some or none', async (t) => {
  t.match(await board('2026-09-01'), { readingsLate: { kind: 'band' }, concernsLate: 'none' })
  const voices = await addVoices(room, 12, { on: '2026-11-10' })
  const due_at = new Date('2026-11-12T10:00:00Z')
  for (const { responseId } of voices) {
    await db.insertInto('readings').values({ response_id: responseId, reason: 'own words', due_at }).execute()
  }
  const concern = { id: randomUUID(), ref: 'C-TEST1', response_id: null, about: 'online', raised_at: due_at, due_at }
  await db
    .insertInto('concerns')
    .values({ ...concern, owner_id: cast.ruth.id, raised_by: cast.ruth.id })
    .execute()
  t.match(await board('2026-09-01'), { readingsLate: { kind: 'about', n: 10 }, concernsLate: 'some' })
  const add = (number: number, step: 'acknowledged' | 'decided' | 'passed on', destination?: 'mash') =>
    db
      .insertInto('concern_steps')
      .values({ id: randomUUID(), concern_id: concern.id, number, at: now, member_id: cast.ruth.id, step, destination })
      .execute()
  await add(1, 'acknowledged')
  t.match(await board('2026-09-01'), { concernsLate: 'some' }, 'an answer to what was never passed on is no answer')
  await add(2, 'passed on')
  t.match(await board('2026-09-01'), { concernsLate: 'some' }, 'passed on to no place, and not decided')
  await add(3, 'decided')
  t.match(await board('2026-09-01'), { concernsLate: 'some' }, 'its time goes on where no place answers')
  await add(4, 'passed on', 'mash')
  t.match(await board('2026-09-01'), { concernsLate: 'none' }, 'decided, and with a place that answers')
  const later = new Date(now.getTime() + 4 * 24 * 60 * 60_000)
  t.match(await board('2026-09-01', later), { concernsLate: 'some' }, 'the place has not answered in its time')
})

t.test('a wish to be reached that is late raises the alarm too, in bands, each person once', async (t) => {
  const due_at = new Date('2026-11-20T09:00:00Z')
  const { id: readerKey } = await makeReaderKey(db, keys, '2026-11-20')
  const sealed = { dek_box: Buffer.alloc(1), reader_key_id: readerKey, wished_on: '2026-11-19', due_at, sealed: null }
  const none = { sealed_outcome: null, done_by: null, done_on: null, came_with: null }
  const wish = async (responseId: string) => {
    const made = { id: randomUUID(), ref: `W-${randomUUID()}`, response_id: responseId, form_mark: randomBytes(32) }
    await db
      .insertInto('contact_wishes')
      .values({ ...made, ...sealed, ...none })
      .execute()
  }
  const voices = await addVoices(room, 10, { on: '2026-11-19' })
  for (const { responseId } of voices.slice(0, 9)) for (const _ of [1, 2]) await wish(responseId)
  t.match(await board('2026-09-01'), { toReachLate: { kind: 'band' } })
  await wish(voices[9]?.responseId ?? '')
  t.match(await board('2026-09-01'), { toReachLate: { kind: 'about', n: 10 } })
  const page = await (await room.browser(cast.bev)).get('/team/board/2026-09')
  t.match(text(page.body), 'People to reach past their time: about 10')
  await db.updateTable('contact_wishes').set({ state: 'reached', due_at: null }).execute()
  t.match(await board('2026-09-01'), { toReachLate: { kind: 'band' } })
})

t.test('a period that is to come, or is none, is not there', async (t) => {
  const bev = await room.browser(cast.bev)
  for (const key of ['2027-01', '2026-10', 'nonsense']) t.equal((await bev.get(`/team/board/${key}`)).statusCode, 404)
})

t.test('every number leads to its definition on the page', async (t) => {
  const page = (await (await room.browser(cast.bev)).get('/team/board/2026-09')).body
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  t.ok(links.length > 10)
  for (const id of new Set(links)) t.match(page, `id="${id}"`)
})

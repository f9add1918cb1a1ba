import t from 'tap'
import { raiseChallenge } from '../../src/changes/challenging/raising.ts'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { publishDecision } from '../../src/changes/publication.ts'
import { agreeQuote, chooseQuote } from '../../src/changes/quote.ts'
import { findPeriod } from '../../src/period.ts'
import { dayOf } from '../../src/site.ts'
import { boardFor } from '../../src/summaries/board.ts'
import { isDefined } from '../../src/summaries/pack/definitions.ts'
import { gatherTables } from '../../src/summaries/releases/gathering.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import { usualRules } from '../../src/support/keeping/due.ts'
import { loadDirectory } from '../../src/support/loading.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { addVoice, addVoices, fewerGoodbyes, goodbye, openRoom } from '../changes/room.ts'
import { exampleRelease, publishExample } from '../fixtures/release.ts'
import { releaseAsItIs } from '../fixtures/released-now.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const board = (key?: string, at = now) => readReleased(db, (released) => boardFor(released, key, dayOf(at), usualRules))
const page = async (key = '') => (await (await room.browser(cast.bev)).get(`/team/board${key && `/${key}`}`)).body
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const firstScreen = (html: string) => text(/<dl class="first">(.*?)<\/dl>/s.exec(html)?.[1] ?? '')

t.test('before anything is released the page says so, how it comes, and what is owed today', async (t) => {
  await addVoices(room, 12, { on: '2026-09-05' })
  const html = await page()
  t.match(html, 'Nothing is released yet')
  t.match(text(html), 'somebody else looks at it and publishes it')
  t.match(html, 'What we owe today')
  t.notMatch(firstScreen(html), /\d/, 'no figure about people')
  t.notMatch(html, '/team/releases', 'who may not release is sent nowhere')
  t.match((await (await room.browser(cast.ruth)).get('/team/board')).body, 'href="/team/releases"')
  t.equal((await (await room.browser(cast.bev)).get('/team/board/2026-09')).statusCode, 404)
})

t.test('the board, the lead and the publisher see the page, and the themer does not', async (t) => {
  for (const member of [cast.bev, cast.ruth, cast.noor]) {
    t.equal((await (await room.browser(member)).get('/team/board')).statusCode, 200)
  }
  t.equal((await (await room.browser(cast.sam)).get('/team/board')).statusCode, 403)
  const looks = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'board: looked at').execute()
  t.match(looks.at(-1), { member_id: cast.noor.id, record: 'period', record_id: 'nothing released' })
})

t.test('entries of the directory overdue a check are an exact figure, with its definition beside it', async (t) => {
  await loadDirectory(db)
  const day = dayOf(now)
  await db.updateTable('support_options').set({ checked_on: day }).execute()
  await db.updateTable('option_contacts').set({ seen_on: day }).execute()
  t.match((await board()).tasks.directory, { late: 0, of: 64 })
  await db.updateTable('support_options').set({ checked_on: '2026-11-01' }).execute()
  const copies = (await board()).tasks.directory
  t.match(copies, { late: copies.never, of: 64 }, 'a stored copy is no look of a person')
  t.match(text(await page()), `of these ${copies.never} never checked by a person`)
  await db.updateTable('support_options').set({ checked_on: day, checked_by: cast.ruth.id }).execute()
  const entry = (slug: string) => db.updateTable('support_options').where('slug', '=', slug)
  await entry('samaritans').set({ checked_on: '2026-01-01' }).execute()
  await entry('shout').set({ checked_on: '2026-01-01', status: 'closed' }).execute()
  await entry('kooth').set({ checked_on: '2026-01-01', visible_until: '2026-01-31' }).execute()
  const html = text(await page())
  t.match(html, 'Entries of the directory overdue a check: 1 of 62')
  t.match(html, 'nobody has looked at for 180 days, or whose contacts nobody has looked at for 90')
})

t.test('a period in which four people spoke shows no number about them', async (t) => {
  await addVoices(room, 4, { on: '2026-03-10', theme: 'waiting-and-timing' })
  await releaseAsItIs(db, '2026-03')
  const html = await page('2026-03')
  t.match(firstScreen(html), 'Some people (no number can be shown)')
  t.match(firstScreen(html), 'No theme has a number that can be shown.')
  t.notMatch(firstScreen(html), /\b4\b/)
  t.notMatch(html, /about \d/i)
})

t.test('the first screen answers five questions from the newest release, and what is overdue from today', async (t) => {
  await publishExample(db, exampleRelease(11, '2026-07', 125))
  await publishExample(db, exampleRelease(12, '2026-09', 145))
  const html = await page()
  const first = firstScreen(html)
  t.match(html, '<h1>September and October 2026</h1>')
  t.match(first, 'About 145 people . 20 more than in July and August 2026.')
  t.match(first, 'How support ends; Waiting; Choosing who you talk to.')
  t.match(first, 'Boys and men.')
  t.match(first, /Overdue Nothing/, 'the release knew of one, and today there is none')
  t.match(html, 'href="/team/packs/12"')
  t.ok(html.indexOf('<dl class="first">') < html.indexOf('What we owe today'), 'before anything else')
  t.match(await page('2026-07'), '<h1>July and August 2026</h1>')
  t.match(html, 'href="/team/board/2026-07"')
})

t.test('what is said after a release does not move its page', async (t) => {
  const before = await page()
  await addVoices(room, 30, { on: '2026-09-20', theme: 'fits-my-life' })
  const after = await page()
  const body = (html: string) => html.replace(/form_token" value="[^"]*"/g, '')
  t.equal(body(after), body(before))
})

t.test('a decision past its day is named with its owner until it is made', async (t) => {
  const at = new Date('2026-09-10T10:00:00Z')
  const wanted = { ...goodbye, title: 'Calls while waiting', dueOn: '2026-11-14' }
  const decided = await decideOnTheme(db, keys, wanted, cast.ruth, at)
  const decisionId = decided.ok ? decided.id : ''
  t.match((await board()).tasks.promises, [{ id: decisionId, days: 9, owner: 'Head of practice' }])
  const html = await page()
  t.match(firstScreen(html), '1 decision . Calls while waiting, 9 days late.')
  t.match(text(html), 'Calls while waiting. 9 days late , due 14 November 2026. Owner: Head of practice, Evolve.')
  t.same((await board(undefined, new Date('2026-11-14T10:00:00Z'))).tasks.promises, [], 'on its day it is not late')
  const change = { decisionId, whatWasDone: 'A rota.', madeOn: '2026-11-20', ...fewerGoodbyes }
  const recorded = await recordPracticeChange(db, keys, change, cast.ruth, now)
  t.ok(recorded.ok, JSON.stringify(recorded))
  t.same((await board()).tasks.promises, [])
})

t.test('a challenge whose reply is late leads to what was asked', async (t) => {
  const asked = { about: 'theme:waiting-and-timing', body: 'Who looked?', formMark: newFormMark() }
  const made = await raiseChallenge(db, keys, asked, cast.bev, 28, new Date('2026-10-05T10:00:00Z'))
  const html = await page()
  const [, link = ''] = /<a href="([^"]+)">About <strong>[^<]+<\/strong><\/a>: <span class="late">/.exec(html) ?? []
  t.equal(link, `/team/challenges/${made.ok ? made.ref : ''}`)
  t.match((await (await room.browser(cast.bev)).get(link)).body, 'Who looked?')
})

t.test('a correction takes the place of what it corrects, which stays to be read', async (t) => {
  await publishExample(db, exampleRelease(13, '2026-09', 140, { replaces: 12, why: 'A form was keyed in twice.' }))
  const html = await page()
  t.match(firstScreen(html), 'About 140 people')
  t.match(text(html), 'it takes the place of release 12')
  t.equal((await board()).others.filter(({ key }) => key === '2026-09').length, 1)
})

t.test('a quote is on the page as two people agreed to it, and as long as its person says yes', async (t) => {
  const words = 'A card with her name on it.'
  await addVoices(room, 10, { on: '2026-09-07', kind: 'praise' })
  const { segmentId, responseId } = await addVoice(room, { on: '2026-09-07', words })
  const at = new Date('2026-10-02T10:00:00Z')
  const answer = await decideOnTheme(db, keys, { ...goodbye, passages: [segmentId] }, cast.ruth, at)
  const decisionId = answer.ok ? answer.id : ''
  await publishDecision(db, keys, decisionId, cast.noor, now)
  await chooseQuote(db, keys, { decisionId, segmentId }, cast.ruth, now)
  await agreeQuote(db, keys, { decisionId, segmentId }, cast.noor, now)
  t.notMatch(await page(), words)
  const line = { ...exampleRelease(1, '2026-09').content.ledger[0]!, id: decisionId, title: goodbye.title }
  await releaseAsItIs(db, '2026-09', { ledger: [line] })
  t.match(await page(), words)
  await db.updateTable('responses').set({ words_permission: 'better' }).where('id', '=', responseId).execute()
  t.notMatch(await page(), words)
})

t.test('a period that nothing is released about, or that is none, is not there', async (t) => {
  const bev = await room.browser(cast.bev)
  for (const key of ['2027-01', '2026-05', 'nonsense']) t.equal((await bev.get(`/team/board/${key}`)).statusCode, 404)
})

t.test('every number leads to its definition in the pack', async (t) => {
  for (const key of ['2026-07', '2026-09']) {
    const html = await page(key)
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) t.match(html, `id="${id}"`)
    const links = [...html.matchAll(/href="(\/team\/packs\/\d+)#([^"]+)"/g)]
    t.ok(links.length > 2, `${links.length}`)
    const pack = (await (await room.browser(cast.bev)).get(links[0]![1]!)).body
    for (const id of new Set(links.map(([, , one]) => one))) t.match(pack, `id="${id}"`)
  }
})

t.test(
  'every table that a release can have says what it counts, and none falls back on a common sentence',
  async (t) => {
    const { from, until } = findPeriod('2026-09')!
    const tables = await gatherTables(db, { kind: 'period', key: '2026-09', from, until })
    t.ok(tables.length > 12, `${tables.length} tables`)
    t.same(
      tables.map(({ key }) => key).filter((key) => !isDefined(key)),
      [],
    )
    t.notOk(isDefined('something-new'))
  },
)

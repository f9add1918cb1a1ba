import t from 'tap'
import { doers } from '../../src/doers.ts'
import { digestOf } from '../../src/summaries/releases/digest.ts'
import { getDraft } from '../../src/summaries/releases/draft.ts'
import { findRelease, readReleased } from '../../src/summaries/releases/reading.ts'
import { prepareRelease, publishRelease } from '../../src/summaries/releases/releasing.ts'
import { doNext } from '../../src/team/long-work/worker.ts'
import { addVoices, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const lead = cast.ruth
const publisher = cast.noor
const prepare = async (key: string, more = {}) => {
  const answer = await prepareRelease(db, keys, { key, ...more }, lead, now)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer
}
const released = (number: number) => readReleased(db, (there) => findRelease(there, number))

t.test('a release is prepared by one person, frozen by the worker, and published by another', async (t) => {
  await addVoices(room, 14, { on: '2026-09-05' })
  await addVoices(room, 12, { on: '2026-09-06', theme: 'fits-my-life', set: 'survivor' })
  await addVoices(room, 4, { on: '2026-09-07', theme: 'waiting-and-timing', set: 'parent' })
  const { draftId, workId } = await prepare('2026-09')
  t.same((await prepare('2026-09')).draftId, draftId, 'two presses make one')
  t.match(await publishRelease(db, keys, draftId, publisher, now), { ok: false, problems: { all: /not ready/ } })
  t.equal(await doNext(site, doers), workId)
  const draft = await getDraft(db, draftId)
  t.match(draft, { state: 'ready', frozenOn: '2026-11-23' }, draft.why)
  t.match(await publishRelease(db, keys, draftId, lead, now), { ok: false, problems: { all: /Somebody else/ } })
  t.same(await publishRelease(db, keys, draftId, publisher, now), { ok: true, number: 1 })
  t.same(await publishRelease(db, keys, draftId, publisher, now), { ok: true, number: 1 }, 'twice is once')
  const release = (await released(1))!
  t.match(release.content, { version: 1, name: 'September and October 2026' })
  t.equal(release.digest, digestOf(release), 'whoever has a copy can tell that it is the same')
  const themes = release.content.tables.find(({ key }) => key === 'themes')!
  t.same(themes.base, { kind: 'about', n: 30 })
  t.same(themes.rows.find(({ key }) => key === 'waiting-and-timing')?.cells[0], { kind: 'band' })
  const log = await db
    .selectFrom('audit_entries')
    .select(['action', 'member_id'])
    .where('record', '=', 'release draft')
    .execute()
  t.same(log, [
    { action: 'release: prepared', member_id: lead.id },
    { action: 'release: published', member_id: publisher.id },
  ])
})

t.test('the pages say what waits, what the auditor did, and every figure as it would leave', async (t) => {
  const browser = await room.browser(lead)
  const list = await browser.get('/team/releases')
  t.match(list.body, 'The year 2025')
  t.match(list.body, 'release 1')
  const late = await browser.post('/team/releases', { key: '2026-11' })
  t.equal(late.statusCode, 422)
  t.match(late.body, 'This period still runs')
  const again = await browser.post('/team/releases', { key: '2026-09' })
  t.match(again.body, 'Release 1 is about this period')
})

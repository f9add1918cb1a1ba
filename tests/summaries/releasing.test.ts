import { sql } from 'kysely'
import t from 'tap'
import { doers } from '../../src/doers.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { freezeAgain } from '../../src/summaries/releases/asking-to-freeze.ts'
import { noteTakenBack, takenBack } from '../../src/summaries/releases/correcting.ts'
import { digestOf } from '../../src/summaries/releases/digest.ts'
import { getDraft } from '../../src/summaries/releases/draft.ts'
import { freeze } from '../../src/summaries/releases/freezing.ts'
import { findRelease, listCorrections, listReleases, readReleased } from '../../src/summaries/releases/reading.ts'
import { prepareRelease, publishRelease, putAside } from '../../src/summaries/releases/releasing.ts'
import { doNext } from '../../src/team/long-work/worker.ts'
import { addVoices, openRoom } from '../changes/room.ts'
import { exampleContent } from '../fixtures/release.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const lead = cast.ruth
const publisher = cast.noor
const yesterday = new Date(now.getTime() - 24 * 3_600_000)
const changed = /has changed since it was frozen/
const prepare = async (key: string, more = {}, on = now) => {
  const answer = await prepareRelease(db, keys, { key, ...more }, lead, on)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer
}
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
/** What stands in the sections of a pack. */
const partsOf = (html: string) =>
  [...html.matchAll(/<(p|li|dt|dd|th|td|h[34])\b[^>]*>(.*?)<\/\1>/gs)]
    .map(([, , inner = '']) => text(inner))
    .filter((said) => said.length > 40)
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
  t.match(draft, { state: 'ready', frozenOn: '2026-11-23' }, draft.refusedWhy)
  t.match(await publishRelease(db, keys, draftId, lead, now), { ok: false, problems: { all: /Somebody else/ } })
  t.same(await publishRelease(db, keys, draftId, publisher, now), { ok: true, number: 1 })
  t.same(await publishRelease(db, keys, draftId, publisher, now), { ok: true, number: 1 }, 'twice is once')
  const release = (await released(1))!
  t.match(release.content, { version: 1, name: 'September and October 2026' })
  t.equal(release.digest, digestOf(release), 'whoever has a copy can tell that it is the same')
  const themes = release.content.tables.find(({ key }) => key === 'themes')!
  t.same(themes.base, { kind: 'about', n: 30 })
  t.same(themes.rows.find(({ key }) => key === 'waiting-and-timing')?.cells[0], { kind: 'hidden' })
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

t.test('what is released stays as it is, whatever is said, coded or taken back afterwards', async (t) => {
  const before = await released(1)
  const [voice] = await addVoices(room, 12, { on: '2026-09-20', theme: 'waiting-and-timing' })
  await withdrawFeedback(db, voice!.responseId, now)
  t.same(await released(1), before)
  const refused = /never changed/
  await t.rejects(db.updateTable('released.releases').set({ digest: 'x' }).execute(), refused)
  await t.rejects(db.deleteFrom('released.releases').execute(), refused)
  t.match(await prepareRelease(db, keys, { key: '2026-09' }, lead, now), { ok: false, problems: { key: /corrected/ } })
})

t.test('who took words back shows as a dated sentence of the next month, in bands and once', async (t) => {
  t.equal(await noteTakenBack(db, now), 0, 'not in the month in which it happened')
  const december = new Date('2026-12-01T09:00:00Z')
  t.equal(await noteTakenBack(db, december), 1)
  t.equal(await noteTakenBack(db, december), 0)
  const sentences = () => readReleased(db, (there) => listCorrections(there, 1))
  t.same(await sentences(), [{ on: '2026-12-01', sentence: takenBack.some }])
  const more = await db.selectFrom('responses').select('id').where('withdrawn_on', 'is', null).limit(9).execute()
  for (const { id } of more) await withdrawFeedback(db, id, december)
  const january = new Date('2027-01-04T09:00:00Z')
  t.equal(await noteTakenBack(db, january), 1)
  t.equal((await sentences()).at(-1)?.sentence, takenBack.many)
})

t.test(
  'a correction replaces the whole release, after 28 days and ten new people; before, it is refused',
  async (t) => {
    const speak = (people: number, set: string) => addVoices(room, people, { on: '2026-03-10', set })
    const everybodySpeaks = async (people: number) => {
      for (const set of ['8-11', '11-17', 'parent', 'survivor', 'group']) await speak(people, set)
      // They came in all ways and spoke all languages: nothing tells of everybody.
      await sql`
      update responses set channel = (array['open', 'invitation', 'tablet', 'paper', 'phone', 'group'])[1 + at % 6],
        language = (array['en', 'ur', 'sk', 'rom', 'ro', 'pl', 'ar', 'cy'])[1 + at % 8]
      from (select id, row_number() over (order by id)::int as at from responses where received_on = '2026-03-10') as one
      where one.id = responses.id`.execute(db)
    }
    await everybodySpeaks(40)
    const first = await prepare('2026-03')
    t.match(await freeze(db, first.draftId, now), { state: 'ready' })
    t.match(await publishRelease(db, keys, first.draftId, publisher, now), { ok: true, number: 2 })
    const asked = { replaces: 2, why: 'Forms on paper came late.' }
    const without = await prepareRelease(db, keys, { key: '2026-03', replaces: 2 }, lead, now)
    t.match(without, { ok: false, problems: { why: /why/ } })
    const early = await prepare('2026-03', asked)
    t.match(await freeze(db, early.draftId, now), { state: 'refused', why: /28 days/ })
    t.match(await publishRelease(db, keys, early.draftId, publisher, now), { ok: false })
    const atOnce = await prepareRelease(db, keys, { key: '2026-03', ...asked }, lead, now)
    t.match(atOnce, { ok: false, problems: { key: /from tomorrow on/ } }, 'a refusal tells something, too')
    t.match(await getDraft(db, early.draftId), { why: asked.why, refusedWhy: /from 21 December 2026/ })
    const browser = await room.browser(lead)
    const page = text((await browser.get(`/team/releases/drafts/${early.draftId}`)).body)
    for (const once of [asked.why, 'less than 28 days ago', 'It was refused on 23 November 2026.']) {
      t.equal(page.split(once).length, 2, `said once: ${once}`)
    }
    t.notMatch(page, 'Counted and frozen')
    while (await doNext(site, doers));
    const ended = text((await browser.get(`/team/progress/${early.workId}`)).body)
    t.match(ended, 'It was refused. Release 2 was frozen less than 28 days ago.')
    t.notMatch(ended, 'Done.')
    const [before, later] = [new Date('2027-01-31T09:00:00Z'), new Date('2027-02-01T09:00:00Z')]
    await speak(9, '11-17')
    const few = await prepare('2026-03', asked, before)
    t.match(await freeze(db, few.draftId, later), { state: 'refused', why: /Fewer than ten/ })
    await everybodySpeaks(60)
    const { draftId } = await prepare('2026-03', asked, before)
    t.match(await freeze(db, draftId, later), { state: 'ready' }, (await getDraft(db, draftId)).refusedWhy)
    const [voice] = await speak(1, '11-17')
    await withdrawFeedback(db, voice!.responseId, later)
    const stale = await publishRelease(db, keys, draftId, publisher, later)
    t.match(stale, { ok: false, problems: { all: changed } })
    t.match(await freezeAgain(db, keys, draftId, lead, later), { ok: false, problems: { all: /from tomorrow on/ } })
    const tomorrow = new Date('2027-02-02T09:00:00Z')
    const again = await freezeAgain(db, keys, draftId, lead, tomorrow)
    t.match(again, { ok: true })
    t.same(
      await freezeAgain(db, keys, draftId, publisher, tomorrow),
      again,
      'two presses make one, and it is the first',
    )
    t.match(await freeze(db, draftId, tomorrow), { state: 'ready' })
    t.same(await publishRelease(db, keys, draftId, publisher, tomorrow), { ok: true, number: 3 })
    t.match(await released(3), { replaces: 2, why: asked.why })
    const standing = await readReleased(db, (there) => listReleases(there))
    t.same(
      standing.map(({ number }) => number),
      [1, 3],
      'the corrected one gives way',
    )
    t.match(await released(2), { number: 2 }, 'and stays')
  },
)

t.test('a draft that another release overtook is frozen again before it goes out', async (t) => {
  await addVoices(room, 20, { on: '2026-05-10' })
  await addVoices(room, 20, { on: '2026-07-10', theme: 'fits-my-life' })
  const [one, two] = [await prepare('2026-05'), await prepare('2026-07')]
  t.match(await freeze(db, one.draftId, now), { state: 'ready' })
  t.match(await freeze(db, two.draftId, yesterday), { state: 'ready' })
  t.match(await publishRelease(db, keys, one.draftId, publisher, now), { ok: true })
  t.match(await publishRelease(db, keys, two.draftId, publisher, now), {
    ok: false,
    problems: { all: changed },
  })
  await putAside(db, keys, two.draftId, lead, now)
  t.match(await getDraft(db, two.draftId), { state: 'put aside', content: null })
})

t.test('whoever had it frozen last does not publish it, and it is counted once a day at most', async (t) => {
  const { draftId } = await prepare('2026-07')
  t.match(await freeze(db, draftId, yesterday), { state: 'ready' })
  t.match(await freezeAgain(db, keys, draftId, publisher, now), { ok: true })
  t.match(await freeze(db, draftId, now), { state: 'ready' })
  t.match(await getDraft(db, draftId), { preparedBy: lead.id, frozenBy: publisher.id })
  for (const [member, why] of [
    [lead, /You prepared it/],
    [publisher, /You had it frozen again/],
  ] as const) {
    t.match(await publishRelease(db, keys, draftId, member, now), { ok: false, problems: { all: why } })
  }
  const published = { state: 'published' as const, published_by: publisher.id }
  const byHand = db.updateTable('release_drafts').set(published).where('id', '=', draftId).execute()
  await t.rejects(byHand, /published_by_another/, 'the database refuses it too')
  const page = await (await room.browser(publisher)).get(`/team/releases/drafts/${draftId}`)
  t.match(text(page.body), `Frozen again for ${publisher.name}`)
  t.match(page.body, 'It was counted today.')
  t.notMatch(page.body, '/publish"')
  await putAside(db, keys, draftId, lead, now)
  t.match(await getDraft(db, draftId), { state: 'put aside', content: null })
  const sameDay = await prepareRelease(db, keys, { key: '2026-07' }, lead, now)
  t.match(sameDay, { ok: false, problems: { key: /from tomorrow on/ } }, 'a new draft is no second look')
  await db.updateTable('release_drafts').set({ frozen_on: '2026-11-22' }).where('id', '=', draftId).execute()
})

t.test('whoever asks again for a freezing that failed is who had it frozen', async (t) => {
  await addVoices(room, 20, { on: '2026-01-10' })
  const { draftId, workId } = await prepare('2026-01')
  await db.updateTable('works').set({ state: 'failed' }).where('id', '=', workId).execute()
  const again = await prepareRelease(db, keys, { key: '2026-01' }, publisher, now)
  t.match(again, { ok: true, draftId })
  t.match(await freeze(db, draftId, now), { state: 'ready' })
  for (const member of [lead, publisher]) t.match(await publishRelease(db, keys, draftId, member, now), { ok: false })
  await putAside(db, keys, draftId, lead, now)
})

t.test('the pages say what waits, what the auditor did, and every figure as it would leave', async (t) => {
  await addVoices(room, 1, { on: '2025-05-10' })
  const browser = await room.browser(lead)
  const first = await browser.get('/team/releases')
  t.match(first.body, 'May and June 2025')
  await addVoices(room, 1, { on: '2025-07-10' })
  t.notMatch((await browser.get('/team/releases')).body, 'The year 2025', 'a year of two periods could not follow')
  await addVoices(room, 1, { on: '2025-09-10' })
  const list = await browser.get('/team/releases')
  for (const words of ['The year 2025', 'July and August 2026', 'release 3', 'Corrected by release 3', 'put aside']) {
    t.match(list.body, words)
  }
  const late = await browser.post('/team/releases', { key: '2026-11' })
  t.equal(late.statusCode, 422)
  t.match(late.body, 'This period still runs')
  const sent = await browser.post('/team/releases', { key: '2026-07' })
  const work = String(sent.headers.location)
  t.match(work, /^\/team\/progress\//)
  t.match((await browser.get(work)).body, 'It waits its turn')
  while (await doNext(site, doers));
  const done = (await browser.get(work)).body
  const draft = /href="(\/team\/releases\/drafts\/[^"]+)"/.exec(done)?.[1] ?? ''
  t.match((await browser.get(draft)).body, 'You prepared it. Somebody else looks at it and publishes it.')
  const { content } = await getDraft(db, draft.split('/').at(-1)!)
  const { ledger } = exampleContent(60)
  const challenges = [
    {
      ...{ ref: 'C-0007', about: 'Waiting', by: 'Sol', madeOn: '2026-08-03', replyDue: '2026-08-31' },
      ...{ body: 'Why did Kim from Wath wait so long?', replies: [] },
    },
  ]
  await db
    .updateTable('release_drafts')
    .set({ content: JSON.stringify({ ...content, ledger, challenges }) })
    .where('state', '=', 'ready')
    .execute()
  const other = await room.browser(publisher)
  const page = (await other.get(draft)).body
  for (const words of ['Why did Kim from Wath wait so long', ledger[0]!.reason, 'In people’s own words']) {
    t.match(text(page), words, 'whoever publishes reads every word that goes out')
  }
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  t.same(ids, [...new Set(ids)], 'and each link within it leads to one place')
  for (const [, id] of page.matchAll(/ href="#([^"]+)"/g)) t.ok(ids.includes(id), `#${id}`)
  for (const words of ['What the auditor did', 'What people spoke about', 'Publish it']) t.match(page, words)
  const looks = await db
    .selectFrom('audit_entries')
    .select('member_id')
    .where('action', '=', 'release: draft looked at')
    .where('record_id', '=', draft.split('/').at(-1)!)
    .execute()
  t.same(
    looks.map(({ member_id }) => member_id),
    [lead.id, publisher.id],
    'each look is kept',
  )
  const out = String((await other.post(`${draft}/publish`)).headers.location)
  t.match((await other.get(out)).body, 'its mark still fits')
  const pack = await (await room.browser(lead)).get(out.replace('releases', 'packs'))
  const whole = pack.body.slice(pack.body.indexOf('<section'), pack.body.indexOf('id="files"'))
  const sections = whole.replace(/<p class="quiet">[^<]*Release \d+\.<\/p>/, '')
  t.ok(partsOf(sections).length > 60)
  for (const said of partsOf(sections)) t.ok(partsOf(page).includes(said), `seen before: ${said.slice(0, 60)}`)
  const published = (await other.get(out)).body
  t.match(text(published), /It cannot be corrected yet. Release \d+ was frozen less than 28 days ago./)
  t.notMatch(published, '/correct"')
  const sooner = await other.post(`${out}/correct`, { why: 'Forms came late.' })
  t.equal(sooner.statusCode, 422)
  for (const words of ['may be corrected from', 'Forms came late.'])
    t.match(sooner.body, words, 'what was typed is kept')
  for (const member of [cast.bev, cast.sam]) {
    const stranger = await room.browser(member)
    for (const url of ['/team/releases', draft, out, work]) t.equal((await stranger.get(url)).statusCode, 403)
  }
})

t.test('the role that board and export read as sees released rows, and nothing else', async (t) => {
  for (const table of ['responses', 'release_drafts', 'theme_days', 'segments']) {
    const read = readReleased(db, (there) => sql`select * from ${sql.table(table)}`.execute(there))
    await t.rejects(read, /permission denied/, table)
  }
})

t.test('once a year is out, none of its periods follows, and none is asked for', async (t) => {
  for (const set of ['8-11', '11-17', 'parent', 'survivor', 'group']) {
    for (const on of ['2024-03-10', '2024-05-10']) await addVoices(room, 20, { on, set })
  }
  const { draftId } = await prepare('2024')
  t.match(await freeze(db, draftId, now), { state: 'ready' }, (await getDraft(db, draftId)).refusedWhy)
  const waiting = await prepare('2024-03')
  t.match(await publishRelease(db, keys, draftId, publisher, now), { ok: true })
  t.match(
    await freeze(db, waiting.draftId, now),
    { state: 'refused', why: /The year 2024 is out/ },
    'nor one under way',
  )
  const late = await prepareRelease(db, keys, { key: '2024-05' }, lead, now)
  t.match(late, { ok: false, problems: { key: /Two months of it cannot follow/ } })
  const ancient = await prepareRelease(db, keys, { key: '2023-11' }, lead, now)
  t.match(ancient, { ok: false, problems: { key: /Of so early a time/ } })
  const list = await (await room.browser(lead)).get('/team/releases')
  t.notMatch(list.body, '<option value="2024')
})

t.test('a year comes 28 days after the last of its periods', async (t) => {
  const { frozenOn } = (await released(1))!
  t.equal(frozenOn, '2026-11-23')
  const early = new Date('2027-01-05T09:00:00Z')
  await addVoices(room, 40, { on: '2026-11-10' })
  const last = await prepareRelease(db, keys, { key: '2026-11' }, lead, early)
  if (!last.ok) throw new Error(JSON.stringify(last.problems))
  t.match(await freeze(db, last.draftId, early), { state: 'ready' })
  t.match(await publishRelease(db, keys, last.draftId, publisher, early), { ok: true })
  const whole = await prepareRelease(db, keys, { key: '2026' }, lead, early)
  if (!whole.ok) throw new Error(JSON.stringify(whole.problems))
  const later = new Date('2027-02-03T09:00:00Z')
  t.match(await freeze(db, whole.draftId, later), { state: 'refused', why: /less than 28 days ago/ })
})

t.test(
  'a year holds ten people who are not in one of its periods, and a correction ten who are not in the year',
  async (t) => {
    const sets = ['8-11', '11-17', 'parent', 'survivor', 'group']
    const speak = async (on: string, people: number) => {
      for (const set of sets) await addVoices(room, people, { on, set })
    }
    const after = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000)
    const frozen = async (key: string, on: Date, more = {}) => {
      const { draftId } = await prepare(key, more, on)
      return { draftId, ...(await freeze(db, draftId, on)) }
    }
    await speak('2025-03-10', 20)
    await addVoices(room, 5, { on: '2025-05-10' })
    const months = await frozen('2025-03', now)
    const out = await publishRelease(db, keys, months.draftId, publisher, now)
    t.match(out, { ok: true })
    const number = out.ok ? out.number : 0
    const alone = await frozen('2025', after(39))
    t.match(alone, { state: 'refused', why: /Fewer than three periods of this year are out/ })
    for (const key of ['2025-05', '2025-07']) {
      const { draftId } = await frozen(key, now)
      t.match(await publishRelease(db, keys, draftId, publisher, now), { ok: true })
    }
    const few = await frozen('2025', after(40))
    t.match(few, {
      state: 'refused',
      why: `Fewer than ten people gave feedback about this time who are not in release ${number}`,
    })
    await speak('2025-05-11', 30)
    const whole = await frozen('2025', after(41))
    t.match(whole, { state: 'ready' }, whole.why)
    t.match(await publishRelease(db, keys, whole.draftId, publisher, after(41)), { ok: true })
    const correct = { replaces: number, why: 'Some came late.' }
    t.match(await frozen('2025-03', after(60), correct), { state: 'refused', why: /less than 28 days ago/ })
    await addVoices(room, 9, { on: '2025-03-12' })
    t.match(await frozen('2025-03', after(80), correct), { state: 'refused', why: /Fewer than ten/ })
    await addVoices(room, 1, { on: '2025-03-12' })
    const last = await frozen('2025-03', after(81), correct)
    t.notMatch(last.why, /Fewer than ten|28 days/)
  },
)

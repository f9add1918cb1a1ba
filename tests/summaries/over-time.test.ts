import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { heardChart, heardOverTime } from '../../src/summaries/over-time/heard-over-time.ts'
import { overTimeChart } from '../../src/summaries/over-time/over-time-chart.ts'
import { groupStarts, type LoggedChange, offersFor, type Rebase } from '../../src/summaries/over-time/rebasing.ts'
import { type ThemeSeries, themeOverTime } from '../../src/summaries/over-time/series.ts'
import { addVoices, fewerGoodbyes, goodbye, openRoom } from '../changes/room.ts'

const theme = { name: 'Continuity and endings' }
const month = (at: number) => new Date(Date.UTC(2025, at, 1)).toISOString().slice(0, 7)
const series = (said: (number | undefined)[], without?: ThemeSeries['without']): ThemeSeries => ({
  each: 'month',
  stretches: said.map((one, at) => ({
    ...{ name: month(at), firstMonth: month(at), spoke: 30, said: one },
    share: one === undefined ? undefined : one / 30,
  })),
  without,
})
const change = (madeOn: string, recordedOn = madeOn): LoggedChange => ({
  ...{ decisionId: 'a', title: 'Goodbyes are planned', madeOn, recordedOn },
})
const rebase = (firstMonth: string, more: Partial<Rebase> = {}): Rebase => ({
  ...{ id: 'r', firstMonth, decisionId: 'a', title: '', reason: '', madeBy: 'Ruth A.', madeOn: '2026-09-01' },
  ...{ takenBackBy: null, takenBackOn: null, ...more },
})
const fell: (number | undefined)[] = [12, 14, 13, 15, 12, 14, 13, 15, 12, 14, 13, 15, 9, 7, 8, 9, 7, 8, 9, 7]

t.test('a chart may start anew after a change that is in it, with seven on one side after it', async (t) => {
  const here = series(fell)
  t.match(offersFor(here, [change('2025-12-20')]), [{ firstMonth: '2026-01' }], 'the first month on or after the day')
  t.match(offersFor(here, [change('2026-01-01')]), [{ firstMonth: '2026-01' }])
  t.match(
    offersFor(here, [change('2025-06-01', '2025-12-20')]),
    [{ firstMonth: '2026-01' }],
    'not before it was written down',
  )
  t.same(offersFor(here, [change('2025-12-20', '2026-08-20')]), [], 'nor once the figures are known')
  t.same(offersFor(here, [change('2026-03-02')]), [], 'only five are left after April')
  t.same(offersFor(here, [change('2026-09-02')]), [], 'the day is not there yet')
  t.same(offersFor(here, [change('2024-12-01')]), [], 'before the chart begins')
  t.same(
    offersFor(series(fell, 'too few'), [change('2025-12-20')]),
    [],
    'without limits there is nothing to start anew',
  )
  t.same(offersFor(series(fell.with(16, undefined)), [change('2025-12-20')]), [], 'what is not shown ends a row')
  t.same(offersFor(here, [change('2025-12-20')], [rebase('2026-01')]), [], 'it has started anew there')
  const back = rebase('2026-01', { takenBackBy: 'Ruth A.', takenBackOn: '2026-09-02' })
  t.same(groupStarts(here, [back, rebase('2026-04')]), [15])
})

t.test('the sentence above a chart says no more than the chart does, in ten words', async (t) => {
  const of = (here: ThemeSeries, rebases: Rebase[] = []) => overTimeChart(theme, here, [change('2025-12-20')], rebases)
  const said = (here: ThemeSeries, rebases: Rebase[] = []) => of(here, rebases).headline
  const steady = [12, 14, 13, 15, 12, 14, 13, 15, 12, 14, 13, 15, 12, 14]
  t.equal(said(series(fell)), 'Something may have changed: a smaller share. Ask why')
  t.equal(said(series([...steady, 28])), 'Something may have changed: a larger share. Ask why')
  t.equal(said(series([...steady, 28, 13])), 'Nothing stands out in the newest month', 'the newest is not part of it')
  t.equal(said(series([...steady, undefined])), 'Too few people in the newest month to be shown')
  t.equal(said(series(fell), [rebase('2026-01')]), 'A new start: too short a time to tell')
  t.equal(said(series([5, 6], 'too short')), 'Too short a time to tell a change from chance')
  t.equal(said(series([])), 'Nobody has spoken yet in a time that has ended')
  for (const here of [series(fell), series([...steady, 28]), series([5, 6], 'too short'), series([5], 'too few')]) {
    const { headline, described, under } = of(here)
    t.ok(headline.split(' ').length <= 10, headline)
    t.notMatch(`${headline} ${described} ${under}`, /because|proved|significant/i)
  }
})

t.test('what is new has a shape of its own, and only where the newest point is part of it', async (t) => {
  const chart = overTimeChart(theme, series(fell), [change('2025-12-20')], [])
  const drawn = chart.drawn as { points: { shape: string; tone: string }[]; whens: object[]; runs: string[] }
  t.same(
    drawn.points.map(({ shape }) => shape),
    [...Array(12).fill('ring'), ...Array(8).fill('down')],
  )
  t.ok(drawn.points.slice(12).every(({ tone }) => tone === 'better'))
  t.match(drawn.whens, [{ words: 'Change made, 20 Dec 2025' }])
  t.match(chart.described, /20 points from 2025-01 on.*lowest is 23%.*Change made on 20 December 2025: Goodbyes/)
  const broken = overTimeChart(theme, series(fell.with(5, undefined)), [], [])
  t.equal((broken.drawn as { runs: string[] }).runs.length, 2, 'the line is broken where a figure is not shown')
  t.match(broken.table.rows[5], { cells: ['30', 'not shown', 'not shown'] })
})

t.test('a stretch before a new start that is too short has its average alone, and the chart says so', async (t) => {
  const of = (firstMonth: string) => overTimeChart(theme, series(fell), [], [rebase(firstMonth)])
  const kinds = (firstMonth: string) =>
    (of(firstMonth).drawn as { limits: { x1: number; kind: string }[] }).limits.map(({ kind }) => kind)
  t.same(kinds('2026-01'), ['limit', 'mean', 'limit', 'limit', 'mean', 'limit'])
  t.notMatch(of('2026-01').under, 'average alone')
  t.same(kinds('2025-08').slice(0, 2), ['mean', 'limit'], 'seven points before it')
  t.match(of('2025-08').under, 'A stretch before with fewer than twelve points has its average alone.')
  t.notMatch(of('2025-08').under, 'question mark', 'thirteen points after it')
})

t.test('how many people are heard is a chart too, and fewer is said as plainly as more', async (t) => {
  const heard = (counts: (number | undefined)[], limits = true) =>
    heardChart({ months: counts.map((one, at) => ({ month: month(at), heard: one })), limits })
  const steady = [14, 16, 15, 17, 14, 16, 15, 17, 14, 16, 15, 17]
  t.equal(heard(steady).headline, 'As many people as usual in the newest month')
  const fewer = heard([...steady, 6])
  t.equal(fewer.headline, 'Something may have changed: fewer people. Ask why')
  t.match(fewer.key, [{ tone: 'usual' }, { shape: 'down', tone: 'worse' }])
  t.match((fewer.drawn as { axis: object[] }).axis.at(-1), { words: '30' })
  t.equal(heard([...steady, 30]).headline, 'Something may have changed: more people. Ask why')
  const plain = heard([7, undefined, undefined], false)
  t.equal(plain.headline, 'How many people we heard')
  t.same(
    plain.table.rows.map(({ cells }) => cells),
    [['7'], ['not shown'], ['not shown']],
  )
})

const room = await openRoom()
t.teardown(room.close)
const { db, cast, site } = room
const here = '/team/themes/continuity-and-endings/over-time'
/** Thirteen stretches of two months: from September 2024 on, to October 2026. */
const day = (at: number) => new Date(Date.UTC(2024, 8 + 2 * at, 15)).toISOString().slice(0, 10)
const raised = [8, 9, 8, 9, 8, 9, 6, 5, 6, 5, 6, 5, 6]

t.test('a lead sees a theme over time and starts its chart anew after a change, once', async (t) => {
  for (const [at, count] of raised.entries()) {
    await addVoices(room, count, { on: day(at) })
    await addVoices(room, 10 - count, { on: day(at), kind: 'praise' })
  }
  await addVoices(room, 3, { on: '2026-11-10' })
  const found = await themeOverTime(db, 'continuity-and-endings', '2026-11-23')
  t.match(found, { each: 'two months', without: undefined })
  t.same(
    found.stretches.map(({ said }) => said),
    raised,
    'only what has ended',
  )
  t.same([...new Set(found.stretches.map(({ spoke }) => spoke))], [10])

  const decided = await decideOnTheme(db, site.keys, goodbye, cast.ruth, new Date('2025-08-04T10:00:00Z'))
  const decisionId = decided.ok ? decided.id : ''
  const browser = await room.browser(cast.ruth)
  t.match((await browser.get(here)).body, 'may start anew only where it has limits', 'nothing is made yet')
  const made = { decisionId, whatWasDone: 'Each plan has a goodbye.', madeOn: '2025-09-01', ...fewerGoodbyes }
  await recordPracticeChange(db, site.keys, made as never, cast.ruth, new Date('2025-09-01T10:00:00Z'))
  const page = (await browser.get(here)).body
  t.match(page, 'Something may have changed: a smaller share. Ask why')
  t.match(page, /<svg role="img"[^>]* aria-labelledby="over-time-t over-time-d"/)
  t.match(page, '<title id="over-time-t">Share of people who raised “Continuity and endings” as a concern</title>')
  t.match(page, 'Change made, 1 Sep 2025')
  t.match(
    page,
    /September and October 2024<\/th><td class="num" data-label="People who spoke">10<\/td><td class="num"[^>]*>8<\/td>/,
  )
  t.notMatch(page, ' style=')

  const empty = await browser.post(here, { reason: '  ' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'Choose the change after which')
  t.match(empty.body, 'Say why.')
  const typed = await browser.post(here, { decision: 'nonsense', reason: 'Goodbyes are planned now.' })
  t.equal(typed.statusCode, 422)
  t.match(typed.body, 'Goodbyes are planned now.</textarea>', 'what was typed is kept')
  for (const press of [1, 2]) {
    const sent = await browser.post(here, { decision: decisionId, reason: 'Goodbyes are planned now.' })
    t.equal(sent.statusCode, 303, `press ${press}`)
  }
  const rows = await db.selectFrom('chart_rebases').selectAll().execute()
  t.match(rows, [{ first_month: '2025-09', made_by: cast.ruth.id, reason: 'Goodbyes are planned now.' }])
  const after = (await browser.get(here)).body
  t.match(after, 'A new start: too short a time to tell')
  t.match(after, '>average</text>')
  t.match(after, '>high?</text>', 'limits of a trial')
  t.match(after, 'Limits with a question mark are on trial until there are twelve points.')
  t.match(after, /From September 2025, after .*Ruth A., 23 November 2026/s)
  const audited = await db.selectFrom('audit_entries').select('action').where('action', 'like', 'chart:%').execute()
  t.same(audited, [{ action: 'chart: started anew' }])

  const takeBack = `/team/over-time/${rows[0]!.id}/take-back`
  t.equal((await browser.post(takeBack, {})).headers.location, here)
  t.equal((await browser.post(takeBack, {})).statusCode, 303)
  t.match((await browser.get(here)).body, /taken back by Ruth A\. on 23 November 2026/)
  t.equal((await browser.post('/team/over-time/nonsense/take-back', {})).statusCode, 404)
})

t.test('a publisher and a themer look and do not start anew; the board has its own page', async (t) => {
  for (const member of [cast.noor, cast.sam]) {
    const browser = await room.browser(member)
    const page = await browser.get(here)
    t.equal(page.statusCode, 200)
    t.notMatch(page.body, 'Start the chart anew')
    const all = await browser.get('/team/over-time')
    t.match(all.body, 'How many people we heard')
    t.match(all.body, '<a href="/team/themes/continuity-and-endings/over-time">')
    t.notMatch(all.body, 'November 2026', 'only months that have ended')
    t.equal((await browser.post(here, { reason: 'x' })).statusCode, 403)
  }
  t.equal((await (await room.browser(cast.bev)).get(here)).statusCode, 403)
  t.equal((await (await room.browser(cast.ruth)).get('/team/themes/no-such/over-time')).statusCode, 404)
})

t.test('fewer than five are not shown, and neither is what would tell them', async (t) => {
  await db.deleteFrom('released_words').execute()
  for (const [at, count] of [6, 3, 9].entries()) await addVoices(room, count, { on: day(at + 10) })
  await addVoices(room, 8, { on: day(11), kind: 'praise' })
  t.match(await heardOverTime(db, '2024-10-01'), { months: [{ month: '2024-09', heard: 10 }], limits: false })
  const { stretches, without } = await themeOverTime(db, 'continuity-and-endings', '2026-11-23')
  t.same(
    stretches.map(({ said, spoke }) => [said, spoke]),
    [
      [undefined, 6],
      [undefined, 11],
      [9, 9],
    ],
  )
  t.equal(without, 'too short')
  const page = (await (await room.browser(cast.ruth)).get(here)).body
  t.match(page, 'Too short a time to tell a change from chance')
  t.notMatch(page, 'id="over-time-t"', 'without limits a plain table')
  t.match(page, /not shown<\/td><td class="num"[^>]*>not shown/)
})

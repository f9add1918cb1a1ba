import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { publishDecision } from '../../src/changes/publication.ts'
import { laterBy } from '../../src/days.ts'
import { findReleasePeriod } from '../../src/summaries/releases/release-period.ts'
import { definitions } from '../../src/summaries/scorecard/definitions.ts'
import { measuresBefore, measuresFor } from '../../src/summaries/scorecard/measures.ts'
import { halfWithinWeeks, waitedFor } from '../../src/summaries/scorecard/outcomes.ts'
import { scorecardTables } from '../../src/summaries/scorecard/scorecard-tables.ts'
import { addVoices, goodbye, openRoom } from '../changes/room.ts'
import { exampleContent, exampleHistory, exampleRelease, publishExample } from '../fixtures/release.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const september = findReleasePeriod('2026-09')!
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

/** People who wrote on a day, kept the key, and whose reading was finished. */
async function wrote(n: number, on: string, more: { theme?: string; themedOn?: string; onTime?: boolean } = {}) {
  const voices = await addVoices(room, n, { on, theme: more.theme ?? 'waiting-and-timing' })
  for (const { responseId } of voices) {
    await db
      .insertInto('readings')
      .values({
        ...{ response_id: responseId, reason: 'own words', due_at: null, state: 'released', found: 'none' },
        ...{ first_by: cast.ruth.id, first_on: laterBy(on, 1), on_time: more.onTime ?? true },
      })
      .execute()
    if (!more.themedOn) continue
    const theming = { response_id: responseId, finished_by: cast.sam.id, finished_on: more.themedOn }
    await db.insertInto('themings').values(theming).execute()
  }
  return voices
}

t.test('the first answer comes when somebody can see it: decided in public, and on their theme', async (t) => {
  // Twelve weeks after these days are over in September or October 2026.
  await wrote(8, '2026-06-20', { themedOn: '2026-07-01', theme: 'continuity-and-endings' })
  await wrote(4, '2026-07-20', { themedOn: '2026-10-25', theme: 'continuity-and-endings' })
  await wrote(5, '2026-07-21')
  await wrote(9, '2026-05-01', { themedOn: '2026-06-01' })
  t.ok((await waitedFor(db, september)).every(({ days }) => days === null))
  const answer = await decideOnTheme(db, site.keys, goodbye, cast.ruth, new Date('2026-08-01T10:00:00Z'))
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  await publishDecision(db, site.keys, answer.id, cast.noor, new Date('2026-08-15T10:00:00Z'))
  const waited = (await waitedFor(db, september)).map(({ days }) => days).sort()
  t.same(waited, [...Array(8).fill(56), ...Array(4).fill(97), ...Array(5).fill(null)].sort(), 'May was due in July')
  const [owed] = await scorecardTables(db, september)
  t.match(owed, { key: 'owed', base: 17, rows: [{ counts: [12] }, { counts: [5] }] })
})

t.test('half within so many weeks, and who still waits counts as the longest', async (t) => {
  const days = (...all: (number | null)[]) => all.map((one) => ({ days: one }))
  t.equal(halfWithinWeeks(days(0, 3, 30)), 1)
  t.equal(halfWithinWeeks(days(8, 15, 30)), 3)
  t.equal(halfWithinWeeks(days(7, 8, null, null)), 2)
  t.equal(halfWithinWeeks(days(7, null, null)), undefined)
  t.equal(halfWithinWeeks([]), undefined)
})

t.test('ten measures, each with its definition, its period and its rule; people only in cells', async (t) => {
  const example = exampleContent(60)
  const cells = (key: string, base: number, first: { kind: 'about'; n: number } | { kind: 'hidden' }) => ({
    ...{ key, name: key, of: key, rowsAre: 'parts' as const, columnsAre: 'nested' as const, columns: [] },
    base: base < 10 ? { kind: 'hidden' as const } : { kind: 'about' as const, n: base },
    rows: [{ key: key === 'owed' ? 'answered' : 'in-time', name: '', cells: [first] }],
  })
  const given = {
    ...example,
    before: [],
    tables: [cells('owed', 15, { kind: 'about', n: 10 }), cells('readings', 60, { kind: 'about', n: 50 })],
  }
  const measures = await measuresFor(db, september, now, given)
  t.same(
    measures.map(({ key }) => key),
    Object.keys(definitions),
  )
  t.equal(measures.length, 10)
  for (const one of measures) {
    t.ok(one.definition.length > 40 && one.period && one.rule && one.value, one.key)
    t.notMatch(`${one.name} ${one.definition}`, /because|proved|significant|best|worst/i)
  }
  const value = (key: string) => measures.find((one) => one.key === key)?.value
  t.equal(value('answered'), 'about 10 of about 15', 'too few for a share')
  t.equal(value('readings'), 'about 50 of about 60 (83 in 100)')
  t.equal(value('first-reply'), '14 weeks')
  t.equal(value('themes'), '1 of 1 that wait')
  t.equal(value('concerns'), 'none')
  t.equal(value('decisions'), '0 of 1 open')
  t.equal(value('coverage'), '1 not heard or too few, 1 not known, of 3 groups')
  t.equal(value('agreement'), 'fewer than 10 passages')
  const none = await measuresFor(db, september, now, {
    ...given,
    tables: [cells('owed', 9, { kind: 'hidden' }), cells('readings', 30, { kind: 'hidden' })],
  })
  t.match(none, [
    { value: 'not shown' },
    { value: 'not shown' },
    { value: 'not shown, of about 30. Unread past their time on the day: none' },
  ])
  const rows = ['male', 'female'].map((key) => ({ ...example.coverage[0]!, key, heard: 'not shown' as const }))
  const hidden = await measuresFor(db, september, now, { ...given, coverage: rows })
  t.match(
    hidden.find(({ key }) => key === 'coverage'),
    { value: '0 not heard or too few, 2 not known, of 2 groups' },
  )
  const old = await measuresFor(db, findReleasePeriod('2024-09')!, now, { ...given, tables: [] })
  t.same(
    old.filter((one) => one.value.startsWith('not measured')).map(({ key }) => key),
    ['themes', 'decisions', 'entries', 'concerns', 'agreement'],
    'what holds on the day of freezing says nothing about a time long before',
  )
  t.match(old[2], { key: 'readings', value: 'not shown' })
  const before = { ...september, from: '2025-07-01', until: '2025-09-01' }
  const then = await measuresFor(db, before, new Date('2025-09-11T10:00:00Z'), given)
  t.match(
    then.find(({ key }) => key === 'entries'),
    { value: 'no entry was there yet' },
  )
  t.match((await measuresFor(db, september, now, { ...given, before: measures }))[0], {
    before: 'about 10 of about 15',
  })
})

t.test('"before" is the release of the stretch just before, of the same kind', async (t) => {
  const history = exampleHistory('2026-07', [100, 120])
  t.equal(measuresBefore(history, september), history[1]!.content.measures)
  t.same(measuresBefore([history[0]!], september), [], 'two months were left out')
  t.same(measuresBefore(history, findReleasePeriod('2026')!), [])
})

t.test('before anything is released the page says so; then each number opens its definition', async (t) => {
  const board = await room.browser(cast.bev)
  const empty = await board.get('/team/scorecard')
  t.equal(empty.statusCode, 200)
  t.match(empty.body, 'Nothing is released yet.')
  const measures = await measuresFor(db, september, now, { ...exampleContent(60), before: [] })
  await publishExample(db, exampleRelease(1, '2026-07'))
  await publishExample(
    db,
    exampleRelease(2, '2026-09', 60, {
      content: { ...exampleContent(60), name: 'September and October 2026', measures },
    }),
  )
  const page = await board.get('/team/scorecard')
  t.match(text(page.body), 'September and October 2026. How the organisations keep their side.')
  const links = [...page.body.matchAll(/href="#(m-[\w-]+)"/g)].map(([, id]) => id)
  t.equal(links.length, 10)
  for (const id of links) t.match(page.body, `id="${id}"`)
  t.equal((await board.get('/team/scorecard/1')).statusCode, 200)
  t.equal((await board.get('/team/scorecard/3')).statusCode, 404)
  t.equal((await board.get('/team/scorecard/x')).statusCode, 404)
  t.equal((await (await room.browser(cast.sam)).get('/team/scorecard')).statusCode, 403)
})

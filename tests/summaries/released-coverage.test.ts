import t from 'tap'
import { addToCounts } from '../../src/feedback/giving/about-you.ts'
import { findPeriod } from '../../src/period.ts'
import { aboutTables } from '../../src/summaries/coverage/about-tables.ts'
import { countCoverage } from '../../src/summaries/coverage/counting.ts'
import { writeNextStep } from '../../src/summaries/coverage/next-steps.ts'
import { saveTotals } from '../../src/summaries/coverage/referral-totals.ts'
import { referredTables } from '../../src/summaries/coverage/referred-tables.ts'
import { coverageFor } from '../../src/summaries/coverage/released-coverage.ts'
import { coverageTable } from '../../src/summaries/pack/listening.ts'
import type { Cell, ReleasedTable } from '../../src/summaries/releases/release.ts'
import { addVoices, openRoom } from '../changes/room.ts'
import { exampleContent, exampleRelease } from '../fixtures/release.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const september = findPeriod('2026-09')!
const year = { from: '2026-01-01', until: '2027-01-01' }
const about = (n: number): Cell => ({ kind: 'about', n })
const band: Cell = { kind: 'hidden' }

/** A table of one column, by hand. */
function table(key: string, base: Cell, cells: Record<string, Cell>): ReleasedTable {
  const rows = Object.entries(cells).map(([row, cell]) => ({ key: row, name: row, cells: [cell] }))
  const columns = [{ key: 'people', name: 'People' }]
  return { key, name: key, of: key, rowsAre: 'parts', columnsAre: 'nested', base, columns, rows }
}

const versions = table('versions', about(100), {
  ...{ '8-11': band, '11-17': about(50), parent: about(20), survivor: about(30), group: band },
})
const rowsOf = async (...tables: ReleasedTable[]) => {
  const rows = await coverageFor(db, september, [versions, ...tables], now)
  return (group: string, key: string) => rows.find((row) => row.group === group && row.key === key)
}

t.test('groups that nobody spoke from are in the release, and every figure is one of its cells', async (t) => {
  const of = await rowsOf(
    table('about:sex-1', about(60), { female: about(55), male: band, 'rather-not-say': band }),
    table('languages', about(100), { en: about(100), ur: band, sk: band }),
  )
  t.match(of('age', 'under-11'), { answered: band, heard: 'not heard yet', referred: null, invited: null })
  t.match(of('sex', 'male')?.words, 'Not heard yet, or too few to show a number. Nobody has written down yet')
  t.match(of('sex', 'not-said'), { heard: 'not shown', words: /added to no group/ })
  t.match(of('language', 'ur'), { heard: 'not heard yet' })
  t.match(of('language', 'en'), { answered: about(100), heard: 'heard' })
  t.match(of('everybody', 'everybody'), { answered: about(100), heard: 'heard' })
  t.match(of('ethnic', 'black'), { answered: { kind: 'hidden' }, heard: 'not shown' }, 'no table, no word about it')
  t.match(of('channel', 'tablet'), { heard: 'not shown' })
})

t.test('everybody in one group reads like nobody in it', async (t) => {
  const of = await rowsOf(table('about:sex-1', about(30), { female: band, male: band, 'rather-not-say': band }))
  t.same([of('sex', 'female')?.heard, of('sex', 'male')?.heard], ['not shown', 'not shown'])
  const few = await rowsOf(table('about:sex-1', band, { female: band, male: band, 'rather-not-say': band }))
  t.same([few('sex', 'female')?.heard, few('sex', 'male')?.heard], ['not heard yet', 'not heard yet'])
})

t.test('"we heard less" follows from what is shown alone', async (t) => {
  const seen = table('referred:sex', about(120), { male: about(55), female: about(60), 'not-said': band })
  const told = (male: Cell, base = 60) =>
    table('about:sex-1', about(base), { female: about(45), male, 'rather-not-say': band })
  const step = { groupKey: 'sex.male', sentence: 'Ask at football.', byDay: '2027-01-15' }
  t.same(await writeNextStep(db, site.keys, step, cast.ruth, now), { ok: true })
  const less = (await rowsOf(seen, told(about(10))))('sex', 'male')
  t.match(less, { referred: about(55), answered: about(10), less: true }, 'a field, so that every list can name them')
  t.equal(
    less?.words,
    'We heard less from boys and young men than services saw of them. Next: Ask at football, by 15 January 2027.',
  )
  const few = table('about:sex-1', about(100), { female: about(95), male: band, 'rather-not-say': band })
  t.equal(
    (await rowsOf(seen, few))('sex', 'male')?.words,
    'Not heard yet, or too few to show a number. We heard less from boys and young men than services saw of them. Next: Ask at football, by 15 January 2027.',
  )
  const withheld = table('about:sex-1', about(145), { female: about(65), male: band, 'rather-not-say': band })
  t.match(
    (await rowsOf(seen, withheld))('sex', 'male'),
    { heard: 'not shown', words: 'No number can be shown.' },
    'a figure that is withheld for another one may be a large one',
  )
  t.equal((await rowsOf(seen, told(about(25))))('sex', 'male')?.words, 'Heard.')
  t.notOk((await rowsOf(seen, told(about(25))))('sex', 'male')?.less)
  const nobodyElse = table('about:sex-1', about(60), { female: band, male: band, 'rather-not-say': band })
  t.notMatch((await rowsOf(seen, nobodyElse))('sex', 'male')?.words, 'heard less', 'it may be everybody')
  const small = table('referred:sex', about(25), { male: about(15), female: about(10) })
  t.notMatch((await rowsOf(small, told(band)))('sex', 'male')?.words, 'heard less', 'fewer than thirty referred')
})

t.test('parents stand in a table of their own, and no person is in two', async (t) => {
  const say = async (n: number, askedOf: string, choices: Record<string, string>) => {
    for (let done = 0; done < n; done += 1) await addToCounts(db, { askedOf, choices }, '2026-09')
  }
  await addVoices(room, 12, { on: '2026-09-15' })
  await say(12, '11-17', { 'sex-1': 'female' })
  await say(3, 'survivor', { 'sex-1': 'male' })
  await say(20, 'parent', { 'sex-1': 'male' })
  const tables = await aboutTables(db, september)
  const counts = (key: string) => tables.find((one) => one.key === key)?.rows.map(({ counts: [n] }) => n)
  t.same(counts('about:sex-1'), [12, 0, 3])
  t.same(counts('about-parents:sex-1'), [0, 0, 20])
  t.equal(new Set(tables.map(({ key }) => key)).size, tables.length)
  t.ok(tables.every(({ base, rows }) => rows.reduce((sum, { counts: [n] }) => sum + n!, 0) === base))
})

t.test('a part of a year is not the year, and what was not typed in has no row', async (t) => {
  t.same(await referredTables(db, september), [])
  const typed = { counts: { total: '120', 'sex.male': '50', 'language.sk': '9' }, why: '', base: '0' }
  t.same(await saveTotals(db, site.keys, september, typed, cast.ruth, now), { ok: true })
  const tables = await referredTables(db, september)
  t.match(tables, [
    { key: 'referred', base: 120, rows: [] },
    {
      key: 'referred:sex',
      base: 120,
      rows: [
        { key: 'male', counts: [50] },
        { key: 'not-typed', counts: [70] },
      ],
    },
    {
      key: 'referred:language',
      rows: [
        { key: 'sk', counts: [9] },
        { key: 'not-typed', counts: [111] },
      ],
    },
  ])
  t.same(await referredTables(db, year), [], 'the other months are not known')
  t.equal((await countCoverage(db, year)).referred, null)
  for (const key of ['2026-01', '2026-03', '2026-05', '2026-07', '2026-11']) {
    await saveTotals(db, site.keys, findPeriod(key)!, { ...typed, counts: { total: '10' } }, cast.ruth, now)
  }
  t.match(await referredTables(db, year), [{ key: 'referred', base: 170 }])
  t.equal((await referredTables(db, year)).length, 1)
})

t.test('no column of the pack says "not counted" in every row', async (t) => {
  const tables = [versions, table('invited', about(145), { rotherham: about(145) })]
  const coverage = await coverageFor(db, september, tables, now)
  const found = coverageTable(exampleRelease(1, '2026-09', 60, { content: { ...exampleContent(60), coverage } }))!
  for (const [at, column] of found.columns.entries()) {
    t.notOk(
      found.rows.every((row) => row[at]?.text === 'not counted'),
      column,
    )
  }
})

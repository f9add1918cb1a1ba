import t, { type Test } from 'tap'
import { tryToWorkOut } from '../../src/summaries/releases/auditing/auditor.ts'
import type { Seen, SeenTable } from '../../src/summaries/releases/auditing/seen.ts'
import { type Earlier, protect } from '../../src/summaries/releases/protecting.ts'
import type { ExactTable, ReleasePeriod } from '../../src/summaries/releases/release.ts'
import { roundTable } from '../../src/summaries/releases/rounding.ts'

/** About so many people, fewer than ten, ten or more, or left out. */
type Figure = number | 'few' | 'many' | 'hidden'

const january = { kind: 'period', key: '2026-01', from: '2026-01-01', until: '2026-03-01' } as const
const march = { kind: 'period', key: '2026-03', from: '2026-03-01', until: '2026-05-01' } as const
const half = { kind: 'year', key: '2026', from: '2026-01-01', until: '2026-05-01' } as const
const more = { ...half, until: '2026-07-01' } as const

const cell = (figure: Figure) =>
  typeof figure === 'number'
    ? ({ kind: 'about', n: figure } as const)
    : ({ kind: figure === 'few' ? 'band' : figure } as const)
const table = (rowsAre: SeenTable['rowsAre'], base: Figure, rows: Figure[]): SeenTable => ({
  ...{ key: 'who', name: 'Who', of: 'heard', rowsAre, columnsAre: 'beside', base: cell(base) },
  columns: [{ key: 'people', name: 'People' }],
  rows: rows.map((row, i) => ({ key: `r${i}`, name: `Row ${i}`, cells: [cell(row)] })),
})
/** Everybody is in one row. */
const parts = (base: Figure, ...rows: Figure[]) => table('parts', base, rows)
/** So many of them spoke of one theme. */
const some = (base: Figure, ...rows: Figure[]) => table('overlapping', base, rows)

/** One release after another on the days named. Everything before the newest must have passed. */
function tried(t: Test, ...releases: [ReleasePeriod, string, SeenTable | SeenTable[]][]) {
  const all = releases.map(
    ([when, frozenOn, one], i): Seen => ({ ...when, number: i + 1, frozenOn, tables: [one].flat() }),
  )
  const before = all.slice(0, -1)
  before.forEach((one, i) => void t.notOk(tryToWorkOut(one, before.slice(0, i)), `release ${i + 1} passes`))
  return tryToWorkOut(all.at(-1)!, before)
}

t.test('who is left over from a whole is a group like any other', async (t) => {
  const rest = tried(t, [january, '2026-03-01', some(10, 10)])
  t.match(rest, { kind: 'rest', place: { row: 'r0' } }, 'ten to twelve people, ten to twelve of them: two at most')
  t.notOk(tried(t, [january, '2026-03-01', some(15, 10)]), 'one to seven may be left over')
})

t.test('what of a year is in no released period is one too', async (t) => {
  const year = (figure: Figure) =>
    tried(t, [january, '2026-03-01', some(60, 10)], [more, '2026-09-01', some(150, figure)])
  t.match(
    year(10),
    { kind: 'rest', belief: 'nothing else', place: { release: 2, row: 'r0' } },
    'two at most after February',
  )
  t.notOk(year(15), 'one to seven after February')
})

t.test('a year is held against its periods as they stand now, not only as they stood then', async (t) => {
  const corrected = (figure: Figure) =>
    tried(
      t,
      [january, '2026-06-01', some(60, 15)],
      [march, '2026-06-01', some(40, 10)],
      [half, '2026-09-01', some(100, 25)],
      [march, '2026-12-01', some(40, figure)],
    )
  const found = corrected('few')
  t.match(
    found,
    { kind: 'figure', place: { release: 4, row: 'r0' } },
    'about 25 less about 15: six at least, and now a few',
  )
  t.notOk(corrected(10))
  const then = tried(
    t,
    [january, '2026-06-01', some(25, 10)],
    [march, '2026-06-01', some(25, 15)],
    [half, '2026-09-01', some(50, 30)],
    [january, '2026-12-01', some(30, 'few')],
  )
  t.match(then, { belief: 'nothing else', place: { release: 2, row: 'r0' } }, 'and as they stood when it went out')
})

t.test('how many came or went between a release and its correction is a group as well', async (t) => {
  const exact = tried(t, [january, '2026-06-01', some(101, 31)], [january, '2026-12-01', some(132, 34)])
  t.match(
    exact,
    { kind: 'change', belief: 'nothing else', place: { row: 'r0' } },
    'three people, and nothing else possible',
  )
  t.notOk(
    tried(t, [january, '2026-06-01', some(100, 30)], [january, '2026-12-01', some(130, 35)]),
    'one to nine people',
  )
  const two = tried(t, [january, '2026-06-01', parts(40, 20, 20)], [january, '2026-12-01', parts(45, 20, 20)])
  t.match(two, { kind: 'change', place: { row: 'r0' } }, 'of 43 at least, with 22 in the other row: none or one went')
})

t.test('a figure of less than 28 days later is of at most one person more', async (t) => {
  const later = (day: string) => tried(t, [january, '2026-06-01', some(100, 15)], [january, day, some(100, 20)])
  t.match(later('2026-06-28'), { kind: 'change', place: { row: 'r0' } }, 'seventeen, and now eighteen')
  t.notOk(later('2026-06-29'), 'one to nine more')
})

t.test('readers are reckoned with who suppose that people only came, or only went', async (t) => {
  const came = tried(t, [january, '2026-06-01', parts(45, 20, 25)], [january, '2026-12-01', parts(45, 25, 'many')])
  t.match(came, { kind: 'change', belief: 'only more', place: { row: 'r1' } })
  const went = tried(t, [january, '2026-06-01', parts(40, 20, 20)], [january, '2026-12-01', parts(45, 20, 20)])
  t.match(went, { kind: 'change', belief: 'only fewer', place: { row: 'r0' } })
})

t.test('what contradicts something else that a reader may suppose is tried by itself', async (t) => {
  const found = tried(
    t,
    [january, '2026-06-01', parts(25, 'few', 'many')],
    [january, '2026-12-01', parts(20, 'few', 15)],
  )
  t.match(found, { kind: 'figure', place: { release: 1, row: 'r0' } }, 'the second row then as now: six at least')
})

t.test('a year then and the same year now are tried together', async (t) => {
  const found = tried(
    t,
    [march, '2027-04-02', parts(10, 'few', 'few')],
    [january, '2027-05-12', parts(10, 'few', 'few')],
    [half, '2027-06-12', parts(20, 'few', 15)],
    [half, '2027-10-03', parts(30, 'many', 15)],
    [january, '2027-11-30', parts(20, 'few', 'many')],
  )
  t.match(
    found,
    { kind: 'figure', place: { row: 'r1' } },
    'four at least by the first year, and seven at most by the second',
  )
})

t.test('where what is not shown cannot be a few people, those who are left over are them', async (t) => {
  const found = tried(
    t,
    [half, '2027-03-24', some(35, 30)],
    [january, '2027-05-15', some(10, 'few')],
    [march, '2027-06-22', some(20, 'few')],
  )
  t.match(
    found,
    { kind: 'figure', place: { release: 2, row: 'r0' } },
    'all but three of March, so six of January at least',
  )
})

t.test('what the auditor cannot make come out is not taken for safe', async (t) => {
  const all: [ReleasePeriod, string, SeenTable][] = [
    [half, '2027-04-23', parts(75, 15, 25, 35)],
    [january, '2027-08-07', parts(35, 'few', 15, 15)],
    [march, '2027-08-27', parts(40, 'hidden', 'hidden', 'hidden')],
    [half, '2027-09-17', parts(115, 25, 40, 50)],
  ]
  t.ok(tried(t, ...all))
})

t.test('who finds an outcome on their page is laid beside the themes that were decided on', async (t) => {
  const exact = (base: number, spoke: number, told: number): ExactTable[] => [
    {
      ...{ key: 'themes', name: 'Themes', of: 'heard', rowsAre: 'overlapping', columnsAre: 'beside', base },
      ...{ columns: [{ key: 'people', name: 'People' }], rows: [{ key: 'a', name: 'A', counts: [spoke] }] },
    },
    {
      ...{ key: 'told', name: 'Told', of: 'heard', rowsAre: 'overlapping', columnsAre: 'nested', base },
      ...{ columns: [{ key: 'people', name: 'People' }], rows: [{ key: 'told', name: 'Told', counts: [told] }] },
      ...(told > 0 && { anyOf: { table: 'themes', rows: ['a'] } }),
    },
  ]
  const yearOf = (first: number, whole: number) => {
    const earlier: Earlier[] = []
    for (const [period, spoke] of [[january, first] as const, [march, whole - first] as const]) {
      const made = protect(exact(60, spoke, 0), period, earlier)
      if (!made.ok) throw new Error(made.why)
      earlier.push({ ...period, number: earlier.length + 1, frozenOn: period.until, content: { tables: made.tables } })
    }
    const year = protect(exact(120, whole, whole), half, earlier)
    return year.ok && year.tables.map(({ rows }) => rows[0]!.cells[0]!.kind)
  }
  t.same(yearOf(11, 12), ['many', 'many'], 'the theme is withheld from the year, and so is what says the same of it')
  t.same(yearOf(20, 22), ['many', 'many'], 'also where five values would be left')
  const before = { ...half, number: 1, frozenOn: half.until, content: { tables: exact(120, 12, 0).map(roundTable) } }
  const late = protect(exact(60, 11, 11), january, [before])
  t.equal(late.ok && late.tables[1]!.rows[0]!.cells[0]!.kind, 'hidden', 'what tells that it is ten or more goes too')
  const [themes, told] = exact(60, 12, 12).map(roundTable) as [SeenTable, SeenTable]
  const both = (rows: Figure[], union: Figure): SeenTable[] => [
    some(60, ...rows),
    { ...told, anyOf: { table: 'who', rows: ['r0', 'r1'] }, rows: [{ ...told.rows[0]!, cells: [cell(union)] }] },
  ]
  t.match(tried(t, [january, '2026-03-01', both([10, 'few'], 10)]), { kind: 'rest', place: { row: 'told' } })
  t.notOk(tried(t, [january, '2026-03-01', both([10, 'few'], 15)]), 'one to seven spoke of the second one only')
  t.ok(tried(t, [january, '2026-03-01', both([10, 'few'], 20)]), 'and here six at least')
  t.notOk(tried(t, [january, '2026-03-01', [themes, told]]))
})

import t from 'tap'
import { withoutMarks } from '../../src/summaries/releases/marks.ts'
import { type Earlier, protect } from '../../src/summaries/releases/protecting.ts'
import type { ExactTable, MarkedTable, ReleasePeriod } from '../../src/summaries/releases/release.ts'

const year: ReleasePeriod = { kind: 'year', key: '2026', from: '2026-01-01', until: '2027-01-01' }
const novemberOn: ReleasePeriod = { kind: 'period', key: '2026-11', from: '2026-11-01', until: '2027-01-01' }

/** Parts of a whole, by hand. */
function parts(...counts: number[]): ExactTable {
  return {
    ...{ key: 'versions', name: 'Who we heard', of: 'heard', rowsAre: 'parts', columnsAre: 'nested' },
    base: counts.reduce((sum, one) => sum + one, 0),
    columns: [{ key: 'people', name: 'People' }],
    rows: counts.map((count, at) => ({ key: `r${at}`, name: `Row ${at}`, counts: [count] })),
  }
}

const protectedTables = (exact: ExactTable, period: ReleasePeriod, earlier: Earlier[] = [], on = period.until) => {
  const made = protect([exact], period, earlier, on)
  if (!made.ok) throw new Error(made.why)
  return made.tables
}
const release = (number: number, period: ReleasePeriod, tables: MarkedTable[]): Earlier => ({
  ...{ ...period, number, frozenOn: period.until, content: { tables } },
})
const firsts = (tables: readonly MarkedTable[]) => tables[0]!.rows.map(({ cells: [cell] }) => cell)

t.test('nobody outside can tell a few people from a figure that is withheld for their sake', async (t) => {
  const marked = protectedTables(parts(13, 13, 1, 0), novemberOn)
  t.same(
    firsts(marked).map((cell) => cell?.kind),
    ['many', 'about', 'band', 'band'],
    'the draft keeps why',
  )
  const published = withoutMarks(marked)
  t.same(firsts(published), [{ kind: 'hidden' }, { kind: 'about', n: 15 }, { kind: 'hidden' }, { kind: 'hidden' }])
  t.notMatch(JSON.stringify(published), /band|many/)
})

t.test('a year tells no figure where all that it adds to its periods may be a few people', async (t) => {
  // The adversary's own: whoever knows the rules knew from the year's "withheld" that January to October had 0 to 2.
  const last = release(1, novemberOn, protectedTables(parts(5, 11, 13, 5), novemberOn))
  t.same(
    firsts(last.content.tables).map((cell) => cell?.kind),
    ['band', 'about', 'about', 'band'],
  )
  const cellsOf = (second: number) => firsts(protectedTables(parts(5, second, 40, 25), year, [last]))
  for (const second of [11, 12, 13, 14, 17]) {
    t.same(cellsOf(second)[1], { kind: 'many' }, `${second}: 0 to 7 of them are possible before November`)
  }
  t.same(cellsOf(18)[1], { kind: 'about', n: 20 })
})

t.test('a year that adds only a few people to its periods is refused', async (t) => {
  const last = release(1, novemberOn, protectedTables(parts(20, 21), novemberOn))
  const made = protect([parts(20, 22)], year, [last])
  t.match(made, { ok: false, why: /adds too few people/ })
})

t.test('a correction shows no figure that what it corrects did not', async (t) => {
  const first = release(1, novemberOn, protectedTables(parts(9, 10, 9), novemberOn))
  t.ok(firsts(first.content.tables).every((cell) => cell?.kind !== 'about'))
  const corrected = protectedTables(parts(12, 20, 11), novemberOn, [first], '2027-03-10')
  t.same(corrected[0]?.base, { kind: 'about', n: 45 })
  t.same(firsts(corrected), [{ kind: 'hidden' }, { kind: 'hidden' }, { kind: 'hidden' }])
  const whole = release(1, novemberOn, protectedTables(parts(20, 30, 40), novemberOn))
  t.same(
    firsts(protectedTables(parts(36, 46, 56), novemberOn, [whole], '2027-03-10')),
    [35, 45, 55].map((n) => ({ kind: 'about', n })),
  )
})

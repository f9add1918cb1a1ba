import t from 'tap'
import { tryToWorkOut } from '../../src/summaries/releases/auditing/auditor.ts'
import { addSum, addUnknown, emptySystem, propagate } from '../../src/summaries/releases/auditing/propagation.ts'
import type { Seen, SeenTable } from '../../src/summaries/releases/auditing/seen.ts'
import { mayRelease } from '../../src/summaries/releases/may-release.ts'
import { type Earlier, protect } from '../../src/summaries/releases/protecting.ts'
import type { ExactTable, MarkedCell, ReleasePeriod } from '../../src/summaries/releases/release.ts'
import { roundTable } from '../../src/summaries/releases/rounding.ts'

const two = (month: string, next: string): ReleasePeriod => {
  const [from, until] = [`${month}-01`, `${next}-01`]
  return { kind: 'period', key: month, from, until }
}
const periods = ['01', '03', '05', '07', '09', '11'].map((month, i, all) =>
  two(`2026-${month}`, i < 5 ? `2026-${all[i + 1]}` : '2027-01'),
)
const year: ReleasePeriod = { kind: 'year', key: '2026', from: '2026-01-01', until: '2027-01-01' }

const parts = (base: number, counts: number[]): ExactTable => ({
  ...{ key: 'versions', name: 'Who we heard', of: 'heard', rowsAre: 'parts', columnsAre: 'beside', base },
  columns: [{ key: 'people', name: 'People' }],
  rows: counts.map((count, i) => ({ key: `r${i}`, name: `Row ${i}`, counts: [count] })),
})
const themes = (base: number, rows: [number, number, number][]): ExactTable => ({
  ...{ key: 'themes', name: 'Themes', of: 'heard', rowsAre: 'overlapping', columnsAre: 'beside', base },
  columns: ['people', 'concern', 'praise'].map((key) => ({ key, name: key })),
  rows: rows.map((counts, i) => ({ key: `t${i}`, name: `Theme ${i}`, counts })),
})
const plain = (period: ReleasePeriod, number: number, tables: SeenTable[], frozenOn = period.until): Seen => ({
  ...period,
  ...{ number, frozenOn, tables },
})
const words = (cell: MarkedCell) => (cell.kind === 'about' ? `${cell.n}` : cell.kind)
const column = (tables: SeenTable[], at = 0) => tables[0]!.rows.map(({ cells }) => words(cells[at]!))
function release(
  period: ReleasePeriod,
  number: number,
  exact: ExactTable[],
  earlier: Earlier[],
  frozenOn = period.until,
): Earlier {
  const made = protect(exact, period, earlier, frozenOn)
  if (!made.ok) throw new Error(made.why)
  return { ...period, number, frozenOn, content: { tables: made.tables } }
}

t.test('a figure is a band, or goes to the nearest five; everybody and nearly everybody look like a few', async (t) => {
  const rounded = roundTable(
    themes(43, [
      [43, 12, 9],
      [42, 40, 2],
      [27, 0, 27],
      [27, 25, 13],
    ]),
  )
  t.same(rounded.base, { kind: 'about', n: 45 })
  t.same(
    rounded.rows.map(({ cells }) => cells.map(words)),
    [
      ['band', '10', 'band'],
      ['40', 'band', 'band'],
      ['25', 'band', 'band'],
      ['25', 'band', '15'],
    ],
  )
  t.same(column([roundTable(parts(9, [5, 4, 0]))]), ['band', 'band', 'band'], 'no part of fewer than ten')
  t.throws(() => roundTable(parts(10, [5, 4, 0])), 'counts that do not add up are a mistake of ours')
  t.throws(() => roundTable(themes(10, [[11, 1, 1]])))
})

t.test('bounds are tightened until nothing follows any more', async (t) => {
  const system = emptySystem()
  const [a, b, whole] = [addUnknown(system, 13, 17), addUnknown(system, 0, 9), addUnknown(system, 13, 17)]
  t.ok(propagate(system, [addSum(system, [a, b], [whole])], []))
  t.same([system.low[b], system.high[b]], [0, 4])
  t.notOk(propagate(system, [addSum(system, [b], [a])], []), 'and a contradiction is noticed')
})

t.test('what cannot be worked out passes, what can be is found', async (t) => {
  const seen = (...tables: ExactTable[]) => tryToWorkOut(plain(periods[0]!, 1, tables.map(roundTable)), [])
  t.notOk(seen(parts(43, [20, 12, 8, 3])))
  t.notOk(seen(parts(60, [21, 22, 17, 0])))
  t.ok(seen(parts(22, [10, 10, 2])), 'about 20 in all, of them about 10 and about 10: the rest are two at most')
  t.ok(seen(parts(18, [9, 9])), 'about 20 in two bands: nine and nine')
  t.match(seen(parts(25, [25, 0])), { kind: 'everybody' }, 'about 25 in two bands: one of them is everybody')
})

t.test('a second figure is withheld where that helps, a column where it does not', async (t) => {
  const made = protect([parts(46, [23, 23, 0])], periods[0]!, [])
  t.ok(made.ok)
  if (!made.ok) return
  t.same(column(made.tables), ['many', '25', 'band'])
  t.match(made.report.withheld, [/withheld too/])
  t.same(made.report.found, [])
  const small = protect([parts(22, [10, 10, 2])], periods[0]!, [])
  t.ok(small.ok && column(small.tables).every((one) => one === 'hidden'), 'ten and ten of at most 22 leave two at most')
  t.ok(small.ok && small.tables[0]!.base.kind === 'about', 'how many there are in all stays')
})

t.test('the year is held against its periods', async (t) => {
  const counts = [20, 21, 22, 20, 22, 22].map((first, i) => [first, i < 5 ? 10 : 1, 12])
  const earlier: Earlier[] = []
  for (const [i, row] of counts.entries()) {
    const base = row.reduce((sum, n) => sum + n, 0)
    earlier.push(release(periods[i]!, i + 1, [parts(base, row)], earlier))
  }
  const sums = [0, 1, 2].map((at) => counts.reduce((sum, row) => sum + row[at]!, 0))
  const exact = parts(
    sums.reduce((sum, n) => sum + n, 0),
    sums,
  )
  const naive = plain(year, 7, [roundTable(exact)])
  const found = tryToWorkOut(
    naive,
    earlier.map((one) => plain(one, one.number, one.content.tables)),
  )
  t.match(found, { kind: 'figure', place: { release: 6, row: 'r1' } }, 'the one of November and December is found')
  const made = protect([exact], year, earlier)
  t.ok(made.ok, made.ok ? '' : made.why)
  if (!made.ok) return
  t.equal(column(made.tables)[1], 'many', 'so the row of the year is withheld')
})

t.test('a correction is held against what it replaces', async (t) => {
  const seen = (number: number, row: number[], on: string) => {
    return plain(
      periods[0]!,
      number,
      [
        roundTable(
          parts(
            row.reduce((sum, n) => sum + n),
            row,
          ),
        ),
      ],
      on,
    )
  }
  const first = seen(1, [23, 18, 5], '2026-03-01')
  t.notOk(tryToWorkOut(first, []), 'about 25 and about 20 of about 45: six at most')
  const more = seen(2, [27, 22, 5], '2026-05-01')
  t.notOk(tryToWorkOut(more, []), 'about 25 and about 20 of about 55: four at least')
  t.match(
    tryToWorkOut(more, [first]),
    { belief: 'nothing else', place: { row: 'r2' } },
    'the two together: four to six',
  )
  const before = seen(1, [23, 14, 9], '2026-03-01')
  t.notOk(tryToWorkOut(before, []))
  t.notOk(tryToWorkOut(seen(2, [31, 18, 10], '2026-05-01'), [before]), 'a small group that grew meanwhile')
  const near = tryToWorkOut(seen(2, [23, 14, 10], '2026-03-09'), [before])
  t.match(near, { kind: 'figure', place: { row: 'r2' } }, 'a week later: nine, and now ten')
})

t.test('a correction comes 28 days and ten people later', async (t) => {
  const last = { ...two('2026-01', '2026-03'), number: 3, frozenOn: '2026-03-10' }
  const next = { ...two('2026-01', '2026-03'), frozenOn: '2026-04-07' }
  t.same(
    mayRelease([last], next, () => 10),
    { ok: true },
  )
  const early = mayRelease([last], { ...next, frozenOn: '2026-04-06' }, () => 10)
  t.match(early, { ok: false, why: /2026-04-07|7 April 2026/ })
  t.match(
    mayRelease([last], next, () => 9),
    { ok: false, why: /Fewer than ten/ },
  )
  const another = { ...two('2026-03', '2026-05'), frozenOn: next.frozenOn }
  t.same(
    mayRelease([last], another, () => 0),
    { ok: true },
    'another time has no such limit',
  )
})

t.test('a year and its periods are releases about the same days, and no period follows its year', async (t) => {
  const last = { ...two('2026-11', '2027-01'), number: 6, frozenOn: '2027-01-11' }
  const whole = { ...year, frozenOn: '2027-02-08' }
  const older = [1, 2].map((number) => ({ ...periods[number]!, number, frozenOn: '2026-08-01' }))
  const may = (earlier: Parameters<typeof mayRelease>[0], next: Parameters<typeof mayRelease>[1], people: number) =>
    mayRelease([...older, ...earlier], next, ({ number }) => (number === 6 ? people : 100))
  t.same(may([last], whole, 10), { ok: true })
  t.match(
    mayRelease([older[0]!, last], whole, () => 100),
    { ok: false, why: /Fewer than three periods/ },
  )
  t.match(may([last], { ...whole, frozenOn: '2027-02-07' }, 10), {
    ok: false,
    why: /less than 28 days ago.*(2027-02-08|8 February 2027)/,
  })
  t.match(may([last], whole, 9), { ok: false, why: /Fewer than ten people .* not in release 6/ })
  const out = { ...year, number: 7, frozenOn: '2027-02-08' }
  const other = { ...two('2026-09', '2026-11'), frozenOn: '2027-06-01' }
  t.match(may([last, out], other, 100), { ok: false, why: /The year 2026 is out, as release 7/ })
  const corrected = { ...last, frozenOn: '2027-03-07' }
  t.match(
    may([last, out], corrected, 100),
    { ok: false, why: /Release 7 .*(2027-03-08|8 March 2027)/ },
    'a correction keeps away too',
  )
  t.same(may([last, out], { ...corrected, frozenOn: '2027-03-08' }, 100), { ok: true })
})

t.test(
  'a whole correction of what nobody did then and nobody does now, and of a release that more than doubled, goes out',
  async (t) => {
    const nobody: ExactTable = { ...parts(0, [0, 0, 0]), key: 'invited', of: 'invited' }
    const grown = (each: number) => [
      parts(5 * each, [each, each, each, each, each]),
      { ...parts(5 * each, [5 * each, 0, 0]), key: 'channels' },
      nobody,
    ]
    const [period] = periods as [ReleasePeriod]
    for (const [name, before, now] of [
      ['nobody', [nobody], [nobody]],
      ['grown', grown(20), grown(50)],
    ] as const) {
      const first = release(period, 1, [...before], [], '2026-11-23')
      const made = protect([...now], period, [first], '2027-02-01')
      t.equal(made.ok, true, `${name}: ${made.report.found}`)
    }
  },
)

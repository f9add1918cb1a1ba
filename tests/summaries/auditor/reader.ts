import type { Earlier } from '../../../src/summaries/releases/protecting.ts'
import type { ExactTable, MarkedCell } from '../../../src/summaries/releases/release.ts'
import type { History } from './history.ts'

type Bounds = { low: number; high: number; truth: number; isShown: boolean; at: string }
type Sum = { parts: Bounds[]; whole: Bounds }
type Read = { cells: Map<string, Bounds>; base: Bounds }

/** More people than in any history. */
const MANY = 100_000

/**
 * A second reader, of a few lines, that shares nothing with the auditor: it takes the figures from one another, row by row, and is
 * told which of its sums were true on the day and which figures were the same twice. Nobody outside could know that.
 * @returns places where fewer than five values are left for a group that was truly one to nine, a figure or what it leaves over of
 * its whole or of its year; or fewer than three for how many came or went; or where it was misled
 */
export function readWithTruth(history: History): string[] {
  const exact = history.truth.map((one) => one.exact)
  const all = history.releases.map((release, i) => boundsOf(release, exact[i]!, i))
  const rests: Bounds[] = []
  const restOf = (whole: Bounds, parts: Bounds[], at: string): Sum => {
    const truth = whole.truth - total(parts, 'truth')
    const rest = { low: 0, high: MANY, truth, isShown: false, at }
    if (truth >= 0) rests.push(rest)
    return { parts: [...parts, rest], whole }
  }
  const sums: Sum[] = all.flatMap((read, i) => [
    ...exact[i]!.filter(({ rowsAre }) => rowsAre === 'parts').map(({ key, rows }) => ({
      parts: rows.map((row) => read.cells.get(`${key} ${row.key} 0`)!),
      whole: read.base,
    })),
    ...exact[i]!.flatMap((table) =>
      [...cellsOf(table)].map(([place, column, row]) => {
        const whole =
          column === 0 ? read.base : read.cells.get(`${row} ${table.columnsAre === 'nested' ? column - 1 : 0}`)!
        const part = read.cells.get(place)!
        return restOf(whole, [part], `what ${part.at} leaves over`)
      }),
    ),
  ])
  history.releases.forEach((year, i) => {
    if (year.kind !== 'year') return
    for (const until of new Set([i, all.length])) {
      const newest = new Map<string, number>()
      history.releases.slice(0, until).forEach((one, j) => void (one.kind === 'period' && newest.set(one.key, j)))
      const periods = [...newest.values()]
      const isWhole = periods.reduce((sum, j) => sum + length(history.releases[j]!), 0) === length(year)
      for (const [place, whole] of [...all[i]!.cells, ['', all[i]!.base] as const]) {
        const parts = periods.map((j) => (place ? all[j]!.cells.get(place)! : all[j]!.base))
        if (isWhole) sums.push({ parts, whole })
        else if (parts.length > 0) sums.push(restOf(whole, parts, `what is in no period of ${whole.at}`))
      }
    }
  })
  const twice = all.flatMap((later, i) =>
    all.slice(0, i).flatMap((before, j) => {
      if (history.releases[i]!.key !== history.releases[j]!.key) return []
      const cells = [...later.cells].map(([place, one]) => [one, before.cells.get(place)!] as const)
      return [...cells, [later.base, before.base] as const]
    }),
  )
  narrow(
    sums.filter(({ parts, whole }) => total(parts, 'truth') === whole.truth && parts.every(({ truth }) => truth >= 0)),
    twice.filter(([a, b]) => a.truth === b.truth && a.at.split(' ').length === 4),
  )
  const hidden = all.flatMap(({ cells, base }) => [...cells.values(), base]).filter(({ isShown }) => !isShown)
  const changes = twice.map(([a, b]) => {
    const [low, high] = [a.low - b.high, a.high - b.low]
    return { low, high, truth: a.truth - b.truth, isShown: false, at: `${a.at} since ${b.at}` }
  })
  return [...tooFew([...hidden, ...rests], 5), ...tooFew(changes, 3)]
}

function tooFew(groups: Bounds[], enough: number): string[] {
  return groups
    .filter(({ truth }) => truth !== 0 && Math.abs(truth) < 10)
    .filter(({ low, high, truth }) => high - low + 1 < enough || truth < low || truth > high)
    .map(({ at, low, high }) => `${at}: ${low} to ${high}`)
}

function narrow(sums: Sum[], same: (readonly [Bounds, Bounds])[]): void {
  for (let isNew = true; isNew; ) {
    isNew = false
    const set = (one: Bounds, low: number, high: number) => {
      if (low <= one.low && high >= one.high) return
      one.low = Math.max(low, one.low)
      one.high = Math.min(high, one.high)
      isNew = true
    }
    for (const { parts, whole } of sums) {
      const [low, high] = [total(parts, 'low'), total(parts, 'high')]
      for (const one of parts) set(one, whole.low - high + one.high, whole.high - low + one.low)
      set(whole, total(parts, 'low'), total(parts, 'high'))
    }
    for (const [a, b] of same) {
      set(a, b.low, b.high)
      set(b, a.low, a.high)
    }
  }
}

function boundsOf(release: Earlier, exact: ExactTable[], i: number): Read {
  const cells = new Map<string, Bounds>()
  for (const table of exact) {
    const shown = release.content.tables.find(({ key }) => key === table.key)!
    for (const [place, column, , row, count] of cellsOf(table)) {
      const cell = shown.rows.find(({ key }) => key === row)!.cells[column]!
      cells.set(place, read(cell, count, `${i} ${place}`))
    }
  }
  return { cells, base: read(release.content.tables[0]!.base, exact[0]!.base, `${i} base`) }
}

function* cellsOf({ key, rows }: ExactTable): Generator<[string, number, string, string, number]> {
  for (const row of rows) {
    for (const [column, count] of row.counts.entries())
      yield [`${key} ${row.key} ${column}`, column, `${key} ${row.key}`, row.key, count]
  }
}

/** A band of which everybody is meant is not read as a few: the reader is told that too. */
function read(cell: MarkedCell, truth: number, at: string): Bounds {
  if (cell.kind === 'about') {
    return { low: cell.n === 10 ? 10 : cell.n - 2, high: cell.n + 2, truth, isShown: true, at }
  }
  if (cell.kind === 'band' && truth < 10) return { low: 0, high: 9, truth, isShown: false, at }
  return { low: cell.kind === 'many' ? 10 : 0, high: MANY, truth, isShown: false, at }
}

function total(parts: Bounds[], what: 'low' | 'high' | 'truth'): number {
  return parts.reduce((sum, one) => sum + one[what], 0)
}

function length({ from, until }: Earlier): number {
  return Date.parse(until) - Date.parse(from)
}

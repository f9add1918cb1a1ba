import type { Earlier } from '../../../src/summaries/releases/protecting.ts'
import type { ExactTable, MarkedCell } from '../../../src/summaries/releases/release.ts'
import type { History } from './history.ts'

type Bounds = { low: number; high: number; truth: number; isShown: boolean; at: string; look?: string }
type Exact = History['truth'][number]['exact'][number]
type Sum = { parts: Bounds[]; whole: Bounds }
/** By place; the base of its people is `base` and who they are. */
type Read = Map<string, Bounds>

/** More people than in any history. */
const MANY = 100_000

/**
 * A second reader, of a few lines, that shares nothing with the auditor: it takes the figures from one another, row by row, and is
 * told which of its sums were true on the day and which figures were the same twice. Nobody outside could know that.
 * @returns places where fewer than five values are left for a group that was truly one to nine, a figure or what it leaves over of
 * its whole or of its year; or fewer than three for how many came or went; or where it was misled
 */
export function readWithTruth(history: Pick<History, 'releases' | 'truth'>): string[] {
  const exact = history.truth.map((one) => one.exact)
  const all = history.releases.map((release, i) => boundsOf(release, exact[i]!, i))
  const rests: Bounds[] = []
  const restOf = (whole: Bounds, parts: Bounds[], at: string): Sum => {
    const truth = whole.truth - total(parts, 'truth')
    const rest = { low: 0, high: MANY, truth, isShown: false, at }
    if (truth >= 0) rests.push(rest)
    return { parts: [...parts, rest], whole }
  }
  const sums = all.flatMap((read, i) =>
    exact[i]!.flatMap((table): Sum[] => {
      const { key, rowsAre, columnsAre, rows, anyOf } = table
      const base = read.get(baseOf(table))!
      const whole = { parts: rows.map((row) => read.get(`${key} ${row.key} 0`)!), whole: base }
      const left = cellsOf(table).map(({ place, column, row }) => {
        const from = column === 0 ? base : read.get(`${key} ${row} ${columnsAre === 'nested' ? column - 1 : 0}`)!
        return restOf(from, [read.get(place)!], `what ${i} ${place} leaves over`)
      })
      const union = read.get(`${key} r0 0`)!
      const among = (anyOf?.rows ?? []).map((row) => read.get(`${anyOf!.table} ${row} 0`)!)
      const others = among.map((one) =>
        among.length === 1
          ? { parts: [one], whole: union }
          : restOf(union, [one], `who is in ${union.at} and not in ${one.at}`),
      )
      return [...(rowsAre === 'parts' ? [whole] : []), ...left, ...others, ...filtersOf(read, exact[i]!, table)]
    }),
  )
  const isAlike = (i: number, j: number, place: string) => {
    const rowsOf = (at: number) => exact[at]!.find(({ key }) => key === place.split(' ')[0])?.anyOf?.rows.join()
    return rowsOf(i) === rowsOf(j)
  }
  history.releases.forEach((year, i) => {
    if (year.kind !== 'year') return
    for (const until of new Set([i, all.length])) {
      const newest = new Map<string, number>()
      history.releases.slice(0, until).forEach((one, j) => void (one.kind === 'period' && newest.set(one.key, j)))
      const periods = [...newest.values()]
      const isWhole = periods.reduce((sum, j) => sum + length(history.releases[j]!), 0) === length(year)
      for (const [place, whole] of all[i]!) {
        const parts = periods.map((j) => all[j]!.get(place)!)
        if (!periods.every((j) => isAlike(i, j, place))) continue
        if (isWhole) sums.push({ parts, whole })
        else if (parts.length > 0) sums.push(restOf(whole, parts, `what is in no period of ${whole.at}`))
      }
    }
  })
  const twice = all.flatMap((later, i) =>
    all.slice(0, i).flatMap((before, j) => {
      if (history.releases[i]!.key !== history.releases[j]!.key) return []
      const alike = [...later].filter(([place]) => isAlike(i, j, place))
      return alike.map(([place, one]) => [one, before.get(place)!] as const)
    }),
  )
  narrow(
    sums.filter(({ parts, whole }) => total(parts, 'truth') === whole.truth && parts.every(({ truth }) => truth >= 0)),
    twice.filter(([a, b]) => a.truth === b.truth && looksAlike(a, b)),
  )
  const hidden = all.flatMap((read) => [...read.values()]).filter(({ isShown }) => !isShown)
  const changes = twice.map(([a, b]) => {
    const [low, high] = [a.low - b.high, a.high - b.low]
    return { low, high, truth: a.truth - b.truth, isShown: false, at: `${a.at} since ${b.at}` }
  })
  return [...tooFew([...hidden, ...rests], 5), ...tooFew(changes, 3)]
}

/** Nobody takes a few people, although all are meant, for a figure; what is withheld may be the same as anything. */
function looksAlike(a: Bounds, b: Bounds): boolean {
  const isWithheld = ({ look }: Bounds) => look !== undefined && /many|hidden/.test(look)
  return a.look === b.look || isWithheld(a) || isWithheld(b)
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

function boundsOf(release: Earlier, exact: Exact[], i: number): Read {
  const cells: Read = new Map()
  for (const table of exact) {
    const shown = release.content.tables.find(({ key }) => key === table.key)!
    cells.set(baseOf(table), read(shown.base, table.base, `${i} ${baseOf(table)}`))
    for (const { place, column, row, count } of cellsOf(table)) {
      const cell = shown.rows.find(({ key }) => key === row)!.cells[column]!
      cells.set(place, { ...read(cell, count, `${i} ${place}`), look: JSON.stringify(cell) })
    }
  }
  return cells
}

function baseOf({ key, of, within }: Exact): string {
  return `base ${within ? key : of}`
}

/** Whoever is in a row of a filtered table is in that row of the whole one, and its base is a row of the table that it goes by. */
function filtersOf(read: Read, exact: Exact[], { key, rows, within }: Exact): Sum[] {
  const cell = (table: string, row: string) => read.get(`${table} ${row} 0`)!
  if (within) return [{ parts: [read.get(`base ${key}`)!], whole: cell(within.table, within.row) }]
  const filtered = exact.filter((one) => one.within && one.key.startsWith(`${key}|`))
  if (filtered.length === 0) return []
  return rows.map((row) => ({ parts: filtered.map((one) => cell(one.key, row.key)), whole: cell(key, row.key) }))
}

function cellsOf({ key, rows }: ExactTable) {
  return rows.flatMap((row) =>
    row.counts.map((count, column) => ({ place: `${key} ${row.key} ${column}`, column, row: row.key, count })),
  )
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

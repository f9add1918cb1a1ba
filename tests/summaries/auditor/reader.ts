import type { Cell, Release } from '../../../src/summaries/releases/release.ts'
import type { History } from './history.ts'

type Bounds = { low: number; high: number; truth: number; isBand: boolean; at: string }
type Sum = { parts: Bounds[]; whole: Bounds }

/**
 * A second reader, of a few lines, that shares nothing with the auditor: it takes the figures from one another, row by row, and is
 * told which of its sums were true on the day and which figures were the same twice. Nobody outside could know that.
 * @returns places where fewer than five values are left for a group that was truly one to nine, or where it was misled
 */
export function readWithTruth(history: History): string[] {
  const all = history.releases.map((release, i) => boundsOf(release, history.truth[i]!.exact, i))
  const sums: Sum[] = all.flatMap(({ cells, base }, i) =>
    history.truth[i]!.exact.filter(({ rowsAre }) => rowsAre === 'parts').map(({ key, rows }) => ({
      parts: rows.map((row) => cells.get(`${key} ${row.key} 0`)!),
      whole: base,
    })),
  )
  history.releases.forEach((year, i) => {
    if (year.kind !== 'year') return
    const newest = new Map<string, number>()
    history.releases.forEach((one, j) => void (one.kind === 'period' && newest.set(one.key, j)))
    const days = [...newest.values()].reduce((sum, j) => sum + length(history.releases[j]!), 0)
    if (days !== length(year)) return
    for (const [place, whole] of [...all[i]!.cells, ['', all[i]!.base] as const]) {
      sums.push({ parts: [...newest.values()].map((j) => (place ? all[j]!.cells.get(place)! : all[j]!.base)), whole })
    }
  })
  const believed = sums.filter(({ parts, whole }) => parts.reduce((sum, { truth }) => sum + truth, 0) === whole.truth)
  const same = all.flatMap(({ cells }, i) =>
    all.slice(0, i).flatMap((before, j) => {
      if (history.releases[i]!.key !== history.releases[j]!.key) return []
      return [...cells].map(([place, one]) => [one, before.cells.get(place)!]).filter(([a, b]) => a!.truth === b!.truth)
    }),
  )
  for (let isNew = true; isNew; ) {
    isNew = false
    const set = (one: Bounds, low: number, high: number) => {
      if (low <= one.low && high >= one.high) return
      Object.assign(one, { low: Math.max(low, one.low), high: Math.min(high, one.high) })
      isNew = true
    }
    for (const { parts, whole } of believed) {
      for (const one of parts) {
        const others = parts.filter((other) => other !== one)
        set(one, whole.low - total(others, 'high'), whole.high - total(others, 'low'))
      }
      set(whole, total(parts, 'low'), total(parts, 'high'))
    }
    for (const [a, b] of same) {
      set(a!, b!.low, b!.high)
      set(b!, a!.low, a!.high)
    }
  }
  return all
    .flatMap(({ cells, base }) => [...cells.values(), base])
    .filter(({ isBand, truth }) => isBand && truth > 0 && truth < 10)
    .filter(({ low, high, truth }) => high - low < 4 || truth < low || truth > high)
    .map(({ at, low, high }) => `${at}: ${low} to ${high}`)
}

function boundsOf(release: Release, exact: History['truth'][number]['exact'], i: number) {
  const cells = new Map<string, Bounds>()
  const allOut = release.content.tables.every(({ rows }) =>
    rows.every((row) => row.cells.every(({ kind }) => kind === 'hidden')),
  )
  const base = read(release.content.tables[0]!.base, exact[0]!.base, `${i} base`, allOut)
  for (const table of exact) {
    const shown = release.content.tables.find(({ key }) => key === table.key)!
    for (const row of table.rows) {
      row.counts.forEach((count, column) => {
        const place = `${table.key} ${row.key} ${column}`
        const leftOut = shown.rows.every(({ cells }) => cells[column]!.kind === 'hidden')
        cells.set(
          place,
          read(shown.rows.find(({ key }) => key === row.key)!.cells[column]!, count, `${i} ${place}`, leftOut),
        )
      })
    }
  }
  return { cells, base }
}

/** A band of which everybody is meant is not read as a few: the reader is told that too. */
function read(cell: Cell, truth: number, at: string, leftOut = false): Bounds {
  const isBand = cell.kind !== 'about' && truth < 10
  if (cell.kind === 'about') return { low: cell.n === 10 ? 10 : cell.n - 2, high: cell.n + 2, truth, isBand, at }
  if (cell.kind === 'band' && truth < 10) return { low: 0, high: 9, truth, isBand, at }
  return { low: cell.kind === 'hidden' && !leftOut ? 10 : 0, high: 100_000, truth, isBand, at }
}

function total(parts: Bounds[], end: 'low' | 'high'): number {
  return parts.reduce((sum, one) => sum + one[end], 0)
}

function length({ from, until }: Release): number {
  return Date.parse(until) - Date.parse(from)
}

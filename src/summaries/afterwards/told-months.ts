import { FEWEST } from '../../small-numbers.ts'
import type { Cell, Release, ReleasedTable, Since } from '../releases/release.ts'
import type { Windows } from './windows.ts'

/** What one release says, as far as it is added up here. */
export type Told = Pick<Release, 'number' | 'kind' | 'from' | 'until'> & { tables: readonly ReleasedTable[] }

type Days = NonNullable<Since['stretches']>['before']

/** A figure added up, as it may be shown, with the least and the most that it can stand for. */
export type Sum = { cell: Cell; least: number; most: number }

/** What is shown is to the nearest 5, so that two more or two fewer are meant by it; ten is never fewer. */
const NEAREST = 2

/** The two-month releases that stand, oldest first. A correction has a higher number than what it replaces. */
export function standingMonths(releases: readonly Told[]): Told[] {
  const inOrder = releases.filter(({ kind }) => kind === 'period').sort((a, b) => a.number - b.number)
  return [...new Map(inOrder.map((one) => [one.from, one])).values()].sort((a, b) => a.from.localeCompare(b.from))
}

/** The days that are compared. @returns null while there are none on both sides */
export function stretchesOf({ before, after }: Pick<Windows, 'before' | 'after'>): Since['stretches'] {
  const [first, beforeLast, afterFirst, last] = [before[0], before.at(-1), after[0], after.at(-1)]
  if (!first || !beforeLast || !afterFirst || !last) return null
  return {
    before: { from: first.from, until: beforeLast.until },
    after: { from: afterFirst.from, until: last.until },
  }
}

/** One table out of each release of a stretch. @returns undefined where a release, or the table in it, is missing */
export function partsOf(months: readonly Told[], { from, until }: Days, tableKey: string): ReleasedTable[] | undefined {
  const parts: ReleasedTable[] = []
  for (let day = from; day < until; ) {
    const told = months.find((one) => one.from === day)
    const table = told?.tables.find(({ key }) => key === tableKey)
    if (!told || !table) return undefined
    parts.push(table)
    day = told.until
  }
  return parts
}

/** A figure of a row, by the keys of its table. */
export function cellOf({ rows, columns }: ReleasedTable, rowKey: string, columnKey: string): Cell | undefined {
  return rows.find(({ key }) => key === rowKey)?.cells[columns.findIndex(({ key }) => key === columnKey)]
}

/**
 * Adds up one figure of each release. The sum is not shown as soon as one part is not: of the others alone it would be taken for
 * all of them. What it can stand for is known all the same.
 * @param whole the most that a part can be which is not shown
 */
export function sumOver(
  parts: readonly ReleasedTable[],
  figure: (part: ReleasedTable) => Cell | undefined,
  whole: (part: ReleasedTable) => number = () => Number.POSITIVE_INFINITY,
): Sum {
  let sum: Sum = { cell: { kind: 'about', n: 0 }, least: 0, most: 0 }
  for (const part of parts) {
    const cell = figure(part)
    const [least, most] = ends(cell, whole(part))
    const n = sum.cell.kind === 'about' && cell?.kind === 'about' ? sum.cell.n + cell.n : undefined
    const both: Cell = n === undefined ? { kind: 'hidden' } : { kind: 'about', n }
    sum = { cell: both, least: sum.least + least, most: sum.most + most }
  }
  return sum
}

/** The least and the most that a figure can stand for. */
export function ends(cell: Cell | undefined, whole = Number.POSITIVE_INFINITY): [number, number] {
  if (cell?.kind !== 'about') return [0, whole]
  return [Math.min(Math.max(FEWEST, cell.n - NEAREST), whole), Math.min(cell.n + NEAREST, whole)]
}

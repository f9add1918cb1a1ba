import type { Cell, ReleasedTable, ReleasePeriod } from '../release.ts'

/** A release as anybody may have kept it. */
export type Seen = ReleasePeriod & {
  number: number
  frozenOn: string
  tables: SeenTable[]
}

/** Heard publishes neither of the two; the auditor understands them all the same, so that a test can show what they would give away. */
export type SeenTable = ReleasedTable & {
  /** The table shows only the people of one row of another table. */
  within?: { table: string; row: string }
  /** For each row a percentage of the base as it was published, such as '7.3'. */
  percentages?: (string | null)[]
}

/** Which numbers of people a published figure may stand for. */
export type Bounds = [low: number, high: number]

/** Whoever publishes one figure that does not end in 0 or 5 does not round, and then the others are exact too. */
export function isRounded(cells: Cell[]): boolean {
  return cells.every((cell) => cell.kind !== 'about' || cell.n % 5 === 0)
}

/**
 * What a reader may conclude from one figure by itself. These are the rules of publishing read backwards, on purpose not with the
 * code that publishes. That a band may also stand for everybody is left out: a reader who takes it for a few people knows more.
 * @param rounded whether this kind of figure is rounded
 * @param leftOut the whole column is hidden, which says nothing of any of its figures
 */
export function boundsOf(cell: Cell, rounded: boolean, leftOut: boolean, many: number): Bounds {
  if (cell.kind === 'band') return [0, 9]
  if (cell.kind === 'hidden') return leftOut ? [0, many] : [10, many]
  if (!rounded) return [cell.n, cell.n]
  return [Math.max(10, cell.n - 2), cell.n + 2]
}

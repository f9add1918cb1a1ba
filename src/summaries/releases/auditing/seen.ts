import type { MarkedCell, MarkedTable, ReleasePeriod } from '../release.ts'

/**
 * A release as anybody may have kept it, and more: nobody outside is told why a figure is not shown. Whoever guesses it right
 * knows as much as stands here, and no more.
 */
export type Seen = ReleasePeriod & {
  number: number
  frozenOn: string
  tables: SeenTable[]
}

/** Heard publishes neither of the two; the auditor understands them all the same, so that a test can show what they would give away. */
export type SeenTable = MarkedTable & {
  /** The table shows only the people of one row of another table. */
  within?: { table: string; row: string }
  /** For each row a percentage of the base as it was published, such as '7.3'. */
  percentages?: (string | null)[]
}

/** Which numbers of people a published figure may stand for. */
export type Bounds = [low: number, high: number]

/** Whoever publishes one figure that does not end in 0 or 5 does not round, and then the others are exact too. */
export function isRounded(cells: MarkedCell[]): boolean {
  return cells.every((cell) => cell.kind !== 'about' || cell.n % 5 === 0)
}

/**
 * What a reader may conclude from one figure by itself. These are the rules of publishing read backwards, on purpose not with the
 * code that publishes. That a band may also stand for everybody is left out: a reader who takes it for a few people knows more.
 * @param rounded whether this kind of figure is rounded
 */
export function boundsOf(cell: MarkedCell, rounded: boolean, many: number): Bounds {
  if (cell.kind === 'band') return [0, 9]
  if (cell.kind === 'many') return [10, many]
  if (cell.kind === 'hidden') return [0, many]
  if (!rounded) return [cell.n, cell.n]
  return [Math.max(10, cell.n - 2), cell.n + 2]
}

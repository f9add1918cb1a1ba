import type { Cell, ReleasedTable } from '../releases/release.ts'
import type { Figure } from './pack.ts'

/** What stands for a figure that is kept: a few people, nobody, everybody, or withheld for another figure's sake. */
export const NOT_SHOWN = 'not shown'

/** How a number of people is said. */
export function figureOf(cell: Cell | undefined, how?: string): Figure {
  const link = how ? { how } : {}
  return cell?.kind === 'about' ? { text: String(cell.n), n: cell.n, ...link } : { text: NOT_SHOWN, ...link }
}

/** A whole in a sentence: "about 145 people". */
export function peopleInWords(cell: Cell | undefined): string {
  return cell?.kind === 'about' ? `about ${cell.n} people` : 'some people (no number can be shown)'
}

/** Rows with a figure first, most people first; the others after them, in their order, so that no place tells a number. */
export function byPeople(table: ReleasedTable): ReleasedTable['rows'] {
  const count = ({ cells }: ReleasedTable['rows'][number]) => (cells[0]?.kind === 'about' ? cells[0].n : 0)
  return [...table.rows].sort((a, b) => count(b) - count(a))
}

/**
 * How many of a hundred, from the figures as shown, and only of fifty or more (design notes, published numbers: a
 * percentage made of exact figures gives them away).
 */
export function share(of: Cell | undefined, all: Cell | undefined): number | undefined {
  if (of?.kind !== 'about' || all?.kind !== 'about' || all.n < 50 || of.n > all.n) return undefined
  return Math.round((of.n / all.n) * 100)
}

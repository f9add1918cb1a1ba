import type { Cell, ReleasedTable } from '../releases/release.ts'
import type { Figure } from './pack.ts'

/** What stands for a figure that is kept: beside a part it may be a few people, nobody, or everybody. */
export const NOT_SHOWN = 'not shown'

/** How a part of a whole is said. A band and a withheld figure read alike, so that neither tells why. */
export function part(cell: Cell | undefined, how?: string): Figure {
  const link = how ? { how } : {}
  return cell?.kind === 'about' ? { text: String(cell.n), n: cell.n, ...link } : { text: NOT_SHOWN, ...link }
}

/** How a whole is said: of a group, or of everybody. */
export function whole(cell: Cell | undefined, how?: string): Figure {
  return cell?.kind === 'band' ? { ...part(cell, how), text: 'fewer than 10' } : part(cell, how)
}

/** A whole in a sentence: "about 145 people". */
export function peopleInWords(cell: Cell | undefined): string {
  if (cell?.kind === 'about') return `about ${cell.n} people`
  return cell?.kind === 'band' ? 'fewer than 10 people' : 'a number of people that is not shown'
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

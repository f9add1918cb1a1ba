import { FEWEST_INSIDE } from '../../small-numbers.ts'

/** A number of people on a page of the team. `few`: fewer than five, or nobody. `kept`: hidden so that another cannot be found. */
export type Inside = number | 'few' | 'kept'

/**
 * Parts of one whole as a team page may show them beside that whole: exact from five on, and as many more hidden as it
 * takes until each hidden small one may still be nobody, and has three possible values at least (Heard's rule inside the
 * service; the standards ask for a second hidden cell when exactly one in a row is hidden).
 * @param counts of groups that make up the whole, each person in one
 */
export function insideParts(counts: readonly number[]): Inside[] {
  const shown: Inside[] = counts.map((n) => (n < FEWEST_INSIDE ? 'few' : n))
  const few = shown.filter((one) => one === 'few').length
  // Then the whole is fewer than five too, and shown as that.
  const whole = counts.reduce((sum, n) => sum + n, 0)
  if (few === 0 || whole < FEWEST_INSIDE) return shown
  while (!tellsNothing(counts, shown, few)) {
    const smallest = Math.min(...shown.filter((one) => typeof one === 'number'))
    // So few in all that even their whole would tell.
    if (smallest === Number.POSITIVE_INFINITY) return counts.map(() => 'kept')
    shown[shown.indexOf(smallest)] = 'kept'
  }
  return shown
}

/** Whoever takes the shown parts from the whole knows what the hidden ones make together. */
function tellsNothing(counts: readonly number[], shown: readonly Inside[], few: number): boolean {
  const together = counts.reduce((sum, n, at) => sum + (typeof shown[at] === 'number' ? 0 : n), 0)
  const kept = shown.filter((one) => one === 'kept').length
  // Nobody, one or two: all three have to be possible.
  if (kept > 0) return together >= FEWEST_INSIDE * kept + 2
  return together >= 2 && together <= (FEWEST_INSIDE - 1) * (few - 1)
}

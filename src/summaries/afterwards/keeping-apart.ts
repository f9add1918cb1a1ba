import { FEWEST, shown } from '../../small-numbers.ts'

/** A sum over neighbouring periods, as their places in a series: `from` is in it, `until` is not. */
export type Stretch = { from: number; until: number }

/**
 * What somebody knows of a series of counts who knows its figures: by how much the running total at the second place can be
 * larger than at the first, at most.
 */
export type Known = readonly (readonly number[])[]

/** A group of one to nine must keep so many possible sizes (decision 0042 has the rule, and why). */
const FEWEST_POSSIBLE = 5

/** What the figure of every period by itself tells, as it may be shown. @param counts exact, one for each period, in order */
export function knownFrom(counts: readonly number[]): Known {
  const places = [...counts.keys(), counts.length]
  const nothing = places.map((a) => places.map((b) => (b <= a ? 0 : Number.POSITIVE_INFINITY)))
  return counts.reduce<Known>((known, _, from) => learn(known, counts, { from, until: from + 1 }), nothing)
}

/**
 * What is known when the sum of a stretch is told as well, rounded as every figure is. Sums of neighbours are differences of
 * running totals, so whatever follows is found exactly, by the shortest way between two totals (difference constraints).
 */
export function learn(known: Known, counts: readonly number[], { from, until }: Stretch): Known {
  const [least, most] = bounds(counts.slice(from, until).reduce((sum, count) => sum + count, 0))
  return shorten(shorten(known, from, until, most), until, from, -least)
}

/**
 * Whether nobody can be worked out from what is known.
 * @returns true where every group of neighbouring periods with 1 to 9 people keeps at least five possible sizes
 */
export function keepsApart(known: Known, counts: readonly number[]): boolean {
  return counts.every((_, from) => {
    let people = 0
    return counts.slice(from).every((count, more) => {
      people += count
      const { least, most } = sizeOf(known, { from, until: from + more + 1 })
      return people === 0 || people >= FEWEST || most - least + 1 >= FEWEST_POSSIBLE
    })
  })
}

/** The least and the most that a stretch can hold, for all that is known. */
export function sizeOf(known: Known, { from, until }: Stretch): { least: number; most: number } {
  return { least: -known[until]![from]!, most: known[from]![until]! }
}

/** One more way, from one place to another: each pair may be nearer through it. */
function shorten(known: Known, a: number, b: number, way: number): Known {
  if (way >= known[a]![b]!) return known
  return known.map((row) => {
    const through = row[a]! + way
    return row.map((most, place) => Math.min(most, through + known[b]![place]!))
  })
}

/** What a figure as it is shown says of the count behind it. */
function bounds(count: number): [number, number] {
  const figure = shown(count)
  if (figure.kind === 'band') return [0, FEWEST - 1]
  return [Math.max(FEWEST, figure.n - 2), figure.n + 2]
}

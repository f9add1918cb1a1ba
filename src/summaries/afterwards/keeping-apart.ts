import { FEWEST, shown } from '../../small-numbers.ts'

/** A sum over neighbouring periods, as their places in a series: `from` is in it, `until` is not. */
export type Stretch = { from: number; until: number }

/** A group of one to nine must keep so many possible sizes (decision 0042 has the rule, and why). */
const FEWEST_POSSIBLE = 5

/**
 * Whether a series of counts can be worked out from the sums that are told of it: every period as it may be shown, and the
 * stretches. Sums of neighbours are differences of running totals, so each possible size follows exactly, from the
 * shortest way between two totals (difference constraints; Floyd 1962, Warshall 1962).
 * @param counts exact, one for each period, in order
 * @param told the stretches whose sums are told, rounded as every figure is
 * @returns true where every group of neighbouring periods with 1 to 9 people keeps at least five possible sizes
 */
export function keepsApart(counts: readonly number[], told: readonly Stretch[]): boolean {
  const range = possible(counts, told)
  const total = totals(counts)
  return range.every((row, from) =>
    row.every(({ least, most }, until) => {
      if (until <= from) return true
      const people = (total[until] ?? 0) - (total[from] ?? 0)
      return people === 0 || people >= FEWEST || most - least + 1 >= FEWEST_POSSIBLE
    }),
  )
}

/** The least and the most that each stretch can hold for somebody who knows all that is told. */
export function possible(counts: readonly number[], told: readonly Stretch[]): { least: number; most: number }[][] {
  const total = totals(counts)
  const size = total.length
  /** The most by which the total at the second place can be larger than at the first. */
  const most = Array.from({ length: size }, (_, a) =>
    Array.from({ length: size }, (_, b) => (b <= a ? 0 : Number.POSITIVE_INFINITY)),
  )
  const know = ({ from, until }: Stretch) => {
    const [least, highest] = bounds((total[until] ?? 0) - (total[from] ?? 0))
    most[from]![until] = Math.min(most[from]![until]!, highest)
    most[until]![from] = Math.min(most[until]![from]!, -least)
  }
  for (const from of counts.keys()) know({ from, until: from + 1 })
  for (const stretch of told) know(stretch)
  for (let by = 0; by < size; by += 1) {
    for (let a = 0; a < size; a += 1) {
      for (let b = 0; b < size; b += 1) most[a]![b] = Math.min(most[a]![b]!, most[a]![by]! + most[by]![b]!)
    }
  }
  return most.map((row, a) => row.map((highest, b) => ({ least: -most[b]![a]!, most: highest })))
}

/** What a figure as it is shown says of the count behind it. */
function bounds(count: number): [number, number] {
  const figure = shown(count)
  if (figure.kind === 'band') return [0, FEWEST - 1]
  return [Math.max(FEWEST, figure.n - 2), figure.n + 2]
}

function totals(counts: readonly number[]): number[] {
  let sum = 0
  return [0, ...counts.map((count) => (sum += count))]
}

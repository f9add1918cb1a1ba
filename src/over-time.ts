/**
 * Whether something changed over time: an XmR chart, by the rules of NHS England's "Making Data Count" as its package
 * NHSRplotthedots 0.2.2 has them (`ptd_spc_standard`, `ptd_calculate_point_type`): limits at mean ± 2.66 × the average
 * moving range, seven points in a row, two of three beyond two thirds of the way to a limit.
 *
 * Two departures. No screening of moving ranges: with the small counts of a service it removes every range there is and
 * gives limits of no width. And a signal counts only when it involves the newest point: over two years of steady months
 * one series in six shows one somewhere by chance alone.
 */
export type PointKind = 'outside' | 'trend' | 'two of three' | 'shift' | 'common'
export type Judged = { value: number; kind: PointKind; high: boolean }
export type Xmr = { mean: number; upper: number; lower: number; range: number; points: Judged[] }

const IN_A_ROW = 7
const TO_LIMIT = 2.66

/**
 * Judges each point of a series. It does not ask whether there are enough of them: `changeIn` does.
 * @param values in the order of time, at least two
 */
export function xmr(values: readonly number[]): Xmr {
  const mean = average(values)
  const range = average(values.slice(1).map((value, index) => Math.abs(value - values[index]!)))
  const [upper, lower] = [mean + TO_LIMIT * range, mean - TO_LIMIT * range]
  const near = (2 / 3) * TO_LIMIT * range
  const isOutside = (value: number) => value > upper || value < lower
  const trend = marked(
    values.length,
    runsOf(
      values.slice(1).map((value, i) => Math.sign(value - values[i]!)),
      6,
      1,
    ),
  )
  const sides = values.map((value) => Math.sign(value - mean))
  const shift = marked(values.length, runsOf(sides, IN_A_ROW, 0))
  const close = values.map((value) => !isOutside(value) && Math.abs(value - mean) > near)
  const twoOfThree = values.map((_, index) => close[index] && inTwoOfThree(index, sides, close))
  const points = values.map((value, index): Judged => {
    const kind = isOutside(value)
      ? 'outside'
      : trend[index]
        ? 'trend'
        : twoOfThree[index]
          ? 'two of three'
          : shift[index]
            ? 'shift'
            : 'common'
    return { value, kind, high: kind === 'trend' ? trend[index]! > 0 : value > mean }
  })
  return { mean, upper, lower, range, points }
}

/** How many people said a thing in one stretch of time, and how many spoke in it at all. */
export type Count = { said: number; spoke: number }

export type Change =
  | { judged: false; why: 'too short' | 'too few' | 'never moves' }
  | { judged: true; signal: 'up' | 'down' | undefined; kind: PointKind }

/** Fewer points give no limits: those of a shorter series move with every point that is added. */
export const FEWEST_POINTS = 12
/** People a stretch on average; below it three to six steady series in ten raise an alarm (standards, section 2). */
export const FEWEST_A_POINT = 5

/**
 * Whether the newest share is out of line with the series before it. It is a reason to ask, never an answer.
 * @param counts in the order of time; a stretch in which nobody spoke is left out by whoever asks
 */
export function changeIn(counts: readonly Count[]): Change {
  if (counts.length < FEWEST_POINTS) return { judged: false, why: 'too short' }
  if (average(counts.map(({ said }) => said)) < FEWEST_A_POINT) return { judged: false, why: 'too few' }
  const { range, points } = xmr(counts.map(({ said, spoke }) => (spoke === 0 ? 0 : said / spoke)))
  if (!(range > 0)) return { judged: false, why: 'never moves' }
  const latest = points.at(-1)!
  const signal = latest.kind === 'common' ? undefined : latest.high ? 'up' : 'down'
  return { judged: true, signal, kind: latest.kind }
}

type Run = { from: number; to: number; sign: number }

/** Where the same sign, not zero, stands `least` times in a row: from which point to which, and which sign. */
function runsOf(signs: readonly number[], least: number, more: number): Run[] {
  const runs: Run[] = []
  let start = 0
  for (let index = 1; index <= signs.length; index += 1) {
    if (signs[index] === signs[start] && signs[start] !== 0) continue
    if (signs[start] !== 0 && index - start >= least)
      runs.push({ from: start, to: index - 1 + more, sign: signs[start]! })
    start = index
  }
  return runs
}

/** The sign of the run that each point is in, or 0. */
function marked(length: number, runs: readonly Run[]): number[] {
  return Array.from({ length }, (_, index) => runs.findLast(({ from, to }) => index >= from && index <= to)?.sign ?? 0)
}

/** Whether one of the three stretches of three around a point lies on one side with two of its points close to a limit. */
function inTwoOfThree(index: number, sides: readonly number[], close: readonly boolean[]): boolean {
  return [index - 2, index - 1, index].some((from) => {
    if (from < 0 || from + 2 >= sides.length) return false
    const three = [from, from + 1, from + 2]
    const oneSide = sides[from] !== 0 && three.every((at) => sides[at] === sides[from])
    return oneSide && three.filter((at) => close[at]).length >= 2
  })
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

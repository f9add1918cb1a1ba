/** What is special about a point, in the words of NHSRplotthedots; `common` where it has "Common Cause". */
export const labels = [
  'Above UCL',
  'Below LCL',
  '7 Point Trend (Increasing)',
  '7 Point Trend (Decreasing)',
  '2 in 3 Above CL',
  '2 in 3 Below CL',
  '7 Points Above CL',
  '7 Points Below CL',
  'common',
] as const
export type Label = (typeof labels)[number]

/** Mean and limits of the group that a point is in. The limits of a group of one point are not a number. */
export type Judged = {
  mean: number
  upl: number
  lpl: number
  nearUpper: number
  nearLower: number
  label: Label
}

const IN_A_ROW = 7
const TO_LIMIT = 2.66

/**
 * An XmR chart by the rules of NHS England's "Making Data Count", as its package NHSRplotthedots 0.2.2 has them
 * (`ptd_spc_standard`, `ptd_calculate_point_type`): limits at mean ± 2.66 × the average moving range, near limits at two
 * thirds of the way; then outside a limit, before seven in a row that rise or fall, before two of three near a limit on
 * one side, before seven on one side of the mean. A tie ends a trend, a point exactly on the mean ends a shift.
 *
 * Two departures. Moving ranges are not screened, as in NHS England's own spreadsheet: with the small counts of a service
 * screening removes every range there is and leaves limits of no width. And a point that one trend ends with keeps that
 * trend's direction when another one starts right after it; the package then takes the step between the two.
 *
 * It asks nothing about whether there are enough points, or people: `changeIn` does.
 * @param values in the order of time; NaN where a value may not be shown: it counts for nothing and ends every run
 * @param options.rebaseAt positions at which a new group starts, counted from 0: no limit and no rule reaches across
 * @returns one for each value
 */
export function xmr(values: readonly number[], { rebaseAt = [] }: { rebaseAt?: readonly number[] } = {}): Judged[] {
  const starts = [...new Set([0, ...rebaseAt])].filter((at) => at >= 0 && at < values.length).sort((a, b) => a - b)
  return starts.flatMap((from, index) => judge(values.slice(from, starts[index + 1])))
}

function judge(values: readonly number[]): Judged[] {
  const mean = average(values)
  const range = average(movingRanges(values))
  const limits = {
    mean,
    upl: mean + TO_LIMIT * range,
    lpl: mean - TO_LIMIT * range,
    nearUpper: mean + (2 / 3) * TO_LIMIT * range,
    nearLower: mean - (2 / 3) * TO_LIMIT * range,
  }
  const sides = values.map((value) => Math.sign(value - mean))
  const outside = values.map((value) => value > limits.upl || value < limits.lpl)
  const close = values.map((value, at) => !outside[at] && (value > limits.nearUpper || value < limits.nearLower))
  const steps = values.slice(1).map((value, at) => Math.sign(value - values[at]!))
  // Six steps in one direction are seven points.
  const trends = inRuns(values.length, steps, IN_A_ROW - 1, 1)
  const shifts = inRuns(values.length, sides, IN_A_ROW, 0)
  return values.map((_, at) => {
    const above = sides[at]! > 0
    if (outside[at]) return { ...limits, label: above ? 'Above UCL' : 'Below LCL' }
    if (trends[at]) return { ...limits, label: `7 Point Trend (${trends[at] > 0 ? 'In' : 'De'}creasing)` }
    if (close[at] && inTwoOfThree(at, sides, close))
      return { ...limits, label: above ? '2 in 3 Above CL' : '2 in 3 Below CL' }
    if (shifts[at]) return { ...limits, label: above ? '7 Points Above CL' : '7 Points Below CL' }
    return { ...limits, label: 'common' }
  })
}

/** How far each value is from the one before; one fewer than there are values. */
export function movingRanges(values: readonly number[]): number[] {
  return values.slice(1).map((value, at) => Math.abs(value - values[at]!))
}

/**
 * The mean of what is a number; NaN of nothing. In two passes, as R has it: otherwise ten times 0.1 would lie beside their
 * own mean.
 */
export function average(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  const rough = known.reduce((sum, value) => sum + value, 0) / known.length
  return rough + known.reduce((sum, value) => sum + (value - rough), 0) / known.length
}

/**
 * For each point the sign of the run that it is in, or 0: the same sign, not zero, at least `least` times in a row.
 * @param more how many points a run reaches beyond its last sign
 */
function inRuns(length: number, signs: readonly number[], least: number, more: number): number[] {
  const marked = Array<number>(length).fill(0)
  let start = 0
  for (let at = 1; at <= signs.length; at += 1) {
    if (signs[at] === signs[start]) continue
    if (signs[start] && at - start >= least) marked.fill(signs[start]!, start, at + more)
    start = at
  }
  return marked
}

/** Whether one of the three stretches of three around a point lies on one side with two of its points near a limit. */
function inTwoOfThree(at: number, sides: readonly number[], close: readonly boolean[]): boolean {
  return [at - 2, at - 1, at].some((from) => {
    if (from < 0 || from + 2 >= sides.length) return false
    const three = [from, from + 1, from + 2]
    return three.every((one) => sides[one] === sides[at]) && three.filter((one) => close[one]).length >= 2
  })
}

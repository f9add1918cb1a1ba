import type { Change, Count } from '../themes/emerging/changing.ts'
import { average, movingRanges, xmr } from './xmr.ts'

/** Fewer points give no limits: those of a shorter series move with every point that is added. */
export const FEWEST_POINTS = 12
/** People a stretch on average; below it three to six steady series in ten raise an alarm (standards, section 2). */
export const FEWEST_A_POINT = 5

/** Whether a series has enough to be judged by limits, and if not, why. A series without limits is a plain table. */
export function whyNoLimits(counts: readonly Count[]): 'too short' | 'too few' | 'never moves' | undefined {
  if (counts.length < FEWEST_POINTS) return 'too short'
  if (average(counts.map(({ said }) => said)) < FEWEST_A_POINT) return 'too few'
  return average(movingRanges(sharesOf(counts))) > 0 ? undefined : 'never moves'
}

/**
 * Whether the newest share is out of line with the series before it, by the rules of `xmr`. A signal counts only when it
 * involves the newest point: over two years of steady months one series in six shows one somewhere by chance alone. It is
 * a reason to ask, never an answer.
 * @param counts in the order of time; a stretch in which nobody spoke is left out by whoever asks
 */
export function changeIn(counts: readonly Count[]): Change {
  const why = whyNoLimits(counts)
  if (why) return { judged: false, why }
  const { label } = xmr(sharesOf(counts)).at(-1)!
  const signal = label === 'common' ? undefined : /Above|Increasing/.test(label) ? 'up' : 'down'
  return { judged: true, signal, label }
}

/** Of those who spoke, the share who said it, in each stretch. */
export function sharesOf(counts: readonly Count[]): number[] {
  return counts.map(({ said, spoke }) => (spoke === 0 ? 0 : said / spoke))
}

import type { CoverageRow, Release } from '../releases/release.ts'

/**
 * Groups that were not heard, or heard less than services saw of them: those first, since more people are behind them.
 * Every part of a pack that says who is missing says these, in this order.
 */
export function notHeard({ content }: Release): CoverageRow[] {
  const less = content.coverage.filter((row) => row.less)
  return [...less, ...content.coverage.filter((row) => !row.less && row.heard === 'not heard yet')]
}

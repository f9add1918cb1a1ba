import { findPeriod, type Period, periodName, periodOf } from '../../period.ts'
import type { ReleasePeriod } from './release.ts'

/**
 * A release's fixed stretch of time: two months of the board, or a calendar year. There is no other, since figures for
 * stretches of one's own choosing could be taken from one another (security.md, section 3.6: differencing).
 * @param key such as '2026-09' or '2026'
 * @returns undefined for anything else
 */
export function findReleasePeriod(key: string): ReleasePeriod | undefined {
  const months = findPeriod(key)
  if (months) return { kind: 'period', ...months }
  if (!/^20\d\d$/.test(key)) return undefined
  return { kind: 'year', key, from: `${key}-01-01`, until: `${Number(key) + 1}-01-01` }
}

/** Such as "September and October 2026", or "The year 2026". */
export function releaseName({ kind, key, from, until }: ReleasePeriod): string {
  return kind === 'year' ? `The year ${key}` : periodName({ key, from, until })
}

/** The board's two months that a release is about: one, or the six of a year. */
export function monthsOf(period: ReleasePeriod): Period[] {
  const months: Period[] = []
  for (let from = period.from; from < period.until; from = months.at(-1)!.until) months.push(periodOf(from))
  return months
}

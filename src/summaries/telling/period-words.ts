import { laterBy } from '../../days.ts'
import type { Formats } from '../../web/formats.ts'
import type { ReleasePeriod } from '../releases/release.ts'

/** The period of a release in words of any language: "September 2026 and October 2026", or "2026". */
export function periodIn({ kind, key, from, until }: ReleasePeriod, formats: Formats): string {
  return kind === 'year' ? key : formats.list([formats.month(from), formats.month(laterBy(until, -1))])
}

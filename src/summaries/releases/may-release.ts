import { dayInWords } from '../../themes/wording.ts'
import type { Release, ReleasePeriod } from './release.ts'
import { releaseName } from './release-period.ts'

/** Two releases about the same days are at least so many days apart (security.md, section 3.6). */
const FEWEST_DAYS = 28

/** And at least so many people gave feedback between them: a difference of two figures is then never one person. */
const FEWEST_NEW = 10

/** A year of which one or two periods are out can be taken apart from them by whoever knows the rules; of more it hardly can. */
export const FEWEST_PERIODS = 3

const DAY = 24 * 60 * 60 * 1000

type Known = Pick<Release, 'kind' | 'key' | 'from' | 'until' | 'number' | 'frozenOn'>

/**
 * Whether a release may follow the earlier ones whose days meet its own: those of the same period, and a year and its periods.
 * The first about its days always may, but no period follows its year, and no year one or two of its periods.
 * @param earlier every release ever published
 * @param next `frozenOn` is 'YYYY-MM-DD'
 * @param newSince how many gave feedback in the days of `next` who had not when an earlier release counted them; exact, never
 *   shown
 */
export function mayRelease(
  earlier: Known[],
  next: ReleasePeriod & { frozenOn: string },
  newSince: (one: Known) => number,
): { ok: true } | { ok: false; why: string } {
  const out = itsYear(earlier, next)
  if (out) return { ok: false, why: afterItsYear(out) }
  const meeting = aboutItsDays(earlier, next)
  const periods = new Set(meeting.flatMap(({ kind, key }) => (kind === 'period' ? [key] : [])))
  if (next.kind === 'year' && periods.size > 0 && periods.size < FEWEST_PERIODS) {
    return {
      ok: false,
      why: 'Fewer than three periods of this year are out. The year less those would tell of the others.',
    }
  }
  const soon = tooSoon(earlier, next)
  if (soon) return { ok: false, why: soon }
  const near = meeting.find((one) => newSince(one) < FEWEST_NEW)
  if (!near) return { ok: true }
  if (near.key !== next.key) {
    return {
      ok: false,
      why: `Fewer than ten people gave feedback about this time who are not in release ${near.number}.`,
    }
  }
  const why = `Fewer than ten people have given feedback about this time since release ${near.number}. What changed is told in a dated sentence instead.`
  return { ok: false, why }
}

/**
 * Why a release may not follow the earlier ones by its days alone, and from which day it may. Known before anything is counted.
 * @returns a sentence; undefined where enough days have passed
 */
export function tooSoon(earlier: readonly Known[], next: ReleasePeriod & { frozenOn: string }): string | undefined {
  const last = aboutItsDays(earlier, next)[0]
  if (!last) return undefined
  const first = new Date(Date.parse(last.frozenOn) + FEWEST_DAYS * DAY).toISOString().slice(0, 10)
  if (next.frozenOn >= first) return undefined
  const from = dayInWords(first)
  const isSame = last.key === next.key
  const when = isSame ? `It may be corrected from ${from}.` : `It has days that are in this one too: from ${from}.`
  return `Release ${last.number} was frozen less than 28 days ago. ${when}`
}

/** The release of the year of two months that are not out: they cannot follow, only those that are out can be corrected. */
export function itsYear<One extends Pick<Known, 'kind' | 'key' | 'from' | 'until'>>(
  earlier: readonly One[],
  next: ReleasePeriod,
): One | undefined {
  if (next.kind === 'year' || earlier.some(({ key }) => key === next.key)) return undefined
  return earlier.find(({ kind, from, until }) => kind === 'year' && from <= next.from && next.until <= until)
}

/** @param out the release of the year */
export function afterItsYear(out: ReleasePeriod & { number: number }): string {
  return `${releaseName(out)} is out, as release ${out.number}. Two months of it cannot follow: the year less those that are out would tell of the others.`
}

/** Releases whose days meet its own, the last frozen first. */
function aboutItsDays(earlier: readonly Known[], next: ReleasePeriod): Known[] {
  return earlier
    .filter(({ from, until }) => from < next.until && next.from < until)
    .sort((a, b) => b.frozenOn.localeCompare(a.frozenOn) || b.number - a.number)
}

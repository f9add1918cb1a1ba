import type { Release, ReleasePeriod } from './release.ts'

/** Two releases about the same time are at least so many days apart (security.md, section 3.6). */
export const FEWEST_DAYS = 28

/** And at least so many people gave feedback between them: a difference of two figures is then never one person. */
export const FEWEST_NEW = 10

const DAY = 24 * 60 * 60 * 1000

/**
 * Whether a release may follow the earlier ones about the same time. The first about its time always may.
 * @param earlier every release ever published
 * @param next `frozenOn` is 'YYYY-MM-DD'
 * @param newResponses how many gave feedback in its time since the last release about it was frozen; exact, never shown
 */
export function mayRelease(
  earlier: Pick<Release, 'kind' | 'key' | 'number' | 'frozenOn'>[],
  next: Pick<ReleasePeriod, 'kind' | 'key'> & { frozenOn: string },
  newResponses: number,
): { ok: true } | { ok: false; why: string } {
  const same = earlier.filter(({ kind, key }) => kind === next.kind && key === next.key)
  const last = same.sort((a, b) => b.number - a.number)[0]
  if (!last) return { ok: true }
  const from = new Date(Date.parse(last.frozenOn) + FEWEST_DAYS * DAY).toISOString().slice(0, 10)
  if (next.frozenOn < from)
    return {
      ok: false,
      why: `Release ${last.number} was frozen less than 28 days ago. It may be corrected from ${from}.`,
    }
  if (newResponses < FEWEST_NEW)
    return {
      ok: false,
      why: `Fewer than ten people have given feedback about this time since release ${last.number}. What changed is told in a dated sentence instead.`,
    }
  return { ok: true }
}

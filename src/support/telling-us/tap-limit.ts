import { markOf } from '../../web/address-mark.ts'

const MINUTE_MS = 60_000
/** What may be in memory at most, whatever comes. */
const MOST_ADDRESSES = 20_000

/**
 * How many taps count in a minute: from one address, and from everybody together. Who taps more is thanked all the same;
 * it only is not counted, so that nobody alone makes a number look wrong or a need look great. Marks of addresses are in the
 * memory of this process for a minute, and nowhere else (docs/decisions/0033).
 */
export function makeTapLimit(each = 5, together = 60) {
  const tapsOf = new Map<string, number[]>()
  let taps: number[] = []

  /** @returns whether this tap counts */
  const counts = (address: string, now: Date): boolean => {
    const since = now.getTime() - MINUTE_MS
    forget(now)
    const mark = markOf(address)
    const lately = (tapsOf.get(mark) ?? []).filter((moment) => moment > since)
    if (lately.length >= each || taps.length >= together || tapsOf.size >= MOST_ADDRESSES) return false
    tapsOf.delete(mark)
    tapsOf.set(mark, [...lately, now.getTime()])
    taps.push(now.getTime())
    return true
  }

  /** In the order of their last taps, so the oldest come first. */
  function forget(now: Date): void {
    const since = now.getTime() - MINUTE_MS
    taps = taps.filter((moment) => moment > since)
    for (const [mark, moments] of tapsOf) {
      if ((moments.at(-1) ?? 0) > since) break
      tapsOf.delete(mark)
    }
  }

  return {
    counts,
    forget,
    /** How many addresses are in memory. */
    holds: () => tapsOf.size,
  }
}

export type TapLimit = ReturnType<typeof makeTapLimit>

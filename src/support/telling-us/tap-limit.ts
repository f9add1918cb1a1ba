import { markOf } from '../../web/address-mark.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What may be in memory at most, whatever comes. */
const MOST_ADDRESSES = 20_000
const MOST_CONTACTS = 20_000

type Most = { each?: number; together?: number; eachHour?: number; contactHour?: number }

/**
 * How many taps count: from one address in a minute and in an hour, from everybody together in a minute, and about one contact
 * of an entry in an hour. Who taps more is thanked all the same; it only is not counted, so that nobody alone makes a number
 * look wrong or a need look great. Marks of addresses are in the memory of this process for an hour, never beside what was
 * tapped, and nowhere else (docs/decisions/0033).
 */
export function makeTapLimit({ each = 5, together = 60, eachHour = 10, contactHour = 10 }: Most = {}) {
  const tapsOf = new Map<string, number[]>()
  const tapsAbout = new Map<string, number[]>()
  let taps: number[] = []

  /**
   * @param about the entry and its contact, where it is about one
   * @returns whether this tap counts
   */
  const counts = (address: string, now: Date, about?: string): boolean => {
    const [minute, at] = [now.getTime() - MINUTE_MS, now.getTime()]
    forget(now)
    const mark = markOf(address)
    const ofMark = within(tapsOf.get(mark), at - HOUR_MS)
    const ofContact = about === undefined ? [] : within(tapsAbout.get(about), at - HOUR_MS)
    const isTooMuch =
      within(ofMark, minute).length >= each ||
      ofMark.length >= eachHour ||
      taps.length >= together ||
      ofContact.length >= contactHour
    if (isTooMuch || tapsOf.size >= MOST_ADDRESSES || tapsAbout.size >= MOST_CONTACTS) return false
    put(tapsOf, mark, [...ofMark, at])
    if (about !== undefined) put(tapsAbout, about, [...ofContact, at])
    taps.push(at)
    return true
  }

  function forget(now: Date): void {
    taps = within(taps, now.getTime() - MINUTE_MS)
    for (const held of [tapsOf, tapsAbout]) forgetBefore(held, now.getTime() - HOUR_MS)
  }

  return {
    counts,
    forget,
    /** How many addresses are in memory. */
    holds: () => tapsOf.size,
  }
}

export type TapLimit = ReturnType<typeof makeTapLimit>

const within = (moments: number[] | undefined, since: number) => (moments ?? []).filter((moment) => moment > since)

function put(held: Map<string, number[]>, key: string, moments: number[]): void {
  held.delete(key)
  held.set(key, moments)
}

/** They are in the order of their last taps, so the oldest come first. */
function forgetBefore(held: Map<string, number[]>, since: number): void {
  for (const [key, moments] of held) {
    if ((moments.at(-1) ?? 0) > since) break
    held.delete(key)
  }
}

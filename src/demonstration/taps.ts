import type { Db } from '../db/open.ts'
import { readWishes } from '../support/finding/wishes.ts'
import { countUnmet } from '../support/telling-us/unmet-need.ts'
import type { Event } from './one-piece.ts'

/** What made-up people looked for and did not find, most often first. */
const looked = [
  { need: 'peer_support', way: 'face', area: 'maltby' },
  { need: 'counselling_therapy', when: 'week' },
  { need: ['counselling_therapy', 'family_support'], with: 'men' },
  { need: 'housing_safety', when: 'tonight' },
]
const MONTHS = 6
const TAPS_A_MONTH = 14

/**
 * Made-up taps of the last months on "I looked and could not find it". None on "this did not work": the directory's entries
 * are real, and nobody rang.
 */
export function tapEvents(db: Db, now: Date, roll: () => number): Event[] {
  return Array.from({ length: MONTHS }, (_, before): Event => {
    const month = before + 1
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - month, 15, 12))
    const taps = Math.floor(TAPS_A_MONTH * (0.7 + roll() * 0.6))
    const wishes = Array.from({ length: taps }, () => looked[Math.floor(roll() ** 2 * looked.length)] ?? {})
    const run = async () => {
      for (const one of wishes) await countUnmet(db, readWishes(one), at)
    }
    return { at, run }
  })
}

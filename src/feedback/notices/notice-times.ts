import { atLondon, isWorkingDay } from '../../safeguarding/working-time.ts'
import { dayOf } from '../../site.ts'

/** When somebody says that a message is safe. Never at night, whatever they choose. */
export const noticeTimes = ['any', 'daytime', 'evenings', 'weekends'] as const
export type NoticeTimes = (typeof noticeTimes)[number]

const DAY_MS = 24 * 3_600_000

/** Hours of a London day. The pages name them too: the keys `times_…` of the catalogues. */
const hours: Record<NoticeTimes, [opens: number, closes: number]> = {
  any: [8, 21],
  daytime: [9, 15],
  evenings: [18, 21],
  weekends: [10, 18],
}

/** A number from 0 up to 1, by chance. Tests hand in their own. */
export type Chance = () => number

/** Whether a message may go out at this moment. */
export function isSafeTime(times: NoticeTimes, at: Date): boolean {
  const [opens, closes] = windowOf(times, dayOf(at))
  return isSafeDay(times, dayOf(at)) && at >= opens && at < closes
}

/**
 * @returns `from` itself when that is safe, otherwise a moment by chance inside the next safe hours
 */
export function nextSafeTime(times: NoticeTimes, from: Date, chance: Chance): Date {
  if (isSafeTime(times, from)) return from
  for (let day = dayOf(from); ; day = dayAfter(day)) {
    const [opens, closes] = windowOf(times, day)
    if (opens > from && isSafeDay(times, day)) return within(opens, closes.getTime() - opens.getTime(), chance)
  }
}

/**
 * When a message about something new goes out: never on the day it became new, up to a day later still, and then when it
 * is safe. So the moment says little about what happened or who did it.
 */
export function whenToSend(times: NoticeTimes, found: Date, chance: Chance): Date {
  return nextSafeTime(times, within(atLondon(dayAfter(dayOf(found)), 0), DAY_MS, chance), chance)
}

function isSafeDay(times: NoticeTimes, day: string): boolean {
  if (times === 'daytime') return isWorkingDay(day)
  return times !== 'weekends' || [0, 6].includes(noon(day).getUTCDay())
}

function windowOf(times: NoticeTimes, day: string): [Date, Date] {
  const [opens, closes] = hours[times]
  return [atLondon(day, opens * 60), atLondon(day, closes * 60)]
}

function within(from: Date, ms: number, chance: Chance): Date {
  return new Date(from.getTime() + Math.floor(chance() * ms))
}

const noon = (day: string) => new Date(`${day}T12:00:00Z`)
const dayAfter = (day: string) => new Date(noon(day).getTime() + DAY_MS).toISOString().slice(0, 10)

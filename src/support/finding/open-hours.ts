import holidays from '../../bank-holidays.json' with { type: 'json' }
import { dayOf } from '../../site.ts'
import { weekdays } from '../known-keys.ts'
import type { Option } from '../option.ts'

export type Times = NonNullable<Option['times']>

/** A stretch of one day in minutes after midnight in London, and whether people are off work on that day. */
type Stretch = { weekday: string; from: number; to: number; holiday: boolean }

/** What is left of this night: this evening from six, then until six in the morning. */
export type Night = Stretch[]

const EVENING = 18 * 60
const MORNING = 6 * 60
const MIDNIGHT = 24 * 60
const HOUR = 60
const DAY_MS = 86_400_000
const holidayDays = new Set(holidays.days)
const clock = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
})

/** The night that "tonight" means at some moment: before six in the morning it is still the same night. */
export function nightAt(now: Date): Night {
  const [hours = 0, minutes = 0] = clock.format(now).split(':').map(Number)
  const at = hours * HOUR + minutes
  const today = dayOf(now)
  if (at < MORNING) return [stretch(today, at, MORNING)]
  const tomorrow = dayOf(new Date(Date.parse(`${today}T12:00:00Z`) + DAY_MS))
  return [stretch(today, Math.max(at, EVENING), MIDNIGHT), stretch(tomorrow, 0, MORNING)]
}

/**
 * Whether somebody answers tonight, for an hour at least, or for what is left of the night when that is less.
 * @param times null when nobody knows; on a bank holiday only what is open day and night is sure to be open
 */
export function isOpenTonight(times: Times | null, night: Night): 'yes' | 'no' | 'not known' {
  if (!times) return 'not known'
  const always = isAlwaysOpen(times)
  const open = (some: Night) => some.reduce((sum, one) => sum + minutesOpen(times, one), 0)
  const enough = Math.min(HOUR, length(night))
  if (open(night.filter(({ holiday }) => always || !holiday)) >= enough) return 'yes'
  return open(night) >= enough ? 'not known' : 'no'
}

/** Day and night, all week: no holiday closes it. */
export function isAlwaysOpen(times: Times): boolean {
  return weekdays.every((day) => times.some((t) => t.days.includes(day) && t.opens === '00:00' && t.closes === '24:00'))
}

function stretch(day: string, from: number, to: number): Stretch {
  const weekday = weekdays[(new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7] ?? 'MO'
  return { weekday, from, to, holiday: holidayDays.has(day) }
}

function minutesOpen(times: Times, { weekday, from, to }: Stretch): number {
  const open = times.filter(({ days }) => days.includes(weekday))
  const each = open.map(({ opens, closes }) => Math.min(to, minutesOf(closes)) - Math.max(from, minutesOf(opens)))
  return each.reduce((sum, minutes) => sum + Math.max(0, minutes), 0)
}

function length(night: Night): number {
  return night.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** @param time 'HH:MM'; the end of a day is 24:00 */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * HOUR + minutes
}

import holidays from '../bank-holidays.json' with { type: 'json' }
import { dayOf } from '../site.ts'

const holidayDays = new Set(holidays.days)
const MINUTE = 60_000
const londonHour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hour12: false })

/** The hours of a working day, in minutes after midnight in London. */
export type WorkingHours = { opens: number; closes: number }

/** Working time: Monday to Friday, 9 to 5 in London, without England's bank holidays. Everybody's clock runs on it. */
export const usualHours: WorkingHours = { opens: 9 * 60, closes: 17 * 60 }

/** @param day 'YYYY-MM-DD' */
export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidayDays.has(day)
}

/**
 * When a number of working minutes will have passed.
 * @param from any moment, in or out of hours
 * @returns a moment inside working hours
 */
export function afterWorkingMinutes(from: Date, minutes: number, hours: WorkingHours = usualHours): Date {
  let left = minutes
  for (let day = dayOf(from); ; day = nextDay(day)) {
    if (!isWorkingDay(day)) continue
    const opens = atLondon(day, hours.opens)
    const closes = atLondon(day, hours.closes)
    const start = from > opens ? from : opens
    const available = (closes.getTime() - start.getTime()) / MINUTE
    if (available <= 0) continue
    if (left <= available) return new Date(start.getTime() + left * MINUTE)
    left -= available
  }
}

/** When somebody is next reading: now, inside working hours, else the next opening. */
export function nextReading(from: Date, hours: WorkingHours = usualHours): Date {
  return afterWorkingMinutes(from, 0, hours)
}

/** Whether this moment is on a reading day, within its hours. */
export function isWorkingTime(at: Date): boolean {
  return nextReading(at).getTime() === at.getTime()
}

/** @returns the moment of a London wall clock time. Not for the hour that the clock change repeats or leaves out. */
export function atLondon(day: string, minutesAfterMidnight: number): Date {
  const guess = new Date(`${day}T00:00:00Z`).getTime() + minutesAfterMidnight * MINUTE
  const shown = Number(londonHour.format(guess))
  const offsetHours = (shown - new Date(guess).getUTCHours() + 24) % 24
  return new Date(guess - offsetHours * 60 * MINUTE)
}

function nextDay(day: string): string {
  return new Date(new Date(`${day}T12:00:00Z`).getTime() + 24 * 60 * MINUTE).toISOString().slice(0, 10)
}

import { z } from 'zod'

/** Whether a text is a day of the calendar as 'YYYY-MM-DD': 2026-02-31 is none. */
export function isDay(text: string): boolean {
  return z.iso.date().safeParse(text).success
}

/** @param day 'YYYY-MM-DD' @param by days later; earlier when it is negative @returns 'YYYY-MM-DD' */
export function laterBy(day: string, by: number): string {
  return new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10)
}

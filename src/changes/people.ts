import { laterBy } from '../days.ts'
import type { Db } from '../db/open.ts'
import { dayOf } from '../site.ts'
import { peopleByTheme } from '../themes/counting.ts'

/**
 * The first day that is not counted for the public: the first of this month. A figure that moved on the day somebody gave
 * feedback could tell who it was.
 */
export function countedUntil(now: Date): string {
  return `${dayOf(now).slice(0, 7)}-01`
}

/**
 * How many people ever spoke about each theme, to the end of last month, without those who took it back.
 * @returns exact counts by theme key: show them only through small-numbers.ts
 */
export async function peopleOnThemes(db: Db, now: Date): Promise<Map<string, number>> {
  const themes = await peopleByTheme(db, { to: dayBefore(countedUntil(now)) })
  return new Map(themes.map(({ key, people }) => [key, people]))
}

/** @param day 'YYYY-MM-DD' */
export function dayBefore(day: string): string {
  return laterBy(day, -1)
}

import type { Db } from '../db/open.ts'
import { FEWEST, type Shown, shown } from '../small-numbers.ts'
import { peopleByTheme } from '../themes/theme.ts'
import { countedUntil, dayBefore } from './people.ts'

export type Afterwards = { months: number; before: Shown; after: Shown } | 'too early to say'

const MOST_MONTHS = 6

/**
 * What people said about a theme after a change, beside what they said before: whole months only, as many on either side,
 * the month of the change left out. It shows how many raised it as a concern, and claims no cause.
 * @returns 'too early to say' until ten people have spoken about the theme since
 */
export async function saidAfterwards(db: Db, themeKey: string, madeOn: string, now: Date): Promise<Afterwards> {
  const until = countedUntil(now)
  const months = Math.min(MOST_MONTHS, monthsBetween(madeOn, until) - 1)
  if (months < 1) return 'too early to say'
  const count = async (from: string, to: string) => {
    const themes = await peopleByTheme(db, { from, to: dayBefore(to) })
    return themes.find(({ key }) => key === themeKey)
  }
  const month = `${madeOn.slice(0, 7)}-01`
  const after = await count(monthsLater(month, 1), monthsLater(month, 1 + months))
  if ((after?.people ?? 0) < FEWEST) return 'too early to say'
  const before = await count(monthsLater(month, -months), month)
  return { months, before: shown(before?.concern ?? 0), after: shown(after?.concern ?? 0) }
}

function monthsBetween(from: string, to: string): number {
  const number = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return number(to) - number(from)
}

function monthsLater(firstDay: string, months: number): string {
  return new Date(Date.UTC(Number(firstDay.slice(0, 4)), Number(firstDay.slice(5, 7)) - 1 + months, 1))
    .toISOString()
    .slice(0, 10)
}

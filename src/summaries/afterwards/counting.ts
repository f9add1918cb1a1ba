import { dayBefore } from '../../changes/people.ts'
import type { Db } from '../../db/open.ts'
import type { Period } from '../../period.ts'
import { countPeople, peopleByTheme } from '../../themes/counting.ts'

/** How many people spoke of a theme in a stretch of time, as a concern or with praise, of how many who spoke at all. */
export type Spoken = { people: number; concern: number; praise: number; spoke: number }

/** Exact counts of one theme in one period. */
export type CountIn = (period: Period, themeKey: string) => Promise<Spoken>

/** Counts each period once, however many changes ask for it. Who spoke at all is who said anything that has a code. */
export function counting(db: Db): CountIn {
  const kept = new Map<string, Promise<(themeKey: string) => Spoken>>()
  const count = async ({ from, until }: Period) => {
    const days = { from, to: dayBefore(until) }
    const spoke = await countPeople(db, days)
    const themes = await peopleByTheme(db, days)
    return (themeKey: string): Spoken => {
      const { people = 0, concern = 0, praise = 0 } = themes.find(({ key }) => key === themeKey) ?? {}
      return { people, concern, praise, spoke }
    }
  }
  return async (period, themeKey) => {
    const counted = kept.get(period.key) ?? count(period)
    kept.set(period.key, counted)
    return (await counted)(themeKey)
  }
}

/** Adds up periods. A response belongs to one day, so nobody is counted twice. */
export async function countOver(countIn: CountIn, periods: readonly Period[], themeKey: string): Promise<Spoken> {
  const sum: Spoken = { people: 0, concern: 0, praise: 0, spoke: 0 }
  for (const period of periods) {
    const one = await countIn(period, themeKey)
    for (const key of Object.keys(sum) as (keyof Spoken)[]) sum[key] += one[key]
  }
  return sum
}

import { laterBy } from '../days.ts'
import type { Db } from '../db/open.ts'
import { hasEnded, type Period, periodBefore, periodOf } from '../period.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { writeNextStep } from '../summaries/coverage/next-steps.ts'
import { saveTotals } from '../summaries/coverage/referral-totals.ts'
import { chance } from './chance.ts'
import type { Cast, Event } from './one-piece.ts'

const PERIODS = 13

/** Of a hundred people whom services saw. Made up. */
const shares: Record<string, Record<string, number>> = {
  age: { 'under-11': 14, '11-17': 61, adult: 25 },
  sex: { male: 41, female: 56, 'not-said': 3 },
  ethnic: { asian: 14, black: 6, mixed: 6, other: 3, white: 66, 'not-said': 5 },
  disability: { yes: 29, no: 63, 'not-said': 8 },
  language: { ur: 4, sk: 5, rom: 3, ro: 2, pl: 3, ar: 2, en: 81 },
}

/**
 * What the made-up lead typed in about whom services saw, some days after each two months, and what they mean to do about
 * the groups that are heard less.
 */
export function coverageEvents(db: Db, keys: Keys, { lead }: Pick<Cast, 'lead'>, now: Date): Event[] {
  const periods: Period[] = []
  for (let period = periodOf(dayOf(now)); periods.length < PERIODS; period = periodBefore(period)) periods.push(period)
  const ended = periods.filter((period) => hasEnded(period, dayOf(now)))
  const roll = chance('heard coverage')
  const typing = ended.map((period, back): Event => {
    const at = morningOf(laterBy(period.until, 2))
    const counts = madeUp(roll, back === 3)
    return { at, run: async () => void (await saveTotals(db, keys, period, { counts, why: '', base: '0' }, lead, at)) }
  })
  const [newest, , third] = ended
  const written = [
    [third, 'sex.male', 'Ask at football, at the youth justice service and after boxing', 150],
    [newest, 'age.under-11', 'School nurses offer the questions for 8 to 11 on a tablet', 80],
    [newest, 'language.rom', 'Ask two people who speak Romany what would make it easy to say something', 100],
  ] as const
  const steps = written.flatMap(([period, groupKey, sentence, days]): Event[] => {
    if (!period) return []
    const day = laterBy(period.until, 3)
    const at = morningOf(day)
    const step = { groupKey, sentence, byDay: laterBy(day, days) }
    return [{ at, run: async () => void (await writeNextStep(db, keys, step, lead, at)) }]
  })
  return [...typing, ...steps]
}

/** @param sparse only the whole and two questions, as it happens */
function madeUp(roll: () => number, sparse: boolean): Record<string, string> {
  const total = 360 + Math.round(roll() * 90)
  const counts: Record<string, string> = { total: String(total) }
  for (const [question, groups] of Object.entries(shares)) {
    if (sparse && question !== 'age' && question !== 'sex') continue
    const all = Object.values(groups).reduce((sum, share) => sum + share, 0)
    for (const [group, share] of Object.entries(groups)) {
      // Always a little less than its part, so that the groups never make more than the whole.
      counts[`${question}.${group}`] = String(Math.floor(((total * share) / all) * (0.9 + 0.1 * roll())))
    }
  }
  return counts
}

function morningOf(day: string): Date {
  return new Date(`${day}T09:00:00Z`)
}

import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import type { DutyTimes } from '../duty-times.ts'
import { atLondon, isWorkingDay } from '../working-time.ts'
import { type Absence, hasTurnOn, type Position, positions, readRota, type Turn } from './rota.ts'

/** Somebody who has a turn; `away` in words, where it is not the whole day. */
export type OnDay = { name: string; away: string }

/** One day of the rota. @see `nobody`: on a working day nobody at all is there. */
export type RotaDay = {
  day: string
  working: boolean
  nobody: boolean
  /** Who would have a turn and is away all day. */
  allAway: string[]
  at: Record<Position, OnDay[]>
}

const DAYS = 14
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric', minute: '2-digit' })

/** Who is there in the next fourteen days, and on which nobody is. @param able names of who may take what is late */
export async function fortnight(db: Db, times: DutyTimes, able: Map<string, string>, now: Date): Promise<RotaDay[]> {
  const days = Array.from({ length: DAYS }, (_, n) => laterBy(dayOf(now), n))
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const { turns, absences } = await readRota(db, atLondon(first, 0), atLondon(laterBy(last, 1), 0))
  return days.map((day) => oneDay(day, turns, absences, times, able))
}

function oneDay(day: string, turns: Turn[], absences: Absence[], times: DutyTimes, able: Map<string, string>): RotaDay {
  const [opens, closes] = [atLondon(day, times.opens), atLondon(day, times.closes)]
  const allAway = new Set<string>()
  const at: RotaDay['at'] = { reader: [], deputy: [], manager: [] }
  for (const turn of turns.filter((one) => hasTurnOn(one, day))) {
    const name = able.get(turn.memberId)
    if (name === undefined || at[turn.position].some((one) => one.name === name)) continue
    const gone = absences.filter((a) => a.memberId === turn.memberId && a.startsAt < closes && a.endsAt > opens)
    if (gone.some((a) => a.startsAt <= opens && a.endsAt >= closes)) allAway.add(name)
    else at[turn.position].push({ name, away: gone.map((a) => part(a, opens, closes)).join(', ') })
  }
  const working = isWorkingDay(day)
  const nobody = working && positions.every((position) => at[position].length === 0)
  return { day, working, nobody, allAway: [...allAway], at }
}

function part({ startsAt, endsAt }: Absence, opens: Date, closes: Date): string {
  if (startsAt <= opens) return `there from ${clock.format(endsAt)}`
  if (endsAt >= closes) return `there until ${clock.format(startsAt)}`
  return `not there from ${clock.format(startsAt)} to ${clock.format(endsAt)}`
}

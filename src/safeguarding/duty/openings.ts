import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { type DutyTimes, dutyTimes, usualTimes } from '../duty-times.ts'
import { atLondon, isWorkingDay, nextReading } from '../working-time.ts'
import { mayTake } from './on-duty.ts'
import { type Absence, hasTurnOn, type Rota, readRota, type Turn, type Weekday, weekdays } from './rota.ts'

/** What the public pages say about when somebody reads. It names nobody. */
export type ReadingTimes = {
  /** The next moment when somebody on duty is there; now, if somebody is. */
  next: Date
  now: boolean
  /** The weekdays on which somebody has a turn. */
  days: Weekday[]
  /** Minutes after midnight. */
  opens: number
  closes: number
  /** Monday to Friday, 9 to 5: what the pages say in every language. */
  usual: boolean
}

type Known = { rota: Rota; times: DutyTimes; until: number }

const KEPT_MS = 3_000
const DAY_MS = 24 * 3_600_000
/** Nobody there for so long is no rota that one could promise anything by: the working days hold. */
const LOOK_AHEAD_DAYS = 60
const all = Object.keys(weekdays) as Weekday[]
const kept = new WeakMap<Db, Known>()

/** When somebody reads, by the rota; without one, by the working days. Known for three seconds, and longer without a database. */
export async function readingTimes(db: Db, now: Date): Promise<ReadingTimes> {
  const { rota, times } = await known(db, now)
  const next = nextThere(rota, times, now)
  const today = dayOf(now)
  const soon = laterBy(today, 7)
  const turns = rota.turns.filter(({ from_day, to_day }) => from_day <= soon && (to_day === null || to_day >= today))
  const days = all.filter((day) => turns.some((turn) => turn.weekdays.length === 0 || turn.weekdays.includes(day)))
  const { opens, closes } = times
  const read = days.length > 0 ? days : all
  const usual = read.length === all.length && opens === usualTimes.opens && closes === usualTimes.closes
  return { next, now: next.getTime() === now.getTime(), days: read, opens, closes, usual }
}

/**
 * The next moment when somebody with a turn is there. A day on which all of them are away is no reading day.
 * @returns by the working days where nobody has a turn, or nobody is there for a long time
 */
export function nextThere({ turns, absences }: Rota, times: DutyTimes, now: Date): Date {
  for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS && turns.length > 0; ahead++) {
    const day = laterBy(dayOf(now), ahead)
    const there = turns
      .filter((turn) => hasTurnOn(turn, day))
      .map((turn) => firstThere(turn, absences, day, times, now))
    const moments = there.filter((at) => at !== undefined).map((at) => at.getTime())
    if (moments.length > 0) return new Date(Math.min(...moments))
  }
  return nextReading(now, times)
}

/** @returns undefined when this person is away all through the hours of the day that are left */
function firstThere(turn: Turn, absences: Absence[], day: string, times: DutyTimes, now: Date): Date | undefined {
  if (!isWorkingDay(day)) return undefined
  const closes = atLondon(day, times.closes)
  let at = new Date(Math.max(now.getTime(), atLondon(day, times.opens).getTime()))
  // In order of their beginning, so that one that ends in the next is not stopped at.
  for (const one of absences) {
    if (one.memberId === turn.memberId && one.startsAt <= at && at < one.endsAt) at = one.endsAt
  }
  return at < closes ? at : undefined
}

async function known(db: Db, now: Date): Promise<Known> {
  const before = kept.get(db)
  if (before && before.until > performance.now()) return before
  try {
    const rota = await readRota(db, now, new Date(now.getTime() + LOOK_AHEAD_DAYS * DAY_MS))
    const members = await db.selectFrom('members').select(['id', 'roles']).where('left_on', 'is', null).execute()
    const able = new Set(members.filter(({ roles }) => mayTake(roles)).map(({ id }) => id))
    const turns = rota.turns.filter(({ memberId }) => able.has(memberId))
    const fresh = { rota: { ...rota, turns }, times: await dutyTimes(db), until: performance.now() + KEPT_MS }
    kept.set(db, fresh)
    return fresh
  } catch {
    // What somebody sent is saved by now, or the page says that it is not: this sentence is no reason to fail.
    return before ?? { rota: { turns: [], absences: [] }, times: usualTimes, until: 0 }
  }
}

/** The next look reads the rota anew. */
export function forgetRota(db: Db): void {
  kept.delete(db)
}

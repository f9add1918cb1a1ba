import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { isWorkingDay } from '../working-time.ts'

/** Who is asked first, who when that is late, and who when that is late too. */
export const positions = ['reader', 'deputy', 'manager'] as const
export type Position = (typeof positions)[number]

/** The working week. Nobody reads at the weekend, so nobody has a turn then. */
export const weekdays = { MO: 'Monday', TU: 'Tuesday', WE: 'Wednesday', TH: 'Thursday', FR: 'Friday' } as const
export type Weekday = keyof typeof weekdays

const codes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** @param day 'YYYY-MM-DD' */
export function weekdayOf(day: string): (typeof codes)[number] {
  return codes[new Date(`${day}T12:00:00Z`).getUTCDay()] ?? 'SU'
}

export type Turn = Pick<Tables['rota_turns'], 'id' | 'position' | 'from_day' | 'to_day'> & {
  memberId: string
  weekdays: string[]
}

export type Absence = { id: string; memberId: string; kind: 'away' | 'pause'; startsAt: Date; endsAt: Date }

/** Turns and absences as they stand in a span of time, read together. */
export type Rota = { turns: Turn[]; absences: Absence[] }

/** @returns the turns that touch these days, and the absences that touch these moments */
export async function readRota(db: Db, from: Date, to: Date): Promise<Rota> {
  const [first, last] = [dayBefore(from), dayAfter(to)]
  const turns = await db
    .selectFrom('rota_turns')
    .select(['id', 'position', 'member_id as memberId', 'weekdays', 'from_day', 'to_day'])
    .where('from_day', '<=', last)
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', first)]))
    .orderBy('from_day')
    .orderBy('id')
    .execute()
  const absences = await db
    .selectFrom('absences')
    .select(['id', 'member_id as memberId', 'kind', 'starts_at as startsAt', 'ends_at as endsAt'])
    .where('starts_at', '<=', to)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .execute()
  return { turns, absences }
}

/** Whether a turn counts on this day: a working day, within its days, on its weekdays. @param day 'YYYY-MM-DD' */
export function hasTurnOn(turn: Turn, day: string): boolean {
  if (!isWorkingDay(day) || day < turn.from_day || (turn.to_day !== null && day > turn.to_day)) return false
  return turn.weekdays.length === 0 || turn.weekdays.includes(weekdayOf(day))
}

/** Whether somebody is away, or takes a pause, at this moment. */
export function isAway(absences: Absence[], memberId: string, at: Date): boolean {
  return absences.some((one) => one.memberId === memberId && one.startsAt <= at && at < one.endsAt)
}

// A London day and a UTC day differ by an hour: one day more on each side is asked for, and `hasTurnOn` looks again.
const dayBefore = (at: Date) => new Date(at.getTime() - 86_400_000).toISOString().slice(0, 10)
const dayAfter = (at: Date) => new Date(at.getTime() + 86_400_000).toISOString().slice(0, 10)

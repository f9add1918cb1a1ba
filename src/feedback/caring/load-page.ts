import { sql } from 'kysely'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { listMembersWho } from '../../team/member.ts'

/** Words are told in steps of this size, so that nobody learns how long one text was. */
const STEP = 500

type Week = { opened: number; words: number }

/** What a supervisor sees of one reader: how much, never what. */
export type ReaderLoad = {
  id: string
  name: string
  today: number
  thisWeek: Week
  lastWeek: Week
  /** Pauses that began this week. */
  pauses: number
  /** Away or on a pause until then. */
  awayUntil: Date | null
  /** How many texts wait with them now. */
  waiting: number
}

/** The load of everybody who reads, by name. No refs and no words. */
export async function listLoads(db: Db, now: Date): Promise<ReaderLoad[]> {
  const today = dayOf(now)
  const monday = mondayOf(today)
  const [from, until] = [laterBy(monday, -7), laterBy(monday, 6)]
  const readers = await listMembersWho(db, 'may read words')
  const ids = readers.map(({ id }) => id)
  if (ids.length === 0) return []
  const loads = await db
    .selectFrom('reading_loads')
    .selectAll()
    .where('member_id', 'in', ids)
    .where('day', '>=', from)
    .where('day', '<=', until)
    .execute()
  const absences = await db
    .selectFrom('absences')
    .select(['member_id', 'kind', 'starts_at', 'ends_at'])
    .where('member_id', 'in', ids)
    .where('ends_at', '>', new Date(`${from}T00:00:00Z`))
    .where('starts_at', '<=', now)
    .execute()
  const waiting = await db
    .selectFrom('readings')
    .select(['with_member', sql<number>`count(*)::int`.as('count')])
    .where('with_member', 'in', ids)
    .where('state', 'in', ['waiting', 'first read'])
    .where((eb) => eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '>', now)]))
    .groupBy('with_member')
    .execute()
  return readers.map(({ id, name }) => {
    const mine = loads.filter(({ member_id }) => member_id === id)
    const gone = absences.filter(({ member_id }) => member_id === id)
    const away = gone.filter(({ ends_at }) => ends_at > now).map(({ ends_at }) => ends_at.getTime())
    return {
      ...{ id, name },
      today: mine.find(({ day }) => day === today)?.opened ?? 0,
      thisWeek: sum(mine.filter(({ day }) => day >= monday)),
      lastWeek: sum(mine.filter(({ day }) => day < monday)),
      pauses: gone.filter(({ kind, starts_at }) => kind === 'pause' && dayOf(starts_at) >= monday).length,
      awayUntil: away.length > 0 ? new Date(Math.max(...away)) : null,
      waiting: waiting.find(({ with_member }) => with_member === id)?.count ?? 0,
    }
  })
}

function sum(days: Week[]): Week {
  const words = days.reduce((all, day) => all + day.words, 0)
  return { opened: days.reduce((all, day) => all + day.opened, 0), words: Math.round(words / STEP) * STEP }
}

function mondayOf(day: string): string {
  return laterBy(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7))
}

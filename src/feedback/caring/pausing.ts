import { randomUUID } from 'node:crypto'
import { isDay, laterBy } from '../../days.ts'
import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import { atLondon } from '../../safeguarding/working-time.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'

/** How long somebody steps back from reading. Nobody is asked why. */
export const pauses = {
  short: '30 minutes',
  today: 'The rest of today',
  until: 'Until a day that I choose',
} as const

export type Pause = keyof typeof pauses

const SHORT_MS = 30 * 60_000
/** Longer than this is an absence, which the duty manager arranges. */
const MOST_DAYS = 60

/** @param day the first day on which they read again, for `until` @returns undefined when the day is none, or too far */
export function pauseEnds(pause: Pause, day: string, now: Date): Date | undefined {
  if (pause === 'short') return new Date(now.getTime() + SHORT_MS)
  const today = dayOf(now)
  if (pause === 'today') return atLondon(laterBy(today, 1), 0)
  return isDay(day) && day > today && day <= laterBy(today, MOST_DAYS) ? atLondon(day, 0) : undefined
}

/** Who is away or takes a pause at a moment. */
export async function awayNow(db: Db, now: Date): Promise<Set<string>> {
  const rows = await db
    .selectFrom('absences')
    .select('member_id')
    .where('starts_at', '<=', now)
    .where('ends_at', '>', now)
    .execute()
  return new Set(rows.map(({ member_id }) => member_id))
}

/** Until when a member takes a pause, if they do. */
export async function pausedUntil(db: Db, memberId: string, now: Date): Promise<Date | undefined> {
  const row = await db
    .selectFrom('absences')
    .select('ends_at')
    .where('member_id', '=', memberId)
    .where('kind', '=', 'pause')
    .where('starts_at', '<=', now)
    .where('ends_at', '>', now)
    .orderBy('ends_at', 'desc')
    .executeTakeFirst()
  return row?.ends_at
}

/** From now on nothing waits for a member; what they had goes back to whoever is on duty. */
export async function startPause(db: Db, keys: Keys, memberId: string, until: Date, now: Date): Promise<void> {
  await again(db, async (trx) => {
    await closePauses(trx, memberId, now)
    await trx
      .insertInto('absences')
      .values({
        id: randomUUID(),
        member_id: memberId,
        kind: 'pause',
        starts_at: now,
        ends_at: until,
        made_by: memberId,
      })
      .execute()
    await giveAllBack(trx, memberId)
    await audit(trx, keys, { memberId, action: 'began a pause', record: 'member', recordId: memberId }, now)
  })
}

/** Safe to repeat. */
export async function endPause(db: Db, keys: Keys, memberId: string, now: Date): Promise<void> {
  await again(db, async (trx) => {
    if (!(await closePauses(trx, memberId, now))) return
    await audit(trx, keys, { memberId, action: 'ended a pause', record: 'member', recordId: memberId }, now)
  })
}

/** What waits with a member waits for whoever is on duty. @param but left with them: they have it before them */
export async function giveAllBack(trx: Db, memberId: string, but?: string): Promise<void> {
  let query = trx
    .updateTable('readings')
    .set({ with_member: null, claimed_until: null })
    .where('with_member', '=', memberId)
    .where('state', 'in', ['waiting', 'first read'])
  if (but) query = query.where('response_id', '<>', but)
  await query.execute()
}

async function closePauses(trx: Db, memberId: string, now: Date): Promise<boolean> {
  const ended = await trx
    .updateTable('absences')
    .set({ ends_at: now })
    .where('member_id', '=', memberId)
    .where('kind', '=', 'pause')
    .where('starts_at', '<', now)
    .where('ends_at', '>', now)
    .returning('id')
    .execute()
  // Begun in this very moment: there was none.
  const undone = await trx
    .deleteFrom('absences')
    .where('member_id', '=', memberId)
    .where('kind', '=', 'pause')
    .where('starts_at', '=', now)
    .where('ends_at', '>', now)
    .returning('id')
    .execute()
  return ended.length + undone.length > 0
}

import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { type DutyTimes, dutyTimes } from '../duty-times.ts'
import { afterWorkingMinutes } from '../working-time.ts'

/** Why something must be read by a person. */
export type ReadReason = Tables['readings']['reason']

/** Which of the partnership's times holds for what waits to be read. */
export const readWithin = {
  'unsafe now': 'readUnsafe',
  'child wrote': 'readChild',
  'own words': 'readOwn',
} as const satisfies Record<ReadReason, keyof DutyTimes>

const stillWaiting = ['waiting', 'first read'] as const

/** Clocks of two machines may differ by so much. */
const CLOCKS_DIFFER_MS = 60_000

/** Opened words are kept for whoever opened them for half an hour (feedback/reading/claiming.ts). */
const LONGEST_CLAIM_MS = 30 * 60_000

/**
 * A time further away than anybody would be given now was set by a clock that ran ahead, or by older, longer times: it is
 * pulled in. What waits without a time gets one. A time is never put off here. What such a clock kept for one reader is
 * free again, and a pause that it let begin is over: a pause always begins at once.
 */
export async function putTimesRight(db: Db, now: Date): Promise<void> {
  const times = await dutyTimes(db)
  const ahead = new Date(now.getTime() + CLOCKS_DIFFER_MS)
  for (const [reason, time] of Object.entries(readWithin)) {
    const latest = afterWorkingMinutes(ahead, times[time], times)
    await db
      .updateTable('readings')
      .set({ due_at: afterWorkingMinutes(now, times[time], times) })
      .where('state', 'in', stillWaiting)
      .where('reason', '=', reason as ReadReason)
      .where((eb) => eb.or([eb('due_at', 'is', null), eb('due_at', '>', latest)]))
      .execute()
  }
  await db
    .updateTable('readings')
    .set({ claimed_until: now })
    .where('state', 'in', stillWaiting)
    .where('claimed_until', '>', new Date(ahead.getTime() + LONGEST_CLAIM_MS))
    .execute()
  await db.deleteFrom('absences').where('kind', '=', 'pause').where('starts_at', '>', ahead).execute()
  const next = afterWorkingMinutes(ahead, times.passOn, times)
  await pullIn(db, 'readings', next, now, times)
  await pullIn(db, 'concerns', next, now, times)
  // A concern's own time is never changed; what it was given by a clock that ran ahead is passed on in time all the same.
  await db
    .updateTable('concerns')
    .set({ passes_at: afterWorkingMinutes(now, times.decide, times) })
    .where('raised_at', '>', ahead)
    .where('passes_at', 'is', null)
    .where('level', '=', 0)
    .execute()
}

/** The next step of the chain is counted from now, or from the due time where that is still to come. */
async function pullIn(db: Db, table: 'readings' | 'concerns', latest: Date, now: Date, times: DutyTimes) {
  const id = table === 'readings' ? 'response_id' : 'id'
  const { rows } = await sql<{ id: string; due_at: Date; passes_at: Date }>`
    select ${sql.ref(id)} as id, due_at, passes_at from ${sql.table(table)}
    where level > 0 and passes_at > ${latest} and due_at is not null`.execute(db)
  for (const row of rows) {
    const from = row.due_at > now ? row.due_at : now
    const passesAt = afterWorkingMinutes(from, times.passOn, times)
    if (passesAt >= row.passes_at) continue
    await sql`update ${sql.table(table)} set passes_at = ${passesAt}
      where ${sql.ref(id)} = ${row.id} and passes_at = ${row.passes_at}`.execute(db)
  }
}

import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import type { Next } from '../../messaging/trying.ts'
import { dutyTimes } from '../duty-times.ts'
import { nextReading } from '../working-time.ts'

/** A process that dies while it sends lets its message go after so long. A provider is waited for much shorter. */
const LEASE_MINUTES = 2
const MINUTE = 60_000
/** The longest that anything is put off, besides the next opening. */
const LONGEST_WAIT_MS = 4 * 60 * MINUTE
const KEEP_DAYS = 7
/**
 * The lock of whoever takes an alert from the outbox, a number that nothing else takes: it is the matter of a moment, and
 * one process at a time does it.
 */
const ONE_CLAIMER = 7_203_011

/** One message: all that waits for a member, or for the webhook, at this moment. */
export type ClaimedAlert = {
  /** The reference that a provider is asked by, the same at every try. */
  id: string
  /** Null: the webhook. */
  memberId: string | null
  tone: Tables['alerts']['tone']
  /** With this one. */
  tries: number
}

/**
 * Takes the next message whose time has come, or one that a process left behind. Several alerts for the same member
 * become one message. A time that lies further ahead than any is set was set by a clock that was wrong.
 */
export async function claimAlert(db: Db, now: Date): Promise<ClaimedAlert | undefined> {
  const latest = new Date(nextReading(now, await dutyTimes(db)).getTime() + LONGEST_WAIT_MS)
  const until = new Date(now.getTime() + LEASE_MINUTES * MINUTE)
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${ONE_CLAIMER})`.execute(trx)
    const due = sql`(
      (state in ('queued', 'failed') and (next_try <= ${now} or next_try > ${latest}))
      or (state = 'sending' and (lease_until <= ${now} or lease_until > ${latest})))`
    const { rows: first } = await sql<{ message_id: string | null; member_id: string | null }>`
      select message_id, member_id from alerts where ${due} order by next_try limit 1`.execute(trx)
    if (!first[0]) return undefined
    const { message_id, member_id } = first[0]
    const mine = message_id
      ? sql`message_id = ${message_id}`
      : sql`message_id is null and member_id is not distinct from ${member_id}::uuid and ${due}`
    const id = message_id ?? randomUUID()
    const { rows } = await sql<{ tone: ClaimedAlert['tone']; tries: number }>`
      update alerts set state = 'sending', message_id = ${id}, lease_until = ${until}, tries = tries + 1
      where ${mine} and state in ('queued', 'failed', 'sending') returning tone, tries`.execute(trx)
    const tone = (['now', 'late'] as const).find((one) => rows.some((row) => row.tone === one)) ?? 'waits'
    return { id, memberId: member_id, tone, tries: Math.max(...rows.map(({ tries }) => tries)) }
  })
}

/** It is over, and how. The hour stays, not the minute: it would tell when somebody wrote. */
export async function endAlert(
  db: Db,
  { id }: ClaimedAlert,
  over: { state: 'sent' | 'given up' | 'nowhere'; providerId?: string | null; problem?: string },
  now: Date,
): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / (60 * MINUTE)) * 60 * MINUTE)
  const { state, providerId = null, problem = null } = over
  await db
    .updateTable('alerts')
    .set({ state, provider_id: providerId, problem, next_try: null, lease_until: null, done_at: hour })
    .where('message_id', '=', id)
    .where('state', '=', 'sending')
    .execute()
}

/** It is tried again. What was no try does not count as one. */
export async function tryAlertAgain(
  db: Db,
  { id, tries }: ClaimedAlert,
  next: Extract<Next, { again: true }>,
  problem: string,
): Promise<void> {
  await db
    .updateTable('alerts')
    .set({
      ...{ state: 'failed', next_try: next.from, lease_until: null, problem },
      tries: next.counts ? tries : tries - 1,
    })
    .where('message_id', '=', id)
    .where('state', '=', 'sending')
    .execute()
}

/** Forgets alerts that are over. What still waits then is told anew. */
export async function forgetOldAlerts(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('alerts')
    .where('done_at', '<', new Date(now.getTime() - KEEP_DAYS * 24 * 60 * MINUTE))
    .execute()
}

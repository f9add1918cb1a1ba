import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { newsMark, type WhatBecameOf } from './notice-news.ts'
import { type Chance, type NoticeTimes, nextSafeTime, whenToSend } from './notice-times.ts'

/** A process that dies while it sends lets its row go after so long. A provider is waited for much shorter. */
const LEASE_MINUTES = 5
/** Rows of messages that are over go after so long: a provider can be asked about them for seven days. */
const KEEP_DAYS = 30

/** A message whose turn it is, held by this process for some minutes. */
export type Claimed = {
  id: string
  wish_id: string
  /** With this one. */
  tries: number
}

/**
 * Puts a message into the outbox for everybody who asked and for whom something is new. Safe to repeat: the same news
 * makes one message, and nobody has two on the way.
 * @param everyDays nobody is sent a message sooner than so many days after the last
 * @returns how many
 */
export async function queueNotices(
  db: Db,
  keys: Keys,
  became: WhatBecameOf,
  everyDays: number,
  now: Date,
  chance: Chance,
): Promise<number> {
  const lastBefore = dayOf(new Date(now.getTime() - everyDays * 24 * 3_600_000))
  const wishes = await db
    .selectFrom('notice_wishes')
    .select(['id', 'response_id', 'times', 'mark'])
    .where('sealed', 'is not', null)
    .where((eb) => eb.or([eb('last_sent_on', 'is', null), eb('last_sent_on', '<=', lastBefore)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox')
            .select('id')
            .whereRef('wish_id', '=', 'notice_wishes.id')
            .where('state', 'in', ['queued', 'sending', 'failed']),
        ),
      ),
    )
    .execute()
  let queued = 0
  for (const wish of wishes) {
    const mark = await newsMark(db, keys, wish.response_id, became)
    if (mark.equals(wish.mark)) continue
    // `on conflict` without a target covers both: this news was told, and another process was quicker. A wish that is
    // stopped at this moment has no row to hang a message on.
    const { rows } = await sql<{ id: string }>`
      insert into outbox (id, wish_id, mark, next_try)
      select ${randomUUID()}::uuid, id, ${mark}::bytea, ${whenToSend(wish.times, now, chance)}::timestamptz from notice_wishes where id = ${wish.id} for key share
      on conflict do nothing returning id`.execute(db)
    queued += rows.length
  }
  return queued
}

/**
 * Takes the next message whose time has come, or one that a process left behind.
 * @returns undefined when there is none
 */
export async function claimNotice(db: Db, now: Date): Promise<Claimed | undefined> {
  const until = new Date(now.getTime() + LEASE_MINUTES * 60_000)
  const { rows } = await sql<Claimed>`
    update outbox set state = 'sending', lease_until = ${until}, tries = tries + 1
    where id = (
      select id from outbox
      where (state in ('queued', 'failed') and next_try <= ${now}) or (state = 'sending' and lease_until <= ${now})
      order by next_try limit 1 for update skip locked)
    returning id, wish_id, tries`.execute(db)
  return rows[0]
}

/** The provider has taken it. From now on the person counts as told of what their page shows. */
export async function noteSent(
  db: Db,
  row: Claimed,
  providerId: string | null,
  mark: Buffer,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await finish(trx, row.id, { state: 'sent', provider_id: providerId, problem: null }, now)
    await trx
      .updateTable('notice_wishes')
      .set({ mark, last_sent_on: dayOf(now) })
      .where('id', '=', row.wish_id)
      .execute()
  })
}

/** It will not be tried again. */
export async function giveUp(db: Db, row: Claimed, problem: string, now: Date): Promise<void> {
  await finish(db, row.id, { state: 'given up', problem }, now)
}

/** It is tried again. @param counts whether this was a try; what never left the house is none */
export async function tryAgain(
  db: Db,
  row: Claimed,
  again: { from: Date; times: NoticeTimes; problem: string | null; counts: boolean },
  chance: Chance,
): Promise<void> {
  const tries = again.counts ? row.tries : row.tries - 1
  await db
    .updateTable('outbox')
    .set({
      state: tries > 0 ? 'failed' : 'queued',
      tries,
      next_try: nextSafeTime(again.times, again.from, chance),
      lease_until: null,
      problem: again.problem,
    })
    .where('id', '=', row.id)
    .execute()
}

/** Nothing is new any more, or nobody wants to know. */
export async function dropNotice(db: Db, row: Claimed): Promise<void> {
  await db.deleteFrom('outbox').where('id', '=', row.id).execute()
}

/** Forgets messages that are over. */
export async function forgetOldNotices(db: Db, now: Date): Promise<void> {
  const before = dayOf(new Date(now.getTime() - KEEP_DAYS * 24 * 3_600_000))
  await db.deleteFrom('outbox').where('done_on', '<', before).execute()
}

async function finish(
  db: Db,
  id: string,
  over: { state: 'sent' | 'given up'; provider_id?: string | null; problem: string | null },
  now: Date,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ ...over, next_try: null, lease_until: null, done_on: dayOf(now) })
    .where('id', '=', id)
    .execute()
}

import { createHash } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { type MessageProvider, NotSent } from '../../messaging/provider.ts'
import { MOST_TRIES, nextTry } from '../../messaging/trying.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import { newsMark, type WhatBecameOf } from './notice-news.ts'
import { type Claimed, claimNotice, dropNotice, giveUp, noteSent, tryAgain } from './notice-outbox.ts'
import { type Chance, isSafeTime } from './notice-times.ts'
import { noteTrouble, noteWorking } from './notice-trouble.ts'
import { forgetAddress, openReach, type Reach } from './notice-wish.ts'

/** What sending needs besides the tables and the keys. */
export type Sending = {
  provider: MessageProvider
  became: WhatBecameOf
  /** What a message says, in a language of the public site. */
  words: (language: string) => { subject: string; text: string }
  /** One address is sent to no sooner than so many days after the last time, whoever asked. */
  everyDays: number
  chance: Chance
  /** Addresses as hashes, with when. Only in memory: in a table they would tell who belongs together. */
  recently: Map<string, number>
}

/** How one turn of a message ended. */
type End = 'sent' | 'waits' | 'dropped' | 'failed' | 'given up' | 'stopped'

const FIRST_WAIT_MINUTES = 5
const MOST_AT_ONCE = 50
/** After so many that did not go out, the others wait for the next time: the provider is most likely away. */
const MOST_FAILED = 3
const DAY_MS = 24 * 3_600_000

/**
 * Sends the messages whose time has come, one after the other. A message is sent once as far as the provider lets us:
 * where an earlier try ended in the dark, it is asked first. Where it cannot be asked, a second message is possible.
 * @returns how many were sent
 */
export async function sendNotices(db: Db, keys: Keys, sending: Sending, now: Date): Promise<number> {
  let sent = 0
  let failed = 0
  for (let count = 0; count < MOST_AT_ONCE && failed < MOST_FAILED; count++) {
    const row = await claimNotice(db, now)
    if (!row) return sent
    const end = await sendOne(db, keys, sending, row, now)
    if (end === 'sent') sent += 1
    if (end === 'failed') failed += 1
    if (end === 'stopped') return sent
  }
  return sent
}

async function sendOne(db: Db, keys: Keys, sending: Sending, row: Claimed, now: Date): Promise<End> {
  const wish = await db.selectFrom('notice_wishes').selectAll().where('id', '=', row.wish_id).executeTakeFirst()
  if (!wish?.sealed) return dropped(db, row)
  const { sealed, times, language } = wish
  const mark = await newsMark(db, keys, wish.response_id, sending.became)
  const later = (from: Date, problem: string | null, counts: boolean) =>
    tryAgain(db, row, { from, times, problem, counts }, sending.chance)
  const { provider } = sending
  try {
    const before = row.tries > 1 ? await provider.find?.(row.id) : undefined
    if (before !== undefined) {
      await noteSent(db, row, before, mark, now)
      return 'sent'
    }
    if (mark.equals(wish.mark)) return dropped(db, row)
    if (row.tries > MOST_TRIES) throw new NotSent('refused', 'left behind too often')
    if (!isSafeTime(times, now)) {
      await later(now, null, false)
      return 'waits'
    }
    const reach = await openForSending(db, keys, { ...wish, sealed }, row, now)
    const soonest = lastSentTo(sending, reach, now)
    if (soonest) {
      await later(soonest, null, false)
      return 'waits'
    }
    const providerId = await provider.send({ reference: row.id, ...reach, ...sending.words(language) })
    sending.recently.set(hashOf(reach), now.getTime())
    await noteSent(db, row, providerId, mark, now)
    await noteWorking(db, now)
    return 'sent'
  } catch (error) {
    if (!(error instanceof NotSent)) throw error
    await noteTrouble(db, error, now)
    const next = nextTry(error, row.tries, FIRST_WAIT_MINUTES, now)
    if (next.again) {
      await later(next.from, error.kind, next.counts)
      return next.counts ? 'failed' : 'stopped'
    }
    await giveUp(db, row, error.kind, now)
    if (error.why === 'address') await forgetAddress(db, row.wish_id)
    return 'given up'
  }
}

async function dropped(db: Db, row: Claimed): Promise<End> {
  await dropNotice(db, row)
  return 'dropped'
}

/** Opens the address. That it was opened is written down in the same transaction, by the program itself. */
async function openForSending(
  db: Db,
  keys: Keys,
  wish: Parameters<typeof openReach>[2],
  row: Claimed,
  now: Date,
): Promise<Reach> {
  return db.transaction().execute(async (trx) => {
    const entry = { memberId: null, action: 'opened an address to send a notice', record: 'notice', recordId: row.id }
    await audit(trx, keys, entry, now)
    return openReach(trx, keys, wish)
  })
}

/** @returns from when on the address may be sent to again, when it was sent to in these days */
function lastSentTo({ recently, everyDays }: Sending, reach: Reach, now: Date): Date | undefined {
  const before = now.getTime() - everyDays * DAY_MS
  for (const [hash, at] of recently) if (at <= before) recently.delete(hash)
  const last = recently.get(hashOf(reach))
  return last === undefined ? undefined : new Date(last + everyDays * DAY_MS)
}

function hashOf({ address }: Reach): string {
  return createHash('sha256').update(address.toLowerCase()).digest('base64')
}

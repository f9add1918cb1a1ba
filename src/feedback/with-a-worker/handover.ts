import { randomBytes, randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { SetAddress } from '../asking.ts'
import { tokenHash } from './tablet.ts'

/** For so long a worker can see whether it was finished. Then nothing tells that there was a tablet. */
const KEPT_MS = 24 * 3_600_000

/** What a worker chooses before they hand their tablet over. Nothing about the person. */
export type Handover = {
  set: SetAddress
  language: string
  service: string | null
  /** The worker reads with the person. Otherwise they are on their own. */
  helped: boolean
}

/**
 * Makes the address under which the questions can be opened on the tablet, for a while. It is stored only as a hash.
 * @returns the last part of the address
 */
export async function startHandover(db: Db, keys: Keys, chosen: Handover, by: string, now: Date): Promise<string> {
  const token = randomBytes(16).toString('base64url')
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('handovers')
      .values({
        id: randomUUID(),
        token_hash: tokenHash(token),
        member_id: by,
        service: chosen.service,
        set_address: chosen.set,
        language: chosen.language,
        helped: chosen.helped,
        started_at: now,
      })
      .execute()
    await audit(trx, keys, { memberId: by, action: 'handed over', record: 'tablet', recordId: null }, now)
  })
  return token
}

/**
 * What became of the tablets that a member handed over today, newest first. One that is still with somebody reads like
 * one that was given back without anything sent.
 */
export async function listHandovers(
  db: Db,
  memberId: string,
  now: Date,
): Promise<{ startedAt: Date; finished: boolean }[]> {
  const rows = await db
    .selectFrom('handovers')
    .select(['started_at', 'state'])
    .where('member_id', '=', memberId)
    .where('started_at', '>', new Date(now.getTime() - KEPT_MS))
    .orderBy('started_at', 'desc')
    .execute()
  return rows
    .filter(({ started_at }) => dayOf(started_at) === dayOf(now))
    .map(({ started_at, state }) => ({ startedAt: started_at, finished: state === 'finished' }))
}

/**
 * Takes away every trace of tablets that were handed over a day ago, and writes all other rows anew: a database marks
 * rows that were written in one commit, and that mark would lead from a finished tablet to what was sent from it.
 * @returns how many are gone
 */
export async function forgetHandovers(db: Db, now: Date): Promise<number> {
  const gone = await db
    .deleteFrom('handovers')
    .where('started_at', '<', new Date(now.getTime() - KEPT_MS))
    .executeTakeFirst()
  await db
    .updateTable('handovers')
    .set(({ ref }) => ({ state: ref('state') }))
    .execute()
  return Number(gone.numDeletedRows)
}

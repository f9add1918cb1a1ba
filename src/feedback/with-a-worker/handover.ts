import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { SetAddress } from '../asking.ts'
import { tokenHash } from './tablet.ts'

/** For so long a worker can see whether it was finished. Then nothing tells that there was a tablet. */
const KEPT_MS = 24 * 3_600_000

/** Before that a worker learns nothing, from another device either. */
const SHOWN_AFTER_MS = 30 * 60_000

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

/** What a worker sees of a tablet. Until the job of the quarter-hour has looked at it, only that they handed it over. */
export type Became = 'handed over' | 'finished' | 'not finished'

/**
 * What became of the tablets that a member handed over in the last day, newest first. One that is still with somebody
 * reads like one that was given back without anything sent.
 */
export async function listHandovers(
  db: Db,
  memberId: string,
  now: Date,
): Promise<{ startedAt: Date; became: Became }[]> {
  const rows = await db
    .selectFrom('handovers')
    .select(['started_at', 'shown'])
    .where('member_id', '=', memberId)
    .where('started_at', '>', new Date(now.getTime() - KEPT_MS))
    .orderBy('started_at', 'desc')
    .execute()
  return rows.map(({ started_at, shown }) => ({ startedAt: started_at, became: shown ?? 'handed over' }))
}

/**
 * Every quarter of an hour: shows workers what became of their tablets, half an hour after the start at the earliest, so
 * that nobody learns in which minute somebody pressed Send. Takes away every trace of tablets that were handed over a day
 * ago, and writes all other rows anew: a database marks rows that were written in one commit, and that mark would lead
 * from a finished tablet to what was sent from it.
 * @returns how many are gone
 */
export async function forgetHandovers(db: Db, now: Date): Promise<number> {
  const gone = await db
    .deleteFrom('handovers')
    .where('started_at', '<', new Date(now.getTime() - KEPT_MS))
    .executeTakeFirst()
  const late = new Date(now.getTime() - SHOWN_AFTER_MS)
  await db
    .updateTable('handovers')
    .set({
      shown: sql`case when started_at <= ${late} then
        case when state = 'finished' then 'finished' else 'not finished' end end`,
    })
    .execute()
  return Number(gone.numDeletedRows)
}

import { createHmac, randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { deriveForTeam, type Keys } from '../../seal/keys.ts'
import { dutyTimes } from '../duty-times.ts'
import { nextReading } from '../working-time.ts'

/** Somebody is to be told that something waits: not what, about whom or from whom. */
export type Alert = {
  /** What it is about. Kept as a hash with the desk key only, so that a row leads to nothing. */
  record: 'reading' | 'concern' | 'contact' | 'member'
  id: string
  /** Which time it is told: the same again makes no second alert. Such as `unsafe`, `passed 1`, `late 2026-11-23`. */
  round: string
  /** Ids of members. Nobody: only the webhook is told. */
  to: string[]
  tone: Tables['alerts']['tone']
}

/**
 * Puts an alert into the outbox, once for each member and once for the webhook. Call it in the transaction of the change
 * that it is about. In working hours it goes out within minutes, else at the next opening; at once, whatever the hour, if
 * it is about now and the partnership set it so.
 * @returns how many rows are new
 */
export async function queueAlert(trx: Db, keys: Keys, alert: Alert, now: Date): Promise<number> {
  const times = await dutyTimes(trx)
  const next = alert.tone === 'now' && times.alertAtOnce ? now : nextReading(now, times)
  const about = createHmac('sha256', deriveForTeam(keys, 'alerts/v1'))
    .update(`${alert.record} ${alert.id} ${alert.round}`)
    .digest()
  const rows = [...new Set(alert.to), null].map((member_id) => ({
    id: randomUUID(),
    about,
    member_id,
    tone: alert.tone,
    next_try: next,
  }))
  const made = await trx
    .insertInto('alerts')
    .values(rows)
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .execute()
  return made.length
}

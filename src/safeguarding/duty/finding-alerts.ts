import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { ownersOf } from '../concern-conflict.ts'
import { isKeptFrom } from '../conflict.ts'
import { type DutyTimes, dutyTimes } from '../duty-times.ts'
import { afterWorkingMinutes, atLondon } from '../working-time.ts'
import { queueAlert } from './alert.ts'
import { type Duty, dutyAt, whoTakes } from './on-duty.ts'
import { positions } from './rota.ts'
import { settled } from './settled.ts'

/** More than this at once is no longer a list of what to hurry for. The rest is found the next time. */
const MOST = 200

/**
 * Looks for what somebody has to be told of and puts it into the outbox. It may be done again at any time, after a kill
 * too: what was told before is not told again.
 * @returns how many rows are new
 */
export async function findAlerts(db: Db, keys: Keys, now: Date): Promise<number> {
  const duty = await dutyAt(db, now)
  const times = await dutyTimes(db)
  return (
    (await unsafeNow(db, keys, duty, now)) +
    (await raisedForYou(db, keys, now)) +
    (await lateWishes(db, keys, duty, times, now)) +
    (await stillLate(db, keys, now))
  )
}

/** Somebody feels unsafe now: everybody who is the reader on duty and may read it. */
async function unsafeNow(db: Db, keys: Keys, duty: Duty, now: Date): Promise<number> {
  const rows = await db
    .selectFrom('readings')
    .select('response_id as id')
    .where('reason', '=', 'unsafe now')
    .where('state', '=', 'waiting')
    .where('level', '=', 0)
    .orderBy('due_at', 'desc')
    .limit(MOST)
    .execute()
  let found = 0
  for (const { id } of rows) {
    const to = await askedFor(db, id, 0, duty, now)
    found += await queueAlert(db, keys, { record: 'reading', id, round: 'unsafe', to, tone: 'now' }, now)
  }
  return found
}

/** Somebody else raised a concern for its owner, or gave it to them. What the clock passed on is told with that. */
async function raisedForYou(db: Db, keys: Keys, now: Date): Promise<number> {
  const rows = await db
    .selectFrom('concerns')
    .select(['id', 'owner_id'])
    .where('level', '=', 0)
    .whereRef('owner_id', '<>', 'raised_by')
    .where('id', 'not in', db.selectFrom('concern_steps').select('concern_id').where('step', '=', 'closed'))
    .orderBy('raised_at', 'desc')
    .limit(MOST)
    .execute()
  let found = 0
  for (const { id, owner_id } of rows) {
    const round = await roundOfOwner(db, id)
    found += await queueAlert(db, keys, { record: 'concern', id, round, to: [owner_id], tone: 'waits' }, now)
  }
  return found
}

/** With each owner another round: whoever gets it a second time is told a second time. */
export async function roundOfOwner(db: Db, concernId: string): Promise<string> {
  return `yours ${(await ownersOf(db, concernId)).length}`
}

/** Somebody waits to be reached for too long: the reader is told, then the deputy, then the manager. */
async function lateWishes(db: Db, keys: Keys, duty: Duty, times: DutyTimes, now: Date): Promise<number> {
  const rows = await db
    .selectFrom('contact_wishes')
    .select(['id', 'response_id', 'due_at'])
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(MOST)
    .execute()
  let found = 0
  for (const { id, response_id, due_at } of rows) {
    for (const level of positions.keys()) {
      if (!due_at || afterWorkingMinutes(due_at, level * times.passOn, times) > now) break
      const to = await askedFor(db, response_id, level, duty, now)
      found += await queueAlert(db, keys, { record: 'contact', id, round: `late ${level}`, to, tone: 'late' }, now)
    }
  }
  return found
}

/** Once a day, whoever has something that was late before today. */
async function stillLate(db: Db, keys: Keys, now: Date): Promise<number> {
  const today = dayOf(now)
  const midnight = atLondon(today, 0)
  const readings = db
    .selectFrom('readings')
    .select('with_member as id')
    .where('state', 'in', ['waiting', 'first read'])
    .where('with_member', 'is not', null)
    .where('due_at', '<', midnight)
    .$narrowType<{ id: string }>()
  const concerns = db
    .selectFrom('concerns')
    .select('owner_id as id')
    .where('due_at', '<', midnight)
    .where('id', 'not in', settled(db))
  let found = 0
  for (const { id } of await readings.union(concerns).execute()) {
    found += await queueAlert(db, keys, { record: 'member', id, round: `late ${today}`, to: [id], tone: 'late' }, now)
  }
  return found
}

/** Everybody in the position who is not kept from it; nobody left there, who takes it instead. */
async function askedFor(db: Db, responseId: string, level: number, duty: Duty, now: Date): Promise<string[]> {
  const free: string[] = []
  for (const { id } of duty[positions[level] ?? 'reader']) {
    if (!(await isKeptFrom(db, id, responseId))) free.push(id)
  }
  if (free.length > 0) return free
  const other = await whoTakes(db, responseId, level, now, [], duty)
  return other ? [other.id] : []
}

import { again } from '../../db/again.ts'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { keptFromConcern, ownersOf } from '../concern-conflict.ts'
import { type DutyTimes, dutyTimes } from '../duty-times.ts'
import { afterWorkingMinutes } from '../working-time.ts'
import { queueAlert } from './alert.ts'
import { putTimesRight } from './due.ts'
import { findNewOwners } from './new-owners.ts'
import { type Duty, dutyAt, whoTakes } from './on-duty.ts'
import { settled } from './settled.ts'

/** The manager: nobody comes after. */
export const LAST_LEVEL = 2

/** So many in one transaction: the log has one writer at a time, and others wait for it. */
const AT_ONCE = 25

type Clock = { duty: Duty; times: DutyTimes; now: Date }

/** Something late, held by this transaction. */
type Late = { id: string; responseId: string | null; has: string | null; not: (string | null)[]; level: number }

/**
 * Passes what is past its time to the next named person: the deputy, then the manager. It stays in the queue, stays late,
 * and its level never goes down. What is with somebody who is away or has left goes to somebody who is there. Two
 * processes at once pass nothing on twice: a row is held while it is passed on, and then it is no longer due.
 * @returns how many were passed on
 */
export async function passOnLate(db: Db, keys: Keys, now: Date): Promise<number> {
  await putTimesRight(db, now)
  await letGoOfWhatIsOver(db)
  const clock = { duty: await dutyAt(db, now), times: await dutyTimes(db), now }
  const passed = (await inTurns(db, keys, clock, lateReadings)) + (await inTurns(db, keys, clock, lateConcerns))
  await findNewHands(db, keys, clock)
  await findNewOwners(db, keys, clock)
  return passed
}

async function inTurns(db: Db, keys: Keys, clock: Clock, some: typeof lateReadings): Promise<number> {
  let passed = 0
  while (true) {
    const turn = await again(db, (trx) => some(trx, keys, clock))
    passed += turn
    if (turn < AT_ONCE) return passed
  }
}

async function lateReadings(trx: Db, keys: Keys, clock: Clock): Promise<number> {
  const rows = await trx
    .selectFrom('readings')
    .select(['response_id', 'state', 'first_by', 'with_member', 'level'])
    .where('state', 'in', ['waiting', 'first read'])
    .where('level', '<', LAST_LEVEL)
    .where((eb) => eb(eb.fn.coalesce('passes_at', 'due_at'), '<=', clock.now))
    .orderBy('due_at')
    .limit(AT_ONCE)
    .forUpdate()
    .skipLocked()
    .execute()
  for (const row of rows) {
    const { response_id: id, with_member: has, level } = row
    // Two people read it: it is not passed to the one who has read it first.
    const first = row.state === 'first read' ? row.first_by : null
    const taker = await nextNamed(trx, { id, responseId: id, has, not: [first], level }, clock)
    const set = { level: level + 1, passes_at: passesAt(level + 1, clock) }
    await trx
      .updateTable('readings')
      .set(taker ? { ...set, with_member: taker.id, claimed_until: null } : set)
      .where('response_id', '=', id)
      .execute()
    await tell(trx, keys, { record: 'reading', id, level: level + 1, taker }, clock.now)
  }
  return rows.length
}

async function lateConcerns(trx: Db, keys: Keys, clock: Clock): Promise<number> {
  const rows = await trx
    .selectFrom('concerns')
    .select(['id', 'response_id', 'owner_id', 'level'])
    .where('level', '<', LAST_LEVEL)
    .where((eb) => eb(eb.fn.coalesce('passes_at', 'due_at'), '<=', clock.now))
    .where('id', 'not in', settled(trx))
    .orderBy('due_at')
    .limit(AT_ONCE)
    .forUpdate()
    .skipLocked()
    .execute()
  for (const { id, response_id, owner_id, level } of rows) {
    const kept = await keptFromConcern(trx, id)
    const late = { id, responseId: response_id, has: owner_id, not: kept, level }
    // Whoever had it and did nothing is asked again only when nobody else is there.
    const former = await ownersOf(trx, id)
    const here = { ...clock, duty: { ...clock.duty, all: [] } }
    const taker =
      (await nextNamed(trx, { ...late, not: [...kept, ...former] }, here)) ?? (await nextNamed(trx, late, clock))
    const set = { level: level + 1, passes_at: passesAt(level + 1, clock) }
    await trx
      .updateTable('concerns')
      .set(taker ? { ...set, owner_id: taker.id } : set)
      .where('id', '=', id)
      .execute()
    await tell(trx, keys, { record: 'concern', id, level: level + 1, taker }, clock.now)
  }
  return rows.length
}

/** The next who is there; if nobody else is, it stays with whoever has it and may still read it. */
function nextNamed(trx: Db, { responseId, has, not, level }: Late, { duty, now }: Clock): Promise<Member | undefined> {
  return whoTakes(trx, responseId, level + 1, now, [...not, has], duty)
}

function passesAt(level: number, { times, now }: Clock): Date | null {
  return level < LAST_LEVEL ? afterWorkingMinutes(now, times.passOn, times) : null
}

type Told = { record: 'reading' | 'concern'; id: string; level: number; taker: Member | undefined }

async function tell(trx: Db, keys: Keys, { record, id, level, taker }: Told, now: Date): Promise<void> {
  const detail = { level, to: taker?.id ?? null }
  const kind = record === 'reading' ? 'response' : 'concern'
  await audit(trx, keys, { memberId: null, action: 'passed on by the clock', record: kind, recordId: id, detail }, now)
  const to = taker ? [taker.id] : []
  await queueAlert(trx, keys, { record, id, round: `passed ${level}`, to, tone: 'late' }, now)
}

/**
 * What was passed up and is with nobody, and what is with somebody who is not there, goes to somebody of its level who is.
 * Whoever opened it a moment ago may finish.
 */
async function findNewHands(db: Db, keys: Keys, { duty, now }: Clock): Promise<void> {
  const there = duty.there.map(({ id }) => id)
  if (there.length === 0) return
  await again(db, async (trx) => {
    const rows = await trx
      .selectFrom('readings')
      .select(['response_id', 'state', 'first_by', 'level'])
      .where('state', 'in', ['waiting', 'first read'])
      .where((eb) =>
        eb.or([
          eb('with_member', 'not in', there).and('level', '>', 0),
          eb('with_member', 'not in', there).and(
            eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<=', now)]),
          ),
          eb('with_member', 'is', null).and('level', '>', 0),
        ]),
      )
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const { response_id: id, state, first_by, level } of rows) {
      const taker = await whoTakes(trx, id, level, now, [state === 'first read' ? first_by : null], {
        ...duty,
        all: [],
      })
      if (!taker) continue
      const set = { with_member: taker.id, claimed_until: null }
      await trx.updateTable('readings').set(set).where('response_id', '=', id).execute()
      const entry = { memberId: null, action: 'found new hands by the clock', record: 'response', recordId: id }
      await audit(trx, keys, { ...entry, detail: { level, to: taker.id } }, now)
      const tone = level > 0 ? ('late' as const) : ('waits' as const)
      await queueAlert(trx, keys, { record: 'reading', id, round: `passed ${level}`, to: [taker.id], tone }, now)
    }
  })
}

/** Who had it, and when it would have been passed on, is forgotten with what it was about. */
async function letGoOfWhatIsOver(db: Db): Promise<void> {
  await db
    .updateTable('readings')
    .set({ with_member: null, claimed_until: null, passes_at: null, level: 0 })
    .where('state', 'not in', ['waiting', 'first read'])
    .where((eb) => eb.or([eb('with_member', 'is not', null), eb('passes_at', 'is not', null), eb('level', '>', 0)]))
    .execute()
  await db
    .updateTable('concerns')
    .set({ passes_at: null })
    .where('passes_at', 'is not', null)
    .where('id', 'in', settled(db))
    .execute()
}

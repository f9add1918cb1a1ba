import { randomUUID } from 'node:crypto'
import { isDay, laterBy } from '../../days.ts'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { listMembersWho } from '../../team/member.ts'
import { type DutyTimes, dutyTimes, forgetDutyTimes, keepDutyTimes } from '../duty-times.ts'
import { atLondon } from '../working-time.ts'
import { queueAlert } from './alert.ts'
import { forgetRota } from './openings.ts'
import type { Position, Weekday } from './rota.ts'

/** Days are 'YYYY-MM-DD'; both count. No last day: until somebody ends it. */
export type NewTurn = { memberId: string; position: Position; weekdays: Weekday[]; from: string; to: string | null }
export type NewAbsence = { memberId: string; from: string; to: string }

type By = { id: string }

/** Gives somebody a turn. No weekday chosen is every working day. */
export async function addTurn(db: Db, keys: Keys, turn: NewTurn, by: By, now: Date): Promise<void> {
  const { memberId, position, weekdays, from, to } = turn
  const id = randomUUID()
  await changed(db, async (trx) => {
    const row = { id, position, member_id: memberId, weekdays, from_day: from, to_day: to, made_by: by.id }
    await trx.insertInto('rota_turns').values(row).execute()
    const detail = { member: memberId, position, days: weekdays.join(' ') || 'all', from, to }
    await audit(trx, keys, { memberId: by.id, action: 'duty: turn added', record: 'turn', recordId: id, detail }, now)
  })
}

/** Today is the last day of a turn; one that has not begun is taken away. @throws {NotFound} */
export async function endTurn(db: Db, keys: Keys, id: string, by: By, now: Date): Promise<void> {
  const today = dayOf(now)
  await changed(db, async (trx) => {
    const open = trx.selectFrom('rota_turns').select(['from_day', 'member_id']).where('id', '=', known(id)).forUpdate()
    const turn = await open.executeTakeFirst()
    if (!turn) throw new NotFound('no such turn')
    if (turn.from_day > today) await trx.deleteFrom('rota_turns').where('id', '=', id).execute()
    else await trx.updateTable('rota_turns').set({ to_day: today }).where('id', '=', id).execute()
    const entry = { memberId: by.id, action: 'duty: turn ended', record: 'turn', recordId: id }
    await audit(trx, keys, { ...entry, detail: { member: turn.member_id, last: today } }, now)
  })
}

/** Somebody is away for whole days. What waits with them goes to somebody who is there, by the clock. */
export async function addAbsence(db: Db, keys: Keys, absence: NewAbsence, by: By, now: Date): Promise<void> {
  const { memberId, from, to } = absence
  const id = randomUUID()
  await changed(db, async (trx) => {
    const span = { starts_at: atLondon(from, 0), ends_at: atLondon(laterBy(to, 1), 0) }
    const row = { id, member_id: memberId, kind: 'away' as const, ...span, made_by: by.id }
    await trx.insertInto('absences').values(row).execute()
    const detail = { member: memberId, from, to }
    await audit(trx, keys, { memberId: by.id, action: 'duty: away', record: 'absence', recordId: id, detail }, now)
  })
}

/** Somebody is back; or does not go after all. A pause that a reader takes is theirs to end. @throws {NotFound} */
export async function endAbsence(db: Db, keys: Keys, id: string, by: By, now: Date): Promise<void> {
  await changed(db, async (trx) => {
    const found = await trx
      .selectFrom('absences')
      .select(['starts_at', 'member_id'])
      .where('id', '=', known(id))
      .where('kind', '=', 'away')
      .where('ends_at', '>', now)
      .forUpdate()
      .executeTakeFirst()
    if (!found) throw new NotFound('no such absence')
    if (found.starts_at >= now) await trx.deleteFrom('absences').where('id', '=', id).execute()
    else await trx.updateTable('absences').set({ ends_at: now }).where('id', '=', id).execute()
    const entry = { memberId: by.id, action: 'duty: back', record: 'absence', recordId: id }
    await audit(trx, keys, { ...entry, detail: { member: found.member_id } }, now)
  })
}

/**
 * Puts new times in force and writes down each that is another one now, before and after. Everybody who handles concerns
 * is alerted, once a day for the same times: nobody puts anything off alone and unseen.
 */
export async function changeTimes(db: Db, keys: Keys, times: DutyTimes, by: By, now: Date): Promise<void> {
  await changed(db, async (trx) => {
    const before = await dutyTimes(trx)
    const names = (Object.keys(times) as (keyof DutyTimes)[]).filter((name) => times[name] !== before[name])
    if (names.length === 0) return
    await keepDutyTimes(trx, times)
    const to = (await listMembersWho(trx, 'may handle concerns')).map(({ id }) => id)
    const round = `times ${dayOf(now)} ${JSON.stringify(names.map((name) => [name, times[name]]))}`
    await queueAlert(trx, keys, { record: 'member', id: by.id, round, to, tone: 'waits' }, now)
    const detail = Object.fromEntries(
      names.flatMap((name) => [
        [`${name} before`, before[name]],
        [`${name} after`, times[name]],
      ]),
    )
    await audit(
      trx,
      keys,
      { memberId: by.id, action: 'duty: times', record: 'duty times', recordId: null, detail },
      now,
    )
  })
}

/** What is wrong with the days of a turn or an absence, in a sentence. @param to '' where there is no last day */
export function daysProblem(
  from: string,
  to: string,
  today: string,
): { at: 'from' | 'to'; sentence: string } | undefined {
  if (!isDay(from)) return { at: 'from', sentence: 'Choose the first day.' }
  if (to !== '' && !isDay(to)) return { at: 'to', sentence: 'Choose a last day, or leave it empty.' }
  if (to !== '' && to < from) return { at: 'to', sentence: 'The last day is before the first.' }
  if (to !== '' && to < today) return { at: 'to', sentence: 'That is over already.' }
  return undefined
}

async function changed(db: Db, work: (trx: Db) => Promise<void>): Promise<void> {
  await db.transaction().execute(work)
  forgetDutyTimes(db)
  forgetRota(db)
}

function known(id: string): string {
  if (!isId(id)) throw new NotFound('no such id')
  return id
}

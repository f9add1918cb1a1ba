import { randomUUID } from 'node:crypto'
import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { openWords, type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey, openDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { By } from '../segment.ts'
import { type Answer, type Asked, findPassages } from './finding-passages.ts'

/** Why somebody searches. Each search is in the log with one of these. */
export const reasons = {
  decision: 'Preparing a decision',
  board: 'Answering a question of the board',
  theme: 'Looking whether a theme or a code is right',
  reply: 'Looking whether something was said before',
  other: 'Something else',
}
export type Reason = keyof typeof reasons

/** Why somebody opens what was typed. A list, so that nothing that was written or found comes into the log. */
export const openingReasons = {
  complaint: 'Somebody complained',
  refused: 'There are many refused searches',
  worry: 'A worry about why somebody searches',
  regular: 'Looking through searches, as agreed',
}
export type OpeningReason = keyof typeof openingReasons

/** Searches an hour that one member has. Whoever tries out what somebody may have written needs many. */
export const AN_HOUR = 30

/** How long it is known who searched for what. */
export const KEPT_MONTHS = 12

/**
 * Searches, and writes down who, why, and whether it was refused, in one transaction. What was typed is sealed: it may
 * hold the name of somebody that the member has in mind.
 * @param more what they wrote about why
 * @returns 'too many' when the member's searches of this hour are used up
 */
export async function search(
  db: Db,
  keys: Keys,
  asked: Asked,
  why: { reason: Reason; more: string },
  member: By,
  now: Date,
): Promise<Answer | 'too many'> {
  return db.transaction().execute(async (trx) => {
    // Many at once wait for each other, so that each sees how many were before it.
    await trx.selectFrom('members').select('id').where('id', '=', member.id).forNoKeyUpdate().execute()
    const { used } = await trx
      .selectFrom('searches')
      .select((eb) => eb.fn.countAll<number>().as('used'))
      .where('member_id', '=', member.id)
      .where('at', '>', new Date(now.getTime() - 3_600_000))
      .executeTakeFirstOrThrow()
    if (Number(used) >= AN_HOUR) return 'too many'
    const answer = await findPassages(trx, asked, member.id, dayOf(now))
    const outcome = answer.refused ? 'refused' : 'shown'
    const id = randomUUID()
    const readerKey = await currentReaderKey(trx, keys)
    if (!readerKey) throw new NotFound('nothing can be sealed before the set-up')
    const { dataKey, box } = newDataKey(readerKey, 'searches', id)
    const sealed = sealWords(dataKey, placeOf(id), JSON.stringify({ ...asked, more: why.more }))
    const row = { id, member_id: member.id, at: now, reason: why.reason, outcome, sealed, ...box } as const
    await trx.insertInto('searches').values(row).execute()
    const detail = { why: reasons[why.reason], outcome }
    const entry = { action: 'searched released words', record: 'search', recordId: id, detail }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
    return answer
  })
}

/** How often a search was refused in this month, and to how many members. Of members, so never withheld. */
export async function refusedThisMonth(db: Db, now: Date): Promise<{ refused: number; members: number }> {
  const row = await db
    .selectFrom('searches')
    .select((eb) => [eb.fn.countAll<number>().as('refused'), eb.fn.count<number>('member_id').distinct().as('members')])
    .where('outcome', '=', 'refused')
    .where('at', '>=', new Date(`${dayOf(now).slice(0, 7)}-01T00:00:00Z`))
    .executeTakeFirstOrThrow()
  return { refused: Number(row.refused), members: Number(row.members) }
}

export type Searched = { id: string; at: Date; by: string; reason: string; outcome: 'shown' | 'refused' }

/** Who searched, when and why, newest first. What they typed stays sealed. */
export async function listSearches(
  db: Db,
  page: number,
  size: number,
): Promise<{ searches: Searched[]; more: boolean }> {
  const rows = await searches(db)
    .orderBy('searches.at', 'desc')
    .orderBy('searches.id')
    .limit(size + 1)
    .offset(page * size)
    .execute()
  return { searches: rows.slice(0, size).map(inWords), more: rows.length > size }
}

/** @throws {NotFound} */
export async function getSearch(db: Db, id: string): Promise<Searched> {
  const row = isId(id) ? await searches(db).where('searches.id', '=', id).executeTakeFirst() : undefined
  if (!row) throw new NotFound('no such search')
  return inWords(row)
}

/**
 * What somebody typed, for whoever looks into it. That it was opened is in the log.
 * @throws {NotFound} when it is not there, or was forgotten
 */
export async function openSearch(
  db: Db,
  keys: Keys,
  id: string,
  why: OpeningReason,
  member: By,
  now: Date,
): Promise<Asked & { more: string }> {
  return db.transaction().execute(async (trx) => {
    await getSearch(trx, id)
    const row = await trx.selectFrom('searches').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const entry = { action: 'opened what somebody searched for', record: 'search', recordId: id }
    const detail = { why: openingReasons[why] }
    await audit(trx, keys, { memberId: member.id, ...entry, detail }, now)
    const dataKey = await openDataKey(trx, keys, 'searches', id, row)
    return JSON.parse(openWords(dataKey, placeOf(id), row.sealed))
  })
}

/** Forgets searches after a year. That there was one stays in the log. @returns how many */
export async function forgetOldSearches(db: Db, now: Date): Promise<number> {
  const before = new Date(now)
  before.setUTCMonth(before.getUTCMonth() - KEPT_MONTHS)
  const gone = await db.deleteFrom('searches').where('at', '<', before).returning('id').execute()
  return gone.length
}

function searches(db: Db) {
  return db
    .selectFrom('searches')
    .innerJoin('members', 'members.id', 'searches.member_id')
    .select(['searches.id', 'searches.at', 'members.name as by', 'searches.reason', 'searches.outcome'])
}

function inWords({ reason, ...row }: Searched): Searched {
  return { ...row, reason: reasons[reason as Reason] ?? reason }
}

function placeOf(row: string): Place {
  return { column: 'searches.sealed', row }
}

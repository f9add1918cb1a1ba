import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import type { PutCode } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { applyCode } from '../coding.ts'
import { lockSegment, type Refused } from '../segment.ts'
import { codesOn } from './second-coding.ts'

export type Disagreement = {
  id: string
  segmentId: string
  words: string
  first: { by: string; codes: PutCode[] }
  second: { by: string; codes: PutCode[] }
  /** Whether this member is one of the two, or a lead. */
  mine: boolean
  settled: { by: string; on: string; why: string } | undefined
}

/** What two people see differently and nobody has settled, oldest first, and whether there is more. */
export async function listOpen(
  db: Db,
  member: Member,
  limit: number,
): Promise<{ open: Disagreement[]; more: boolean }> {
  const rows = await disagreements(db, member.id)
    .where('second_codings.settled_on', 'is', null)
    .orderBy('second_codings.coded_on')
    .orderBy('second_codings.id')
    .limit(limit + 1)
    .execute()
  return { open: rows.slice(0, limit).map((row) => from(row, member)), more: rows.length > limit }
}

/** What was settled last, newest first. */
export async function listSettled(db: Db, member: Member, limit: number): Promise<Disagreement[]> {
  const rows = await disagreements(db, member.id)
    .where('second_codings.settled_on', 'is not', null)
    .orderBy('second_codings.settled_on', 'desc')
    .orderBy('second_codings.id')
    .limit(limit)
    .execute()
  return rows.map((row) => from(row, member))
}

/** @throws {NotFound} also when the two agreed, or the member is kept from it */
export async function getDisagreement(db: Db, id: string, member: Member): Promise<Disagreement> {
  const row = isId(id)
    ? await disagreements(db, member.id).where('second_codings.id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('no such disagreement')
  return from(row, member)
}

/**
 * One of the two, or a lead, says what it is to be and why: those codes are put on the passage and the others taken off.
 * What the two said first stays as it was, and is what agreement is measured from. All of it or nothing.
 * @throws {NotFound} when there is nothing open, or the feedback was taken back
 */
export async function settle(
  db: Db,
  keys: Keys,
  work: { id: string; codes: readonly PutCode[]; why: string },
  member: Member,
  now: Date,
): Promise<{ ok: true } | Refused> {
  let refused: Refused | undefined
  const all = async (trx: Db) => {
    const { segmentId, mine, settled } = await getDisagreement(trx, work.id, member)
    if (!mine || settled || !(await lockSegment(trx, { segmentId }))) throw new NotFound('nothing open there')
    const done = await trx
      .updateTable('second_codings')
      .set({ settled_by: member.id, settled_on: dayOf(now), settled_why: work.why })
      .where('id', '=', work.id)
      .where('settled_on', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!done) throw new NotFound('somebody else was quicker')
    await takeOffOthers(trx, keys, segmentId, work.codes, member, now)
    for (const code of work.codes) {
      const put = await applyCode(trx, keys, { segmentId, ...code, codeKey: code.key }, member, now)
      if (put.ok) continue
      refused = put
      throw new Undo()
    }
    const entry = { action: 'settled what two coders saw differently', record: 'passage', recordId: segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
  }
  await db
    .transaction()
    .execute(all)
    .catch((error) => {
      if (!(error instanceof Undo)) throw error
    })
  return refused ?? { ok: true }
}

/** The passage stays, also with no code left: it is one that no code fits. */
async function takeOffOthers(
  trx: Db,
  keys: Keys,
  segmentId: string,
  keep: readonly PutCode[],
  member: Member,
  now: Date,
): Promise<void> {
  const isKept = (one: PutCode) =>
    keep.some(({ key, impact, kind }) => one.key === key && one.impact === impact && one.kind === kind)
  for (const { key } of (await codesOn(trx, segmentId)).filter((one) => !isKept(one))) {
    await trx
      .deleteFrom('segment_codes')
      .where('segment_id', '=', segmentId)
      .where('code_id', 'in', trx.selectFrom('codes').select('id').where('key', '=', key))
      .execute()
    const entry = { action: 'took a code off a passage', record: 'passage', recordId: segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry, detail: { code: key } }, now)
  }
}

class Undo extends Error {
  override name = 'Undo'
}

type Row = Awaited<ReturnType<ReturnType<typeof disagreements>['executeTakeFirstOrThrow']>>

function disagreements(db: Db, memberId: string) {
  return db
    .selectFrom('second_codings')
    .innerJoin('segments', 'segments.id', 'second_codings.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('members as marker', 'marker.id', 'segments.marked_by')
    .innerJoin('members as second', 'second.id', 'second_codings.coded_by')
    .leftJoin('members as settler', 'settler.id', 'second_codings.settled_by')
    .select([
      ...(['second_codings.id', 'second_codings.segment_id', 'second_codings.coded_by'] as const),
      ...(['second_codings.first_codes', 'second_codings.second_codes', 'second_codings.settled_on'] as const),
      ...(['second_codings.settled_why', 'segments.marked_by', 'segments.starts', 'segments.ends'] as const),
      ...(['released_words.body', 'marker.name as firstName', 'second.name as secondName'] as const),
      'settler.name as settledBy',
    ])
    .where('second_codings.agreed', '=', false)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .where('responses.id', 'not in', keptFrom(db, memberId))
}

function from(row: Row, member: Member): Disagreement {
  return {
    id: row.id,
    segmentId: row.segment_id,
    words: row.body.slice(row.starts, row.ends),
    first: { by: row.firstName, codes: row.first_codes ?? [] },
    second: { by: row.secondName, codes: row.second_codes ?? [] },
    mine: row.marked_by === member.id || row.coded_by === member.id || allows(member.roles, 'may decide'),
    settled: row.settled_on ? { by: row.settledBy ?? '', on: row.settled_on, why: row.settled_why ?? '' } : undefined,
  }
}

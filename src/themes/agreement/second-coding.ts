import { isId } from '../../db/id.ts'
import type { Db } from '../../db/open.ts'
import type { PutCode } from '../../db/tables.ts'
import { getQuestionSetById } from '../../feedback/question-set.ts'
import { headingOf } from '../../feedback/reading/texts.ts'
import { NotFound } from '../../refusals.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { impacts, kinds } from '../code.ts'
import { type By, lockSegment, noSegment, type Refused } from '../segment.ts'

/** What somebody who opened the workbench is noted with; they have seen the first coder's codes. */
export const SAW_CODES = 'looked at released words'

/**
 * Passages that wait for this member: not one that they marked, coded, finished or saw at the workbench, and nothing that
 * they are kept from.
 */
export function waitingFor(db: Db, memberId: string) {
  return db
    .selectFrom('second_codings')
    .innerJoin('segments', 'segments.id', 'second_codings.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('themings', 'themings.response_id', 'responses.id')
    .where('second_codings.coded_by', 'is', null)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .where('segments.marked_by', '<>', memberId)
    .where('themings.finished_by', '<>', memberId)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .where(({ not, exists, selectFrom, ref }) =>
      not(
        exists(
          selectFrom('segment_codes')
            .select('segment_codes.id')
            .where('segment_codes.segment_id', '=', ref('segments.id'))
            .where('applied_by', '=', memberId),
        ),
      ),
    )
    .where(({ not, exists, selectFrom, cast, ref }) =>
      not(
        exists(
          selectFrom('audit_entries')
            .select('audit_entries.number')
            .where('audit_entries.member_id', '=', memberId)
            .where('audit_entries.action', '=', SAW_CODES)
            .where('audit_entries.record_id', '=', cast<string>(ref('responses.id'), 'text')),
        ),
      ),
    )
}

/** @returns ids of what waits for this member, oldest draw first, and whether there is more */
export async function listWaiting(db: Db, memberId: string, limit: number): Promise<{ ids: string[]; more: boolean }> {
  const rows = await waitingFor(db, memberId)
    .select('second_codings.id')
    .orderBy('second_codings.drawn_on')
    .orderBy('second_codings.id')
    .limit(limit + 1)
    .execute()
  return { ids: rows.slice(0, limit).map(({ id }) => id), more: rows.length > limit }
}

export type Blind = { id: string; segmentId: string; ask: string; body: string; start: number; end: number }

/**
 * One passage in its text, with nothing that anybody put on it. Who looked is for the caller to audit.
 * @throws {NotFound} when it is not there, is done, or is not for this member
 */
export async function getBlind(db: Db, id: string, memberId: string): Promise<Blind> {
  const row = isId(id)
    ? await waitingFor(db, memberId)
        .select(['segments.id', 'segments.starts', 'segments.ends', 'released_words.body'])
        .select(['released_words.question_key', 'responses.question_set_id'])
        .where('second_codings.id', '=', id)
        .executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('nothing waits there')
  const ask = headingOf(await getQuestionSetById(db, row.question_set_id), row.question_key)
  return { id, segmentId: row.id, ask, body: row.body, start: row.starts, end: row.ends }
}

/**
 * What the second coder says. It changes no code; where the two are not the same, they meet on one page.
 * @param codes at most three; empty when none fits
 * @throws {NotFound} when it is done already, or is not for this member, or the feedback was taken back
 */
export async function codeBlind(
  db: Db,
  keys: Keys,
  work: { id: string; codes: readonly PutCode[] },
  member: By,
  now: Date,
): Promise<{ ok: true; agreed: boolean } | Refused> {
  return inTransaction(db, async (trx) => {
    const { segmentId } = await getBlind(trx, work.id, member.id)
    if (!(await lockSegment(trx, { segmentId }))) return noSegment
    const first = await codesOn(trx, segmentId)
    const second = sorted(work.codes)
    const agreed = JSON.stringify(first) === JSON.stringify(second)
    const done = await trx
      .updateTable('second_codings')
      .set({ coded_by: member.id, coded_on: dayOf(now), agreed })
      .set({ first_codes: JSON.stringify(first), second_codes: JSON.stringify(second) })
      .where('id', '=', work.id)
      .where('coded_by', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!done) throw new NotFound('somebody else was quicker')
    const entry = { action: 'coded a passage as the second', record: 'passage', recordId: segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry, detail: { codes: second.length, agreed } }, now)
    return { ok: true, agreed }
  })
}

/** What is on a passage now, in a fixed order. */
export async function codesOn(db: Db, segmentId: string): Promise<PutCode[]> {
  const rows = await db
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select(['codes.key', 'segment_codes.impact', 'segment_codes.kind'])
    .where('segment_id', '=', segmentId)
    .execute()
  return sorted(rows)
}

/** Whether what a form says is an impact and a kind that there are. */
export function isPutCode(code: { key: string; impact: string; kind: string }): code is PutCode {
  return code.key !== '' && Object.hasOwn(impacts, code.impact) && Object.hasOwn(kinds, code.kind)
}

function sorted(codes: readonly PutCode[]): PutCode[] {
  return codes
    .map(({ key, impact, kind }) => ({ key, impact, kind }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

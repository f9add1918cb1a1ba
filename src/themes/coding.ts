import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { type Impact, impacts, type Kind, kinds } from './code.ts'
import { type By, lockAllWords, lockSegment, markSegment, noSegment, type Refused, removeSegment } from './segment.ts'
import type { Place } from './sentences.ts'

/** What a person says about a passage. Everything may come from a form, so nothing in it is believed. */
export type Coding = { codeKey: string; impact: string; kind: string }
export type CodedSegment = { segmentId: string; codeKey: string; responseId?: string }

/**
 * Puts a code on a passage; from then on it counts. The same code, impact and kind again, or from two people at once,
 * is fine; the same code with another impact or kind is refused, so that nobody's judgement is lost unseen.
 * @param coding `responseId` makes a passage of other feedback read as not there
 * @throws {NotFound} when the feedback was taken back
 */
export async function applyCode(
  db: Db,
  keys: Keys,
  coding: Coding & CodedSegment,
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    const checked = await checkCoding(trx, coding)
    if (!checked.ok) return checked
    if (!(await lockSegment(trx, coding))) return noSegment
    const made = await trx
      .insertInto('segment_codes')
      .values({
        id: randomUUID(),
        segment_id: coding.segmentId,
        code_id: checked.codeId,
        impact: checked.impact,
        kind: checked.kind,
        applied_by: member.id,
        applied_on: dayOf(now),
      })
      .onConflict((oc) => oc.columns(['segment_id', 'code_id']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made) {
      const detail = { code: coding.codeKey, impact: checked.impact, kind: checked.kind }
      const entry = { action: 'put a code on a passage', record: 'passage', recordId: coding.segmentId, detail }
      await audit(trx, keys, { memberId: member.id, ...entry }, now)
      return { ok: true }
    }
    const there = await trx
      .selectFrom('segment_codes')
      .select(['impact', 'kind'])
      .where('segment_id', '=', coding.segmentId)
      .where('code_id', '=', checked.codeId)
      .executeTakeFirstOrThrow()
    return there.impact === checked.impact && there.kind === checked.kind ? { ok: true } : otherwise
  })
}

/** Takes a code off a passage. Doing it twice is harmless. @throws {NotFound} when the feedback was taken back */
export async function removeCode(
  db: Db,
  keys: Keys,
  coded: CodedSegment,
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    if (!(await lockSegment(trx, coded))) return noSegment
    const gone = await trx
      .deleteFrom('segment_codes')
      .where('segment_id', '=', coded.segmentId)
      .where('code_id', 'in', trx.selectFrom('codes').select('id').where('key', '=', coded.codeKey))
      .returning('id')
      .executeTakeFirst()
    if (!gone) return { ok: true }
    const entry = { action: 'took a code off a passage', record: 'passage', recordId: coded.segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry, detail: { code: coded.codeKey } }, now)
    return { ok: true }
  })
}

/**
 * What the page does in one go: marks places of one piece of feedback and puts one code on each. All of it or nothing.
 * @throws {NotFound} when the feedback was taken back
 */
export async function codePlaces(
  db: Db,
  keys: Keys,
  work: Coding & { responseId: string; places: (Place & { releasedWordsId: string })[] },
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  const { places, codeKey, impact, kind, responseId } = work
  let refused: Refused | undefined
  const all = async (trx: Db) => {
    await lockAllWords(trx, responseId)
    for (const place of places) {
      const marked = await markSegment(trx, keys, { ...place, responseId }, member, now)
      const done = marked.ok
        ? await applyCode(trx, keys, { codeKey, impact, kind, segmentId: marked.segmentId }, member, now)
        : marked
      if (done.ok) continue
      refused = done
      throw new Undo()
    }
  }
  // A transaction of its own in every case: the undoing must not take anything else with it.
  await db
    .transaction()
    .execute(all)
    .catch((error) => {
      if (!(error instanceof Undo)) throw error
    })
  return refused ?? { ok: true }
}

/** What Undo does on the page: takes the code off and, when it was the last one, the mark as well. */
export async function undoCoding(
  db: Db,
  keys: Keys,
  coded: CodedSegment,
  member: By,
  now: Date,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    const removed = await removeCode(trx, keys, coded, member, now)
    if (!removed.ok) return removed
    const left = await trx
      .selectFrom('segment_codes')
      .select('id')
      .where('segment_id', '=', coded.segmentId)
      .limit(1)
      .executeTakeFirst()
    return left ? removed : removeSegment(trx, keys, coded, member, now)
  })
}

class Undo extends Error {
  override name = 'Undo'
}

const otherwise: Refused = {
  ok: false,
  problems: {
    code: 'This code is on the passage already, with another answer to how it was or what it is. Undo that one first.',
  },
}

async function checkCoding(
  trx: Db,
  { codeKey, impact, kind }: Coding,
): Promise<{ ok: true; codeId: string; impact: Impact; kind: Kind } | Refused> {
  const code = await trx
    .selectFrom('codes')
    .select('id')
    .where('key', '=', codeKey)
    .where('retired_on', 'is', null)
    .executeTakeFirst()
  const problems = {
    ...(code ? {} : { code: 'Choose a code from the list.' }),
    ...(Object.hasOwn(impacts, impact) ? {} : { impact: 'Choose how it was for the person.' }),
    ...(Object.hasOwn(kinds, kind) ? {} : { kind: 'Choose what it is.' }),
  }
  if (!code || Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, codeId: code.id, impact: impact as Impact, kind: kind as Kind }
}

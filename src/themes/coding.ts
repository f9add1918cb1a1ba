import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { type Impact, impacts, type Kind, kinds } from './code.ts'
import { type By, lockAllWords, lockSegment, markSegment, noSegment, type Refused } from './segment.ts'
import type { Place } from './sentences.ts'
import { keepStep } from './steps.ts'

export type PlaceOf = Place & { releasedWordsId: string }

/** What a person says about a passage. Everything may come from a form, so nothing in it is believed. */
export type Coding = { codeKey: string; impact: string; kind: string }
export type CodedSegment = { segmentId: string; responseId?: string }
/** Without an id: it was on already. */
export type Applied = { ok: true; codingId?: string; codeName?: string }

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
): Promise<Applied | Refused> {
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
      return { ok: true, codingId: made.id, codeName: checked.name }
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

/**
 * What the page does in one go: marks places of one piece of feedback and puts codes on each. All of it or nothing. It is
 * one step that can be taken back.
 * @param work `also`: keys of more codes with the same impact and kind
 * @param alongside done in the same transaction once everything is on
 * @throws {NotFound} when the feedback was taken back
 */
export async function codePlaces(
  db: Db,
  keys: Keys,
  work: Coding & { also?: string[]; responseId: string; places: PlaceOf[] },
  member: By,
  now: Date,
  alongside?: (trx: Db) => Promise<void>,
): Promise<{ ok: true } | Refused> {
  const { places, codeKey: first, also = [], impact, kind, responseId } = work
  const [codings, segments, names]: [string[], string[], Set<string>] = [[], [], new Set()]
  const all = async (trx: Db) => {
    await lockAllWords(trx, responseId)
    for (const place of places) {
      const marked = await markSegment(trx, keys, { ...place, responseId }, member, now)
      if (!marked.ok) throw new Undo(marked)
      if (marked.made) segments.push(marked.segmentId)
      for (const codeKey of new Set([first, ...also])) {
        const coded = { codeKey, impact, kind, segmentId: marked.segmentId }
        const done = await applyCode(trx, keys, coded, member, now)
        if (!done.ok) throw new Undo(done)
        if (done.codingId) codings.push(done.codingId)
        if (done.codeName) names.add(done.codeName)
      }
    }
    const detail = { codings, segments, names: [...names] }
    if (codings.length > 0) await keepStep(trx, member, { responseId, what: 'coded', detail })
    await alongside?.(trx)
  }
  try {
    // A transaction of its own in every case: the undoing must not take anything else with it.
    await db.transaction().execute(all)
    return { ok: true }
  } catch (error) {
    if (error instanceof Undo) return error.refused
    throw error
  }
}

/** Carries the refusal out of a transaction that must not stay. */
class Undo extends Error {
  override name = 'Undo'
  readonly refused: Refused
  constructor(refused: Refused) {
    super('nothing of it is kept')
    this.refused = refused
  }
}

const otherwise: Refused = {
  ok: false,
  problems: {
    code: 'This code is on the passage already, with another answer to how it was or what it is. Take that one off first.',
  },
}

async function checkCoding(
  trx: Db,
  { codeKey, impact, kind }: Coding,
): Promise<{ ok: true; codeId: string; name: string; impact: Impact; kind: Kind } | Refused> {
  const code = await trx
    .selectFrom('codes')
    .select(['id', 'name'])
    .where('key', '=', codeKey)
    .where('retired_on', 'is', null)
    // Whoever merges or retires it waits, so that nothing is put on a code that has just gone.
    .forShare()
    .executeTakeFirst()
  const problems = {
    ...(code ? {} : { code: 'Choose a code from the list.' }),
    ...(Object.hasOwn(impacts, impact) ? {} : { impact: 'Choose how it was for the person.' }),
    ...(Object.hasOwn(kinds, kind) ? {} : { kind: 'Choose what it is.' }),
  }
  if (!code || Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, codeId: code.id, name: code.name, impact: impact as Impact, kind: kind as Kind }
}

import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { type By, lockSegment, noSegment, type Refused, removeBareSegment } from './segment.ts'
import { keepStep } from './steps.ts'

/**
 * Takes one code off a passage and, when it was the last one, the mark as well. It goes by the id of that very putting-on,
 * so that an old page never takes off what somebody else has put there since. Doing it twice is harmless.
 * @param which `responseId` makes a passage of other feedback read as not there
 * @param keep remembers it as a step that can be taken back
 * @throws {NotFound} when the feedback was taken back
 */
export async function takeOffCoding(
  db: Db,
  keys: Keys,
  which: { codingId: string; responseId?: string },
  member: By,
  now: Date,
  keep = false,
): Promise<{ ok: true } | Refused> {
  return inTransaction(db, async (trx) => {
    const there = isId(which.codingId) ? await codedPassage(trx, which.codingId) : undefined
    if (!there) return noSegment
    const segment = { segmentId: there.segmentId, responseId: which.responseId ?? there.responseId }
    if (!(await lockSegment(trx, segment))) return noSegment
    const gone = await trx
      .deleteFrom('segment_codes')
      .where('id', '=', which.codingId)
      .returning(['impact', 'kind'])
      .executeTakeFirst()
    if (!gone) return noSegment
    const entry = { action: 'took a code off a passage', record: 'passage', recordId: there.segmentId }
    await audit(trx, keys, { memberId: member.id, ...entry, detail: { code: there.codeKey } }, now)
    const { releasedWordsId, start, end, responseId, codeKey } = there
    const detail = { releasedWordsId, start, end, codes: [{ codeKey, ...gone }], names: [there.name] }
    if (keep) await keepStep(trx, member, { responseId, what: 'took off', detail })
    return removeBareSegment(trx, keys, segment, member, now)
  })
}

async function codedPassage(trx: Db, codingId: string) {
  return trx
    .selectFrom('segment_codes')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .select(['segments.id as segmentId', 'segments.starts as start', 'segments.ends as end', 'codes.name'])
    .select(['released_words.id as releasedWordsId', 'released_words.response_id as responseId'])
    .select('codes.key as codeKey')
    .where('segment_codes.id', '=', codingId)
    .executeTakeFirst()
}

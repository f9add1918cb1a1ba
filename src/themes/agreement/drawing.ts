import { createHmac, randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { deriveForTeam, type Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'

/** One passage in ten goes to a second coder. */
export const ONE_IN = 10

/**
 * Draws passages of feedback whose theming was just finished. Each is drawn with a chance of one in ten, by a keyed hash
 * of its random id: nobody can tell or choose which, and finishing again draws the same. Where chance has left fewer than
 * one in ten of all that is finished, the next ones are drawn until there are as many, so that a small service has some.
 * @param trx the transaction in which the theming is finished
 */
export async function drawForSecondCoding(trx: Db, keys: Keys, responseId: string, now: Date): Promise<void> {
  const fresh = await finished(trx)
    .select('segments.id')
    .where('themings.response_id', '=', responseId)
    .where('second_codings.id', 'is', null)
    .execute()
  if (fresh.length === 0) return
  const count = (eb: { fn: Db['fn'] }) => [
    eb.fn.count<number>('segments.id').as('all'),
    eb.fn.count<number>('second_codings.id').as('drawn'),
  ]
  const { all, drawn } = await finished(trx).select(count).executeTakeFirstOrThrow()
  const byChance = fresh
    .map(({ id }) => ({ id, at: placeOf(keys, id) }))
    .sort((a, b) => a.at - b.at)
    .filter(({ at }, index) => at < 1 / ONE_IN || Number(drawn) + index < Math.floor(Number(all) / ONE_IN))
  if (byChance.length === 0) return
  await trx
    .insertInto('second_codings')
    .values(byChance.map(({ id }) => ({ id: randomUUID(), segment_id: id, drawn_on: dayOf(now) })))
    .onConflict((oc) => oc.column('segment_id').doNothing())
    .execute()
}

function finished(trx: Db) {
  return trx
    .selectFrom('themings')
    .innerJoin('released_words', 'released_words.response_id', 'themings.response_id')
    .innerJoin('segments', 'segments.released_words_id', 'released_words.id')
    .leftJoin('second_codings', 'second_codings.segment_id', 'segments.id')
}

/** Where a passage falls between 0 and 1. */
function placeOf(keys: Keys, segmentId: string): number {
  const hash = createHmac('sha256', deriveForTeam(keys, 'second-coding/v1')).update(segmentId).digest()
  return hash.readUInt32BE(0) / 2 ** 32
}

import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { hashReturnKey, parseReturnKey } from './return-key.ts'

/**
 * Finds the feedback that a key opens. A wrong, an old and a withdrawn key read the same, and cost the same: what cannot
 * be a key is hashed all the same.
 * @param typed as the person typed it
 * @returns the response's id
 */
export async function findByReturnKey(db: Db, keys: Keys, typed: string): Promise<string | undefined> {
  const key = parseReturnKey(typed)
  const { lookup } = await hashReturnKey(keys, key ?? (0n as NonNullable<typeof key>))
  const row = await db.selectFrom('responses').select('id').where('key_lookup', '=', lookup).executeTakeFirst()
  return key === undefined ? undefined : row?.id
}

/** Where somebody's words have got to, without the words. */
export type Way = {
  setId: string
  receivedOn: string
  hasWords: boolean
  permission: 'none' | 'better' | 'report'
  withdrawnOn: string | null
  wordsErasedOn: string | null
  reading: 'none' | 'waiting' | 'first read' | 'released' | 'read only' | 'not used'
  readOn: string | null
  hidden: number
  toldAboutConcern: string[]
}

/** @throws {NotFound} */
export async function getWay(db: Db, responseId: string): Promise<Way> {
  const row = await db
    .selectFrom('responses')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .select([
      'question_set_id',
      'received_on',
      'has_words',
      'words_permission',
      'withdrawn_on',
      'words_erased_on',
      'readings.state',
      'readings.first_on',
      'readings.second_on',
    ])
    .where('responses.id', '=', responseId)
    .executeTakeFirst()
  if (!row) throw new NotFound('no such feedback')
  const hidden = await db
    .selectFrom('hidden_spans')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('response_id', '=', responseId)
    .executeTakeFirstOrThrow()
  const told = await db
    .selectFrom('concern_steps')
    .innerJoin('concerns', 'concerns.id', 'concern_steps.concern_id')
    .select('told_writer')
    .where('concerns.response_id', '=', responseId)
    .where('told_writer', 'is not', null)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('concern_steps as ended')
          .select('ended.id')
          .whereRef('ended.concern_id', '=', 'concerns.id')
          .where('ended.step', '=', 'closed'),
      ),
    )
    .execute()
  return {
    setId: row.question_set_id,
    receivedOn: row.received_on,
    hasWords: row.has_words,
    permission: row.words_permission,
    withdrawnOn: row.withdrawn_on,
    wordsErasedOn: row.words_erased_on,
    reading: row.state ?? 'none',
    readOn: row.second_on ?? row.first_on,
    hidden: hidden.n,
    toldAboutConcern: told.map(({ told_writer }) => told_writer ?? ''),
  }
}

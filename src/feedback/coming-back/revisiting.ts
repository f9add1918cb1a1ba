import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { isLate, type LateKind } from '../reading/late-words.ts'
import { hashReturnKey, parseReturnKey } from '../return-key.ts'
import { owedBy } from './owing.ts'
import { type Told, whatWasTold } from './what-was-told.ts'

/** What a return key opens: a response, and with the other half of the key's hash the writer's letter box. */
export type Opened = { responseId: string; wrapping: Buffer; wrapped: Buffer }

/**
 * Finds the feedback that a key opens. A wrong, an old and a withdrawn key read the same, and cost the same: what cannot
 * be a key is hashed all the same.
 * @param typed as the person typed it
 */
export async function findByReturnKey(db: Db, keys: Keys, typed: string): Promise<Opened | undefined> {
  const key = parseReturnKey(typed)
  const { lookup, wrapping } = await hashReturnKey(keys, key ?? (0n as NonNullable<typeof key>))
  const row = await db
    .selectFrom('responses')
    .select(['id', 'writer_private_wrapped as wrapped'])
    .where('key_lookup', '=', lookup)
    .executeTakeFirst()
  return key === undefined || !row ? undefined : { responseId: row.id, wrapping, wrapped: row.wrapped }
}

/** Where somebody's words have got to, without the words. */
export type Way = Told & {
  setId: string
  receivedOn: string
  hasWords: boolean
  permission: 'none' | 'better' | 'report'
  withdrawnOn: string | null
  wordsErasedOn: string | null
  reading: 'none' | 'waiting' | 'first read' | 'released' | 'read only' | 'not used'
  readOn: string | null
  hidden: number
  /** What the person added since, oldest first. */
  added: { kind: LateKind; on: string }[]
  /** By when an answer is owed; for who wrote words. */
  owedBy: string | undefined
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
  const late = await db
    .selectFrom('sealed_words')
    .select(['question_key', 'written_on'])
    .where('response_id', '=', responseId)
    .where('written_on', 'is not', null)
    .orderBy('written_on')
    .orderBy('question_key')
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
    ...(await whatWasTold(db, responseId)),
    added: late
      .filter(({ question_key }) => isLate(question_key))
      .map(({ question_key, written_on }) => ({
        kind: question_key.split('-')[0] as LateKind,
        on: written_on ?? row.received_on,
      })),
    owedBy: row.has_words ? owedBy(row.received_on) : undefined,
  }
}

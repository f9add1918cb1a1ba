import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { openWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { openDataKey } from '../../seal/records.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'

/** Why a member opens a person's words. It is written down each time. */
export const reasonsToOpen = {
  'first reading': 'I read it first',
  'second reading': 'I check what the first reader did',
  concern: 'I work on a concern from it',
} as const

export type ReasonToOpen = keyof typeof reasonsToOpen

/**
 * Opens what somebody wrote. The look is written down in the same transaction, with its reason.
 * @returns the words by question
 * @throws {NotFound} when there is no such response or it was taken back; {CannotOpen} in a public process
 */
export async function openResponse(
  db: Db,
  keys: Keys,
  ref: string,
  reason: ReasonToOpen,
  by: Member,
  now: Date,
): Promise<Record<string, string>> {
  return db.transaction().execute(async (trx) => {
    const response = await getReadable(trx, ref)
    const detail = { reason }
    const entry = { memberId: by.id, action: 'opened words', record: 'response', recordId: response.id, detail }
    await audit(trx, keys, entry, now)
    return unsealed(trx, keys, response)
  })
}

/** The words again, inside an opening that is already written down. @throws {NotFound} */
export async function readOpened(db: Db, keys: Keys, ref: string): Promise<Record<string, string>> {
  return unsealed(db, keys, await getReadable(db, ref))
}

/** A response that waits to be read or was. @throws {NotFound} when there is none, or it was taken back */
export async function getReadable(db: Db, ref: string) {
  const response = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .select(['responses.id', 'words_permission', 'has_words', 'dek_box', 'reader_key_id', 'readings.reason'])
    .where('ref', '=', ref)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
  if (!response) throw new NotFound('no such response')
  return response
}

/**
 * The words of a response by question, opened; a person's translation has a key of its own (`texts.ts`). The caller writes
 * down that they were.
 */
export async function unsealed(
  db: Db,
  keys: Keys,
  response: { id: string; dek_box: Buffer | null; reader_key_id: string | null },
): Promise<Record<string, string>> {
  const rows = await db.selectFrom('sealed_words').selectAll().where('response_id', '=', response.id).execute()
  const first = response.dek_box && (await openDataKey(db, keys, 'responses', response.id, response))
  const words: Record<string, string> = {}
  for (const row of rows) {
    // What came later has a data key of its own.
    const dataKey = row.dek_box ? await openDataKey(db, keys, 'sealed_words', row.id, row) : first
    if (!dataKey) continue
    words[row.question_key] = openWords(dataKey, { column: 'sealed_words.sealed', row: row.id }, row.sealed)
  }
  return words
}

import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { openWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { openDataKey } from '../../seal/records.ts'

/** A response that waits to be read or was. @throws {NotFound} when there is none, or it was taken back */
export async function getReadable(db: Db, ref: string) {
  const response = await db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .select([
      'responses.id',
      'words_permission',
      'has_words',
      'dek_box',
      'reader_key_id',
      'readings.reason',
      'language',
    ])
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

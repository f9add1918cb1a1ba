import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { openDataKey } from '../../seal/records.ts'
import { openSealed } from '../../seal/writer-box.ts'

/**
 * The questions that readers asked a person, in the order in which they were asked. The caller writes down that the words
 * of this response were opened.
 */
export async function questionsAsked(db: Db, keys: Keys, responseId: string): Promise<{ words: string; on: string }[]> {
  const rows = await db
    .selectFrom('replies')
    .selectAll()
    .where('response_id', '=', responseId)
    .where('kind', '=', 'question')
    .orderBy('sent_on')
    .orderBy('id')
    .execute()
  const asked = []
  for (const row of rows) {
    const dataKey = await openDataKey(db, keys, 'replies', row.id, row)
    asked.push({ words: openSealed(dataKey, row.id, row.sealed), on: row.sent_on })
  }
  return asked
}

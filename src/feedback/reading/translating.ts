import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import { sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { holdWaiting } from './hiding.ts'
import { inEnglish, isTranslation, listTexts } from './texts.ts'

/**
 * Keeps a member's translation of one text beside the original, sealed like it. Writing it again replaces it, and what
 * was hidden in the one before is shown again, because it stood at other places. An empty one is taken away.
 * @param by who made it, or heard an interpreter who is no family member and wrote it down
 * @throws {NotAllowed} when there is no such text, once its copy has gone on, and once the first reading is over
 */
export async function translate(
  db: Db,
  keys: Keys,
  responseId: string,
  text: { questionKey: string; english: string },
  by: Member,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await holdWaiting(trx, responseId)
    const texts = await listTexts(trx, responseId)
    const original = texts.find(({ questionKey }) => questionKey === text.questionKey)
    if (!original || original.released || isTranslation(text.questionKey)) throw new NotAllowed('nothing to translate')
    const key = inEnglish(text.questionKey)
    await trx.deleteFrom('sealed_words').where('response_id', '=', responseId).where('question_key', '=', key).execute()
    for (const table of ['hidden_spans', 'shown_places'] as const) {
      await trx.deleteFrom(table).where('response_id', '=', responseId).where('question_key', '=', key).execute()
    }
    if (text.english.trim() !== '') await keep(trx, keys, responseId, key, text.english, by, now)
    const entry = { memberId: by.id, action: 'translated words', record: 'response', recordId: responseId }
    await audit(trx, keys, entry, now)
  })
}

async function keep(trx: Db, keys: Keys, responseId: string, key: string, english: string, by: Member, now: Date) {
  const readerKey = await currentReaderKey(trx, keys)
  if (!readerKey) throw new NotAllowed('there is no reader key')
  const id = randomUUID()
  const { dataKey, box } = newDataKey(readerKey, 'sealed_words', id)
  const sealed = sealWords(dataKey, { column: 'sealed_words.sealed', row: id }, english)
  const row = { id, response_id: responseId, question_key: key, sealed, ...box }
  await trx
    .insertInto('sealed_words')
    .values({ ...row, translated_by: by.id, written_on: dayOf(now) })
    .execute()
}

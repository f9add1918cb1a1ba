import type { Db } from '../../db/open.ts'
import { openForWriter } from '../../seal/writer-box.ts'

/** What a reader wrote to a person, as their page shows it. */
export type Letter = {
  id: string
  kind: 'reply' | 'question'
  /** Not there in a visit that has lost the key to it. */
  words: string | undefined
  theme: { key: string; name: string } | undefined
  decisionId: string | null
  decisionBy: string | null
  sentOn: string
  answeredOn: string | null
}

/**
 * Everything that readers wrote to a person, opened with the person's own key, oldest first.
 * @param writerPrivate kept for this visit
 */
export async function openLetters(db: Db, responseId: string, writerPrivate: Buffer | undefined): Promise<Letter[]> {
  const rows = await db
    .selectFrom('replies')
    .leftJoin('themes', 'themes.id', 'replies.theme_id')
    .selectAll('replies')
    .select(['themes.key as theme_key', 'themes.plain_name'])
    .where('response_id', '=', responseId)
    .orderBy('sent_on')
    .orderBy('replies.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    words: writerPrivate && openForWriter(writerPrivate, row.id, row),
    theme: row.theme_key && row.plain_name ? { key: row.theme_key, name: row.plain_name } : undefined,
    decisionId: row.decision_id,
    decisionBy: row.decision_by,
    sentOn: row.sent_on,
    answeredOn: row.answered_on,
  }))
}

/** Whether there is such a question to this person. */
export async function hasQuestion(db: Db, responseId: string, questionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('replies')
    .select('id')
    .where('response_id', '=', responseId)
    .where('kind', '=', 'question')
    .where('id', '=', questionId)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that a question was answered. @param day 'YYYY-MM-DD' */
export async function markAnswered(db: Db, questionId: string, day: string): Promise<void> {
  await db
    .updateTable('replies')
    .set({ answered_on: day })
    .where('id', '=', questionId)
    .where('answered_on', 'is', null)
    .execute()
}

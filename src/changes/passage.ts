import type { Db } from '../db/open.ts'

/** A marked passage of released words behind a decision. */
export type Passage = { id: string; responseId: string; words: string; permission: 'better' | 'report' }

/** More than this is not a short extract any more; it begins to be somebody's story. */
export const LONGEST_QUOTE = 240

/**
 * Passages by their ids, newest month first. What is not on this theme, may not be used, or was taken back is not there.
 */
export async function findPassages(db: Db, themeKey: string, ids: readonly string[]): Promise<Passage[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .where('segments.id', 'in', ids)
    .where('themes.key', '=', themeKey)
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .select(['segments.id', 'responses.id as responseId', 'starts', 'ends', 'body', 'words_permission as permission'])
    .select((eb) => eb.fn<string>('to_char', ['responses.received_on', eb.val('YYYY-MM')]).as('month'))
    .distinct()
    .orderBy('month', 'desc')
    .orderBy('segments.id')
    .execute()
  return rows.map(({ id, responseId, starts, ends, body, permission }) => ({
    ...{ id, responseId },
    words: body.slice(starts, ends),
    permission: permission as Passage['permission'],
  }))
}

/** The passages that a decision was linked to, as far as they are still there. */
export async function passagesBehind(db: Db, decision: { id: string; themeKey: string }): Promise<Passage[]> {
  const links = await db
    .selectFrom('decision_passages')
    .select('segment_id')
    .where('decision_id', '=', decision.id)
    .execute()
  const ids = links.map(({ segment_id }) => segment_id)
  return findPassages(db, decision.themeKey, ids)
}

/** Whether the words of a passage may stand on a public page, as far as the person's permission and its length go. */
export function mayBeQuoted({ permission, words }: Pick<Passage, 'permission' | 'words'>): boolean {
  return permission === 'report' && words.length <= LONGEST_QUOTE
}

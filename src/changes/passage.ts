import type { Db } from '../db/open.ts'
import { keptFrom } from '../safeguarding/conflict.ts'

/** A marked passage of released words behind a decision. */
export type Passage = { id: string; responseId: string; words: string; permission: 'better' | 'report' }

/** More than this is not a short extract any more; it begins to be somebody's story. */
export const LONGEST_QUOTE = 240

/** So many passages stand behind one decision at most: more of them say no more, and a page has to hold them. */
export const MOST_BEHIND = 200

/**
 * Passages by their ids, newest month first. What is not on this theme, may not be used, or was taken back is not there.
 * @param themeKey undefined for any theme
 * @param memberId for whom: nothing that they are kept from
 */
export async function findPassages(
  db: Db,
  themeKey: string | undefined,
  ids: readonly string[],
  memberId?: string,
): Promise<Passage[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .where('segments.id', 'in', ids)
    .$if(themeKey !== undefined, (query) => query.where('themes.key', '=', themeKey!))
    .$if(memberId !== undefined, (query) => query.where('responses.id', 'not in', keptFrom(db, memberId!)))
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

/** `elsewhere`: under another theme than the decision, from the start (`why` says why) or since the codebook changed. */
export type Behind = Passage & { elsewhere: boolean; why: string }

/**
 * The passages that a decision was linked to, as far as they are still there, whichever theme they are under now.
 * @param memberId for whom: nothing that they are kept from
 */
export async function passagesBehind(
  db: Db,
  decision: { id: string; themeKey: string },
  memberId?: string,
): Promise<Behind[]> {
  const links = await db
    .selectFrom('decision_passages')
    .select(['segment_id', 'why'])
    .where('decision_id', '=', decision.id)
    .execute()
  const why = new Map(links.map((link) => [link.segment_id, link.why]))
  const found = await findPassages(db, undefined, [...why.keys()], memberId)
  const here = new Set((await findPassages(db, decision.themeKey, [...why.keys()])).map(({ id }) => id))
  return found.map((passage) => ({ ...passage, elsewhere: !here.has(passage.id), why: why.get(passage.id) ?? '' }))
}

/** Whether the words of a passage may stand on a public page, as far as the person's permission and its length go. */
export function mayBeQuoted({ permission, words }: Pick<Passage, 'permission' | 'words'>): boolean {
  return permission === 'report' && words.length <= LONGEST_QUOTE
}

import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { splitSentences } from '../sentences.ts'

/** Words that no code fits, and whose they are. */
export type Unfitting = { responseId: string; words: string }

/** So many are compared with each other; more would take too long for a page. */
export const MOST_COMPARED = 500
const LONGEST = 300

/**
 * What no code fits: passages without a code and texts without a passage in feedback that is finished, and passages of
 * which a second coder says so. In an order that means nothing.
 */
export async function listUnfitting(db: Db, memberId: string): Promise<{ all: Unfitting[]; more: boolean }> {
  const passages = await finished(db, memberId)
    .innerJoin('segments', 'segments.released_words_id', 'released_words.id')
    .leftJoin('second_codings', 'second_codings.segment_id', 'segments.id')
    .select(['responses.id as responseId', 'released_words.body', 'segments.starts', 'segments.ends'])
    .where(({ or, and, eb, not, exists, selectFrom }) =>
      or([
        not(exists(selectFrom('segment_codes').select('id').whereRef('segment_codes.segment_id', '=', 'segments.id'))),
        and([eb(sql`second_codings.second_codes::text`, '=', '[]'), eb('second_codings.settled_on', 'is', null)]),
      ]),
    )
    .orderBy('segments.id')
    .limit(MOST_COMPARED + 1)
    .execute()
  const texts = await finished(db, memberId)
    .select(['responses.id as responseId', 'released_words.body'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('segments')
            .innerJoin('released_words as of_it', 'of_it.id', 'segments.released_words_id')
            .select('segments.id')
            .whereRef('of_it.response_id', '=', 'responses.id'),
        ),
      ),
    )
    .orderBy('released_words.id')
    .limit(MOST_COMPARED + 1)
    .execute()
  const all = [
    ...passages.map(({ responseId, body, starts, ends }) => ({ responseId, words: body.slice(starts, ends) })),
    ...texts.map(({ responseId, body }) => ({ responseId, words: body })),
  ].map(({ responseId, words }) => ({ responseId, words: beginning(words) }))
  return { all: all.slice(0, MOST_COMPARED), more: all.length > MOST_COMPARED }
}

function finished(db: Db, memberId: string) {
  return db
    .selectFrom('themings')
    .innerJoin('responses', 'responses.id', 'themings.response_id')
    .innerJoin('released_words', 'released_words.response_id', 'responses.id')
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
    .where('responses.id', 'not in', keptFrom(db, memberId))
}

/** Whole sentences, as many as are not too long; the first one in any case. */
function beginning(words: string): string {
  const sentences = splitSentences(words)
  const last = sentences.findLast(({ end }) => end <= LONGEST) ?? sentences[0]
  return words.slice(0, last?.end ?? 0)
}

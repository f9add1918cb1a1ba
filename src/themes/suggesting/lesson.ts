import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Example, Lesson } from './model.ts'

/** More than this is not learned from; the newest stay. A bound on memory, well above what a partnership codes in years. */
const MOST = 20_000

/**
 * Everything that the suggester may learn from now: passages that people put codes on, the codebook, and released words
 * that nobody has coded yet. What was taken back, or may not be used, is not in it.
 */
export async function readLesson(db: Db): Promise<Lesson> {
  const codes = await db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['codes.key', 'codes.name', 'codes.definition', 'codes.examples', 'themes.name as theme'])
    .where('codes.retired_on', 'is', null)
    .orderBy('codes.key')
    .execute()
  const rows = await usable(db)
    .innerJoin('segments', 'segments.released_words_id', 'released_words.id')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select(['segments.id', 'segments.starts', 'segments.ends', 'released_words.body', 'released_words.question_key'])
    .select((eb) => eb.fn.agg<string[]>('array_agg', ['codes.key']).as('on'))
    .groupBy(['segments.id', 'released_words.id'])
    .orderBy('segments.marked_on', 'desc')
    .orderBy('segments.id')
    .limit(MOST)
    .execute()
  const uncoded = await usable(db)
    .select('released_words.body')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('segments').select('id').whereRef('segments.released_words_id', '=', 'released_words.id'))),
    )
    .orderBy('released_words.id')
    .limit(MOST)
    .execute()
  const examples = rows.map(
    ({ id, starts, ends, body, question_key, on }): Example => ({
      ...{ id, question: question_key, codes: on },
      text: body.slice(starts, ends),
    }),
  )
  return { codes, examples, uncoded: uncoded.map(({ body }) => body) }
}

/** What a lesson would be made of, as a few numbers: they differ when it would. It costs next to nothing to ask. */
export async function markOfLesson(db: Db): Promise<{ confirmed: number; mark: string }> {
  const { rows } = await sql<{ confirmed: number; mark: string }>`
    with words as (
      select released_words.id from released_words
      join responses on responses.id = released_words.response_id
      where responses.withdrawn_on is null and responses.words_permission <> 'none'
    ), coded as (
      select segment_codes.id from segment_codes
      join segments on segments.id = segment_codes.segment_id
      where segments.released_words_id in (select id from words)
    )
    select (select count(*) from coded)::int as confirmed,
      concat_ws(' ',
        (select sum(hashtext(id::text)::bigint) from coded),
        (select sum(hashtext(id::text)::bigint) from words),
        (select sum(hashtext(concat_ws('|', codes.key, codes.name, codes.definition, codes.examples::text, codes.retired_on))::bigint)
          from codes)
      ) as mark`.execute(db)
  return rows[0]!
}

function usable(db: Db) {
  return db
    .selectFrom('released_words')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
}

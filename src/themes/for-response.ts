import type { Db } from '../db/open.ts'

/** The themes that a person's words were put in, for their own page. Only once the themer has finished. */
export async function themesOfResponse(
  db: Db,
  responseId: string,
): Promise<{ id: string; key: string; plainName: string }[]> {
  return db
    .selectFrom('themings')
    .innerJoin('released_words', 'released_words.response_id', 'themings.response_id')
    .innerJoin('segments', 'segments.released_words_id', 'released_words.id')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['themes.id', 'themes.key', 'themes.plain_name as plainName', 'themes.position'])
    .distinct()
    .where('themings.response_id', '=', responseId)
    .orderBy('themes.position')
    .execute()
}

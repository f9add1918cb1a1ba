import { sql } from 'kysely'
import { listDecisions } from '../../changes/decision-list.ts'
import { published } from '../../changes/what-changed.ts'
import type { Db } from '../../db/open.ts'
import type { ExactTable, ReleasePeriod } from './release.ts'

/** Of fewer decided themes it would say who spoke of both, or of one alone; and that it is withheld would say it too. */
const FEWEST_DECIDED = 3

/**
 * How many of those who were heard in a period find an outcome on the page that their key opens: something published was
 * decided on a theme that they spoke of. The same decisions as that page shows (`decisionsForThemes`). All together: by version it
 * would be a table of versions by theme while one theme is decided.
 * @param base people heard
 * @returns a table without a row while fewer than three themes are decided
 */
export async function tellingTable(trx: Db, { from, until }: ReleasePeriod, base: number): Promise<ExactTable> {
  const themes = new Map(published(await listDecisions(trx)).map(({ themeId, themeKey }) => [themeId, themeKey]))
  const decided = [...themes.keys()]
  const rows =
    decided.length < FEWEST_DECIDED
      ? []
      : await trx
          .selectFrom('responses')
          .innerJoin('released_words', 'released_words.response_id', 'responses.id')
          .innerJoin('segments', 'segments.released_words_id', 'released_words.id')
          .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
          .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
          .leftJoin('readings', 'readings.response_id', 'responses.id')
          .where('codes.theme_id', 'in', decided)
          .where('responses.withdrawn_on', 'is', null)
          .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
          .where('responses.received_on', '>=', from)
          .where('responses.received_on', '<', until)
          .select(sql<number>`count(distinct responses.id)::int`.as('people'))
          .execute()
  return {
    ...{ key: 'told', name: 'Whose own page tells an outcome', of: 'heard', base },
    ...{ rowsAre: 'overlapping', columnsAre: 'nested' },
    // Which themes are decided is public, so this is a sum of theirs, less whoever spoke of several.
    ...(rows.length > 0 && { anyOf: { table: 'themes', rows: [...themes.values()].sort() } }),
    columns: [{ key: 'people', name: 'People' }],
    rows: rows.map(({ people }) => ({ key: 'told', name: 'With an outcome on their own page', counts: [people] })),
  }
}

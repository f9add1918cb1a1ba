import { sql } from 'kysely'
import { languageTag, spokenHere } from '../../changes/languages.ts'
import type { Db } from '../../db/open.ts'
import type { ExactTable, ReleasePeriod } from './release.ts'

const names = new Intl.DisplayNames('en-GB', { type: 'language' })

/**
 * Who gave feedback in another language than English, and in which, each of them in one row. English has no row: beside it
 * a period in which everybody used it would have to be withheld, as everything is that all have in common, and with it that
 * Urdu or Romany was not heard yet. So the whole here are those who used another language; where they are fewer than ten,
 * each language is surely that.
 * @returns exact counts for a table of a release
 */
export async function languagesTable(trx: Db, { from, until }: ReleasePeriod): Promise<ExactTable> {
  const language = sql<string>`coalesce(readings.written_in, responses.language)`
  const rows = await trx
    .selectFrom('responses')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .where('responses.withdrawn_on', 'is', null)
    .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
    .where('responses.received_on', '>=', from)
    .where('responses.received_on', '<', until)
    .select([language.as('language'), sql<number>`count(*)::int`.as('people')])
    .groupBy(language)
    .execute()
  const of = (tag: string) =>
    rows.filter((one) => rowOf(one.language) === tag).reduce((sum, one) => sum + one.people, 0)
  const counted = [...spokenHere, 'other'].map((key) => ({ key, name: nameOf(key), counts: [of(key)] }))
  return {
    ...{ key: 'languages', name: 'Who spoke in another language than English', of: 'another language' },
    base: counted.reduce((sum, { counts }) => sum + counts[0]!, 0),
    ...{ rowsAre: 'parts', columnsAre: 'nested', columns: [{ key: 'people', name: 'People' }], rows: counted },
  }
}

function rowOf(noted: string): string {
  if (/^(en|english)\b/i.test(noted.trim())) return 'en'
  return languageTag(noted) ?? 'other'
}

function nameOf(key: string): string {
  return key === 'other' ? 'Another language' : (names.of(key) ?? key)
}

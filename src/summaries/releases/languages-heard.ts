import { sql } from 'kysely'
import { languageTag, spokenHere } from '../../changes/languages.ts'
import type { Db } from '../../db/open.ts'
import type { ExactTable, ReleasePeriod } from './release.ts'

const names = new Intl.DisplayNames('en-GB', { type: 'language' })

/**
 * In which language people gave feedback, each of them in one row. That everybody used English is shown like any figure, since it
 * says nothing about anybody; beside it Urdu or Romany can be seen not to have been heard yet.
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
  const others = [...spokenHere, 'other'].map((key) => ({ key, name: nameOf(key), counts: [of(key)] }))
  const counted = [{ key: 'en', name: nameOf('en'), counts: [of('en')], mayBeAll: true }, ...others]
  return {
    ...{ key: 'languages', name: 'In which language people spoke', of: 'heard' },
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

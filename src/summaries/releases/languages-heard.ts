import { sql } from 'kysely'
import { languageTag, spokenHere } from '../../changes/languages.ts'
import type { Db } from '../../db/open.ts'
import type { ExactTable, ReleasePeriod } from './release.ts'

const names = new Intl.DisplayNames('en-GB', { type: 'language' })

/** In which language people gave feedback in a period, each of them in one row: exact counts for a table of a release. */
export async function languageRows(trx: Db, { from, until }: ReleasePeriod): Promise<ExactTable['rows']> {
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
  const all = ['en', ...spokenHere, 'other']
  const of = (tag: string) =>
    rows.filter((one) => rowOf(one.language) === tag).reduce((sum, one) => sum + one.people, 0)
  return all.map((key) => ({ key, name: nameOf(key), counts: [of(key)] }))
}

function rowOf(noted: string): string {
  if (/^(en|english)\b/i.test(noted.trim())) return 'en'
  return languageTag(noted) ?? 'other'
}

function nameOf(key: string): string {
  return key === 'other' ? 'Another language' : (names.of(key) ?? key)
}

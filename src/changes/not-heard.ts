import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { shown } from '../small-numbers.ts'
import { languageTag, spokenHere } from './languages.ts'

/** Who the question sets are for. A version without its ten people is named even when nobody at all used it. */
export const versions = ['8-11', '11-17', 'parent', 'survivor'] as const
export type Version = (typeof versions)[number]

/** Where pieces of feedback are counted: those versions, and groups that spoke together, each of them once. */
export const counted = [...versions, 'group'] as const
export type Counted = (typeof counted)[number]

export type Coverage = {
  people: number
  byVersion: Record<Counted, number>
  byLanguage: Record<string, number>
}

/**
 * How many people gave feedback, and did not take it back, in a stretch of days.
 * @param until the first day after it
 * @returns exact counts: show them only through small-numbers.ts
 */
export async function countHeard(db: Db, from: string, until: string): Promise<Coverage> {
  const language = sql<string>`coalesce(readings.written_in, responses.language)`
  const rows = await db
    .selectFrom('responses')
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .leftJoin('readings', 'readings.response_id', 'responses.id')
    .where('responses.withdrawn_on', 'is', null)
    // Advertising is nobody's voice.
    .where((eb) => eb.or([eb('readings.state', 'is', null), eb('readings.state', '<>', 'not used')]))
    .where('responses.received_on', '>=', from)
    .where('responses.received_on', '<', until)
    .select(({ fn }) => ['question_sets.key', language.as('language'), fn.countAll<number>().as('people')])
    .groupBy(['question_sets.key', language])
    .execute()
  const total = (matching: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(matching).reduce((sum, row) => sum + row.people, 0)
  return {
    people: total(() => true),
    byVersion: Object.fromEntries(
      counted.map((key) => [key, total((row) => row.key === key)]),
    ) as Coverage['byVersion'],
    byLanguage: Object.fromEntries(spokenHere.map((tag) => [tag, total((row) => languageTag(row.language) === tag)])),
  }
}

/** Groups that fewer than ten people have spoken from, or none: the two look the same. */
export function notHeard({ byVersion, byLanguage }: Coverage): { versions: Version[]; languages: string[] } {
  return {
    versions: versions.filter((key) => shown(byVersion[key]).kind === 'band'),
    languages: spokenHere.filter((tag) => shown(byLanguage[tag] ?? 0).kind === 'band'),
  }
}

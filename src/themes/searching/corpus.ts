import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { hasEnded, periodName, periodOf } from '../../period.ts'
import { FEWEST } from '../../small-numbers.ts'
import { listSpoken } from '../counting.ts'
import { setName } from '../waiting.ts'
import { type Described, sayable } from './describing.ts'

/**
 * Up to which day words can be searched: what was released before it. It is the first of a month, and only one by which
 * at least ten people's words came since the one before: two looks, on whichever days, differ by ten people or by none.
 * @param today 'YYYY-MM-DD'
 * @returns undefined while fewer than ten people's words may be searched
 */
export async function searchableBefore(db: Db, today: string): Promise<string | undefined> {
  const months = await searchable(db)
    .select((eb) => [
      eb.fn<string>('to_char', ['released_words.released_on', eb.val('YYYY-MM')]).as('month'),
      eb.fn.count<number>('responses.id').distinct().as('people'),
    ])
    .groupBy('month')
    .orderBy('month')
    .execute()
  let [until, since]: [string | undefined, number] = [undefined, 0]
  for (const { month, people } of months) {
    if (month >= today.slice(0, 7)) break
    since += Number(people)
    if (since < FEWEST) continue
    until = monthAfter(month)
    since = 0
  }
  return until
}

/** What a person chose who did not want to name the service. It is not said of them, nor looked for. */
const RATHER_NOT_SAY = 'rather-not-say'

export type Label = { period?: string; set?: string; service?: string }

/**
 * What may stand beside each person's words. Nothing else is ever filtered by, so that a filter tells no more than the
 * page does.
 * @returns by response id
 */
export async function labelsOf(db: Db, before: string, today: string): Promise<Map<string, Label>> {
  const rows = await searchable(db)
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .select(['responses.id', 'responses.received_on', 'responses.service', setName.as('set')])
    .where('released_words.released_on', '<', before)
    .distinct()
    .execute()
  const people = rows.map(({ id, received_on, ...row }) => ({ id, values: valuesOf(received_on, row, today) }))
  const said = sayable(people)
  return new Map(people.map(({ id, values }) => [id, labelFrom(values, said.get(id))]))
}

/**
 * The same for some people, whatever was released until today: everybody else is only counted, from sums.
 * @returns by response id
 */
export async function labelsOfSome(db: Db, ids: readonly string[], today: string): Promise<Map<string, Label>> {
  if (ids.length === 0) return new Map()
  const crowd = new Map<string, Described & { people: number }>()
  for (const { day, people, ...row } of await listSpoken(db)) {
    const values = valuesOf(day, row, today)
    const id = JSON.stringify(values)
    crowd.set(id, { id, values, people: (crowd.get(id)?.people ?? 0) + people })
  }
  const said = sayable([...crowd.values()])
  const rows = await searchable(db)
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .select(['responses.id', 'responses.received_on', 'responses.service', setName.as('set')])
    .where('responses.id', 'in', ids)
    .distinct()
    .execute()
  return new Map(
    rows.map(({ id, received_on, ...row }) => {
      const values = valuesOf(received_on, row, today)
      return [id, labelFrom(values, said.get(JSON.stringify(values)))]
    }),
  )
}

/** What could be said of somebody, from the widest to the narrowest. */
function valuesOf(day: string, { set, service }: { set: string; service: string | null }, today: string) {
  const period = periodOf(day)
  const named = service && service !== RATHER_NOT_SAY ? service : undefined
  return [hasEnded(period, today) ? periodName(period) : undefined, set, named]
}

function labelFrom(values: readonly (string | undefined)[], howMany = 0): Label {
  const [period, set, service] = values.slice(0, howMany)
  return { ...(period && { period }), ...(set && { set }), ...(service && { service }) }
}

/** Released words that somebody may look for: not taken back, and not of people who said "not at all". */
export function searchable(db: Db) {
  return db
    .selectFrom('released_words')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.words_permission', '<>', 'none')
}

/** What PostgreSQL keeps an index of: English by its stems, and every word as it stands. */
export const indexed = sql<string>`(to_tsvector('english', body) || to_tsvector('simple', body))`

/** All of the words must be there. There is no "or" and no "not": they would take one result from another. */
export function matching(words: string) {
  return sql<boolean>`(${indexed} @@ plainto_tsquery('english', ${words}) or ${indexed} @@ plainto_tsquery('simple', ${words}))`
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}

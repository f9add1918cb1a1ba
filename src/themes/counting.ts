import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Theme } from './theme.ts'

/** Days of receiving, both included; without one there is no limit on that side. */
export type Period = { from?: string; to?: string }

export type PeopleInTheme = Theme & {
  people: number
  helped: number
  noDifference: number
  harder: number
  praise: number
  concern: number
  idea: number
}

const [FIRST_DAY, LAST_DAY] = ['0001-01-01', '9999-12-31']
/** Days that are summed in one transaction: little enough for the deadline of a query, also where very much is said. */
const AT_ONCE = 14
const ONE_AT_A_TIME = 7_203_062

/**
 * How many people said something that a member put under each theme. A person counts once in a theme, and once for each
 * impact and kind. Exact: hiding small numbers is for whoever shows them. Days that nobody has changed were summed before
 * (`sumDays`); only the others are counted here, so that a look takes as long however much was ever said.
 * @returns every theme, also those that nobody spoke of, in the codebook's order
 */
export async function peopleByTheme(db: Db, period: Period = {}): Promise<PeopleInTheme[]> {
  const [from, to] = [period.from || FIRST_DAY, period.to || LAST_DAY]
  const { rows } = await sql<PeopleInTheme>`
    with marked as materialized (
      select distinct day from day_marks where day between ${from} and ${to}
    ), counted as (
      select theme_id, sum(people)::int as people, sum(helped)::int as helped, sum(no_difference)::int as no_difference,
        sum(harder)::int as harder, sum(praise)::int as praise, sum(concern)::int as concern, sum(idea)::int as idea
      from (
        select * from theme_days where day between ${from} and ${to} and day not in (select day from marked)
        union all ${themesOn(sql`select day from marked`)}
      ) as days group by theme_id
    )
    select themes.key, themes.name, themes.plain_name as "plainName", coalesce(people, 0) as people,
      coalesce(helped, 0) as helped, coalesce(no_difference, 0) as "noDifference", coalesce(harder, 0) as harder,
      coalesce(praise, 0) as praise, coalesce(concern, 0) as concern, coalesce(idea, 0) as idea
    from themes left join counted on counted.theme_id = themes.id
    order by themes.position`.execute(db)
  return rows
}

/** How many people said anything at all that has a code. */
export async function countPeople(db: Db, period: Period = {}): Promise<number> {
  const [from, to] = [period.from || FIRST_DAY, period.to || LAST_DAY]
  const { rows } = await sql<{ people: number }>`
    with marked as materialized (
      select distinct day from day_marks where day between ${from} and ${to}
    )
    select coalesce(sum(people), 0)::int as people from (
      select * from people_days where day between ${from} and ${to} and day not in (select day from marked)
      union all ${peopleOn(sql`select day from marked`)}
    ) as days`.execute(db)
  return rows[0]?.people ?? 0
}

/** By 'YYYY-MM': how many people said anything that has a code, and how many of them raised a theme as a concern. Exact. */
export async function concernsByMonth(db: Db, themeKey: string): Promise<Map<string, { said: number; spoke: number }>> {
  const { rows } = await sql<{ month: string; said: number; spoke: number }>`
    with marked as materialized (select distinct day from day_marks),
    spoke as (
      select to_char(day, 'YYYY-MM') as month, sum(people)::int as spoke from (
        select * from people_days where day not in (select day from marked)
        union all ${peopleOn(sql`select day from marked`)}
      ) as days group by 1
    ), said as (
      select to_char(day, 'YYYY-MM') as month, sum(concern)::int as said from (
        select * from theme_days where day not in (select day from marked)
        union all ${themesOn(sql`select day from marked`)}
      ) as days join themes on themes.id = theme_id where themes.key = ${themeKey} group by 1
    )
    select month, spoke, coalesce(said, 0) as said from spoke left join said using (month)`.execute(db)
  return new Map(rows.map(({ month, said, spoke }) => [month, { said, spoke }]))
}

export type Spoken = { day: string; set: string; service: string; people: number }

/** People whose released words may be used, by the day, the set of questions and the service; '' is none named. */
export async function listSpoken(db: Db): Promise<Spoken[]> {
  const { rows } = await sql<Spoken>`
    with marked as materialized (select distinct day from day_marks)
    select day, question_sets.content ->> 'name' as set, service, people from (
      select * from spoken_days where day not in (select day from marked)
      union all ${spokenOn(sql`select day from marked`)}
    ) as days join question_sets on question_sets.id = days.question_set_id`.execute(db)
  return rows
}

/**
 * Sums the days that were marked, newest first. A day that is marked again meanwhile stays marked: the marks are read before
 * what they are about, and only those that were read go.
 * @returns how many days
 */
export async function sumDays(db: Db): Promise<number> {
  let done = 0
  while (true) {
    const days = await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME})`.execute(trx)
      const { rows: marks } = await sql<{ id: number; day: string }>`
        select id, day from day_marks
        where day in (select distinct day from day_marks order by day desc limit ${AT_ONCE})`.execute(trx)
      const days = [...new Set(marks.map(({ day }) => day))]
      if (days.length === 0) return 0
      await trx.deleteFrom('theme_days').where('day', 'in', days).execute()
      await trx.deleteFrom('people_days').where('day', 'in', days).execute()
      await trx.deleteFrom('spoken_days').where('day', 'in', days).execute()
      const these = sql`select unnest(${days}::date[])`
      await sql`insert into theme_days ${themesOn(these)}`.execute(trx)
      await sql`insert into people_days ${peopleOn(these)}`.execute(trx)
      await sql`insert into spoken_days ${spokenOn(these)}`.execute(trx)
      await sql`delete from day_marks where id = any(${marks.map(({ id }) => id)}::bigint[])`.execute(trx)
      return days.length
    })
    if (days === 0) return done
    done += days
  }
}

const coded = sql`
  from responses
  join released_words on released_words.response_id = responses.id
  join segments on segments.released_words_id = released_words.id
  join segment_codes on segment_codes.segment_id = segments.id`

/** People by theme on these days, from the words themselves, in the columns of `theme_days`. */
function themesOn(days: ReturnType<typeof sql>) {
  const people = sql`count(distinct responses.id)`
  const impact = (key: string) => sql`${people} filter (where segment_codes.impact = ${key})`
  const kind = (key: string) => sql`${people} filter (where segment_codes.kind = ${key})`
  return sql`
    select responses.received_on, codes.theme_id, ${people}, ${impact('helped')}, ${impact('no-difference')},
      ${impact('harder')}, ${kind('praise')}, ${kind('concern')}, ${kind('idea')}
    ${coded} join codes on codes.id = segment_codes.code_id
    where responses.withdrawn_on is null and responses.received_on in (${days})
    group by responses.received_on, codes.theme_id`
}

/** People on these days, in the columns of `people_days`. */
function peopleOn(days: ReturnType<typeof sql>) {
  return sql`
    select responses.received_on, count(distinct responses.id) ${coded}
    where responses.withdrawn_on is null and responses.received_on in (${days})
    group by responses.received_on`
}

/** People whose released words may be used on these days, in the columns of `spoken_days`. */
function spokenOn(days: ReturnType<typeof sql>) {
  return sql`
    select received_on, question_set_id, coalesce(service, ''), count(*)::int from responses
    where withdrawn_on is null and words_permission <> 'none' and received_on in (${days})
      and exists (select from released_words where released_words.response_id = responses.id)
    group by received_on, question_set_id, coalesce(service, '')`
}

import { sql } from 'kysely'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { OUTCOME_WITHIN_WEEKS, owedBy } from '../../feedback/coming-back/owing.ts'

/** When somebody who kept their key was owed an answer, and how long they waited for the first. */
export type Waited = { days: number | null }

const LONGEST_MONTH = 31

/**
 * Everybody whose answer was due between two days, and the days until they could first see an outcome on their own page: a
 * published decision on a theme of theirs, a reply that names one (or says that no theme fits), or, where they said "just
 * read them", that two people had. The same rule as `listOwed`; responses carry days only, so this is to the day.
 * @returns null for those who still wait; exact, so never shown as it is
 */
export async function waitedFor(trx: Db, { from, until }: { from: string; until: string }): Promise<Waited[]> {
  const weeks = OUTCOME_WITHIN_WEEKS * 7
  // Each part is made once for everybody: asked person by person it takes a hundred times as long.
  const { rows } = await sql<{ receivedOn: string; firstOn: string | null }>`
    with owed as materialized (
      select responses.id, responses.received_on,
        case when responses.words_permission = 'none' and readings.state = 'read only' then readings.second_on end as read_on
      from responses
      join readings on readings.response_id = responses.id
      where responses.withdrawn_on is null and responses.has_words
        and responses.key_kept is distinct from 'not wanted' and readings.state <> 'not used'
        and responses.received_on >= ${laterBy(from, -weeks - LONGEST_MONTH)}
        and responses.received_on < ${laterBy(until, -weeks + 1)}
    ), replied as (
      select response_id, min(sent_on) as on_day from replies
      where kind = 'reply' and (decision_id is not null or theme_id is null) and response_id in (select id from owed)
      group by response_id
    ), published as (
      select decisions.theme_id, min(publications.published_on) as on_day from decisions
      join publications on publications.decision_id = decisions.id and publications.retracted_on is null
      group by decisions.theme_id
    ), told as (
      select themings.response_id, min(greatest(themings.finished_on, published.on_day)) as on_day from themings
      join released_words on released_words.response_id = themings.response_id
      join segments on segments.released_words_id = released_words.id
      join segment_codes on segment_codes.segment_id = segments.id
      join codes on codes.id = segment_codes.code_id
      join published on published.theme_id = codes.theme_id
      where themings.response_id in (select id from owed)
      group by themings.response_id
    )
    select owed.received_on as "receivedOn", least(replied.on_day, owed.read_on, told.on_day) as "firstOn"
    from owed
    left join replied on replied.response_id = owed.id
    left join told on told.response_id = owed.id`.execute(trx)
  return rows
    .filter(({ receivedOn }) => owedBy(receivedOn) >= from && owedBy(receivedOn) < until)
    .map(({ receivedOn, firstOn }) => ({ days: firstOn === null ? null : daysBetween(receivedOn, firstOn) }))
}

/** Within how many weeks half of them had their first answer; undefined while more than half wait. */
export function halfWithinWeeks(waited: readonly Waited[]): number | undefined {
  const days = waited.map((one) => one.days ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const middle = days[Math.ceil(days.length / 2) - 1]
  return middle === undefined || middle === Number.POSITIVE_INFINITY ? undefined : Math.max(1, Math.ceil(middle / 7))
}

function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000))
}

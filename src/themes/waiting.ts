import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { keptFrom } from '../safeguarding/conflict.ts'

/** The name of a set of questions, such as "11 to 17", as the team says it. */
export const setName = sql<string>`question_sets.content ->> 'name'`

export type ToTheme = {
  ref: string
  setName: string
  /** The Monday of the week in which it was released: a day would tell more of when it came. */
  week: string
  begun: boolean
  /** The person says that something in it is not what they meant. */
  objected: boolean
  /** Others who have it open now. */
  openWith: string[]
}

/**
 * The query behind the list and behind "next": released, not finished, and nothing that the member is kept from; oldest
 * week first, then by the random ref.
 */
export function toTheme(db: Db, memberId: string, set = '') {
  return db
    .selectFrom('responses')
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .innerJoin(
      (eb) =>
        eb
          .selectFrom('released_words')
          .select('response_id')
          .select(sql<string>`to_char(date_trunc('week', min(released_on)), 'YYYY-MM-DD')`.as('week'))
          .groupBy('response_id')
          .as('released'),
      (join) => join.onRef('released.response_id', '=', 'responses.id'),
    )
    .select(['responses.id', 'responses.ref', setName.as('setName'), 'released.week'])
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('themings').select('response_id').whereRef('themings.response_id', '=', 'responses.id'))),
    )
    .$if(set !== '', (query) => query.where(setName, '=', set))
    .orderBy('released.week')
    .orderBy('responses.ref')
}

/**
 * Feedback whose words were released and that nobody has finished theming, oldest first. No words.
 * @param asked `set`: only of this set of questions; at most `limit`
 */
export async function listToTheme(
  db: Db,
  { set = '', limit = 50 }: { set?: string; limit?: number },
  memberId: string,
  now: Date,
): Promise<ToTheme[]> {
  const rows = await toTheme(db, memberId, set)
    .select((eb) => [
      eb
        .exists(
          eb
            .selectFrom('segments')
            .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
            .select('segments.id')
            .whereRef('released_words.response_id', '=', 'responses.id'),
        )
        .$castTo<boolean>()
        .as('begun'),
      eb
        .exists(
          eb
            .selectFrom('theme_objections')
            .select('theme_objections.id')
            .whereRef('theme_objections.response_id', '=', 'responses.id')
            .where('settled_on', 'is', null),
        )
        .$castTo<boolean>()
        .as('objected'),
      eb
        .selectFrom('theming_claims')
        .innerJoin('members', 'members.id', 'theming_claims.member_id')
        .select(sql<string[]>`coalesce(array_agg(members.name order by members.name), '{}')`.as('names'))
        .whereRef('theming_claims.response_id', '=', 'responses.id')
        .where('theming_claims.member_id', '<>', memberId)
        .where('theming_claims.until', '>', now)
        .as('openWith'),
    ])
    .limit(limit)
    .execute()
  return rows.map(({ id, openWith, ...row }) => ({ ...row, openWith: openWith ?? [] }))
}

/** How many wait for a member, for each set of questions, in the order of their names. */
export async function countToTheme(db: Db, memberId: string): Promise<{ setName: string; waiting: number }[]> {
  return db
    .selectFrom(toTheme(db, memberId).clearOrderBy().as('waiting'))
    .select((eb) => ['waiting.setName', eb.fn.countAll<number>().as('waiting')])
    .groupBy('waiting.setName')
    .orderBy('waiting.setName')
    .execute()
}

/** The newest finished ones that a member may look at again. No words. */
export async function listThemed(
  db: Db,
  memberId: string,
  limit: number,
): Promise<{ ref: string; by: string; finishedOn: string }[]> {
  return db
    .selectFrom('themings')
    .innerJoin('responses', 'responses.id', 'themings.response_id')
    .innerJoin('members', 'members.id', 'themings.finished_by')
    .select(['responses.ref', 'members.name as by', 'themings.finished_on as finishedOn'])
    .where('responses.withdrawn_on', 'is', null)
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('finishedOn', 'desc')
    .orderBy('responses.ref')
    .limit(limit)
    .execute()
}

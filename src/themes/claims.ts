import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { toTheme } from './waiting.ts'

/** How long somebody counts as being at a text after the last thing they did there. */
const MINUTES = 10

/**
 * The lock of whoever asks for the next text to theme, a number that nothing else takes (…01 the log, …11 the alerts, …12
 * the codebook): they wait for the other who does.
 */
const ONE_AT_A_TIME = 7_203_013

/**
 * Says that a member has these words open now. It keeps nobody out: it is told to others, and "next" goes past it.
 * @param now begins ten minutes, anew with everything they do there
 */
export async function claim(db: Db, responseId: string, memberId: string, now: Date): Promise<void> {
  const until = new Date(now.getTime() + MINUTES * 60_000)
  await db
    .insertInto('theming_claims')
    .values({ response_id: responseId, member_id: memberId, until })
    .onConflict((oc) => oc.columns(['response_id', 'member_id']).doUpdateSet({ until }))
    .execute()
  // Somebody is at one text: going on leaves the one before. What has run out goes too.
  await db
    .deleteFrom('theming_claims')
    .where((eb) =>
      eb.or([
        eb('until', '<=', now),
        eb.and([eb('member_id', '=', memberId), eb('response_id', '<>', eb.val(responseId))]),
      ]),
    )
    .execute()
}

/** Leaving, or finishing. */
export async function leaveClaim(db: Db, responseId: string, memberId: string): Promise<void> {
  const mine = db.deleteFrom('theming_claims').where('response_id', '=', responseId)
  await mine.where('member_id', '=', memberId).execute()
}

/** @returns the names of the others who have it open, such as ["Sam A."] */
export async function whoElse(db: Db, responseId: string, memberId: string, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('theming_claims')
    .innerJoin('members', 'members.id', 'theming_claims.member_id')
    .select('members.name')
    .where('response_id', '=', responseId)
    .where('member_id', '<>', memberId)
    .where('until', '>', now)
    .orderBy('members.name')
    .execute()
  return rows.map(({ name }) => name)
}

/**
 * The next one that waits and that nobody else has open, and claims it, so that two who ask at once get two.
 * @param after the ref of the one just left: what comes after it, then from the beginning, and never itself
 * @param set only of this set of questions, '' for every one
 * @returns its ref, or undefined when nothing is left that nobody else has open
 */
export async function nextToTheme(
  db: Db,
  { after = '', set = '' }: { after?: string; set?: string },
  memberId: string,
  now: Date,
): Promise<string | undefined> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${ONE_AT_A_TIME})`.execute(trx)
    const rows = await toTheme(trx, memberId, set)
      .where('responses.ref', '<>', after)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('theming_claims')
              .select('theming_claims.member_id')
              .whereRef('theming_claims.response_id', '=', 'responses.id')
              .where('theming_claims.member_id', '<>', memberId)
              .where('theming_claims.until', '>', now),
          ),
        ),
      )
      .execute()
    const left = after ? await placeOf(trx, after) : undefined
    const beyond = left && rows.find((row) => row.week > left.week || (row.week === left.week && row.ref > after))
    const next = beyond ?? rows[0]
    if (next) await claim(trx, next.id, memberId, now)
    return next?.ref
  })
}

async function placeOf(db: Db, ref: string): Promise<{ week: string } | undefined> {
  return db
    .selectFrom('released_words')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .select(sql<string>`to_char(date_trunc('week', min(released_words.released_on)), 'YYYY-MM-DD')`.as('week'))
    .where('responses.ref', '=', ref)
    .groupBy('responses.id')
    .executeTakeFirst()
}

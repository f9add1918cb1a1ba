import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from '../team/audit.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { listOpenObjections, settleObjections } from './objecting.ts'
import type { By } from './segment.ts'

/** The name of a set of questions, such as "11 to 17", as the team says it. */
export const setName = sql<string>`question_sets.content ->> 'name'`

export type ToTheme = {
  ref: string
  setName: string
  releasedOn: string
  begun: boolean
  /** The person says that something in it is not what they meant. */
  objected: boolean
}

/** Feedback whose words were released and that nobody has finished theming, oldest release first. No words. */
export async function listToTheme(db: Db): Promise<ToTheme[]> {
  return db
    .selectFrom('responses')
    .innerJoin('question_sets', 'question_sets.id', 'responses.question_set_id')
    .innerJoin('released_words', 'released_words.response_id', 'responses.id')
    .leftJoin('segments', 'segments.released_words_id', 'released_words.id')
    .leftJoin('themings', 'themings.response_id', 'responses.id')
    .select((eb) => [
      'responses.ref',
      setName.as('setName'),
      eb.fn.min('released_words.released_on').as('releasedOn'),
      eb(eb.fn.count('segments.id'), '>', 0).$castTo<boolean>().as('begun'),
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
    ])
    .where('responses.withdrawn_on', 'is', null)
    .where('themings.response_id', 'is', null)
    .groupBy(['responses.id', 'question_sets.id'])
    .orderBy('releasedOn')
    .orderBy('responses.ref')
    .execute()
}

/** The newest finished ones, so that somebody can look again. No words. */
export async function listThemed(db: Db, limit: number): Promise<{ ref: string; by: string; finishedOn: string }[]> {
  return db
    .selectFrom('themings')
    .innerJoin('responses', 'responses.id', 'themings.response_id')
    .innerJoin('members', 'members.id', 'themings.finished_by')
    .select(['responses.ref', 'members.name as by', 'themings.finished_on as finishedOn'])
    .where('responses.withdrawn_on', 'is', null)
    .orderBy('finishedOn', 'desc')
    .orderBy('responses.ref')
    .limit(limit)
    .execute()
}

/**
 * Says that everything in a piece of feedback has its code, or none fits, and settles what the person objected to. Two
 * people at once: the first is kept.
 * @param seen ids of the objections that the page showed; left out by who looks and finishes in one go
 * @returns false, and nothing is finished, when the person has objected to more since
 */
export async function finishTheming(
  db: Db,
  keys: Keys,
  responseId: string,
  member: By,
  now: Date,
  seen?: readonly string[],
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    await holdResponse(trx, responseId)
    const open = await listOpenObjections(trx, responseId)
    if (seen && open.some(({ id }) => !seen.includes(id))) return false
    const made = await trx
      .insertInto('themings')
      .values({ response_id: responseId, finished_by: member.id, finished_on: dayOf(now) })
      .onConflict((oc) => oc.column('response_id').doNothing())
      .returning('response_id')
      .executeTakeFirst()
    await settleObjections(trx, responseId, member, dayOf(now))
    if (made) await note(trx, keys, 'finished theming', responseId, member, now)
    return true
  })
}

/** Puts it back on the list, with everything that was marked. */
export async function reopenTheming(db: Db, keys: Keys, responseId: string, member: By, now: Date): Promise<void> {
  await inTransaction(db, async (trx) => {
    await holdResponse(trx, responseId)
    const gone = await trx
      .deleteFrom('themings')
      .where('response_id', '=', responseId)
      .returning('response_id')
      .executeTakeFirst()
    if (gone) await note(trx, keys, 'reopened theming', responseId, member, now)
  })
}

async function holdResponse(trx: Db, responseId: string): Promise<void> {
  const row = await trx
    .selectFrom('responses')
    .select('id')
    .where('id', '=', responseId)
    .where('withdrawn_on', 'is', null)
    .forShare()
    .executeTakeFirst()
  if (!row) throw new NotFound('no such feedback')
}

async function note(trx: Db, keys: Keys, action: string, responseId: string, member: By, now: Date): Promise<void> {
  await audit(trx, keys, { memberId: member.id, action, record: 'feedback', recordId: responseId }, now)
}

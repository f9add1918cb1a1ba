import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { dayOf } from '../../site.ts'
import { textsMark } from './flag.ts'

type Place = { question_key: string; starts: number; ends: number }

export type Made = Pick<Tables['flags'], 'state' | 'why' | 'texts' | 'model'> & { place: Place | null }

/**
 * What waits to be read and has texts that no flag was made of; what is due soonest first.
 * @param works whether the model does: then also what was looked at while it was off or did not work. What the model
 *   itself failed at is tried again on another day, not every half minute.
 */
export async function waitingForFlag(db: Db, works: boolean, now: Date, most: number) {
  return db
    .selectFrom('responses')
    .innerJoin('readings', 'readings.response_id', 'responses.id')
    .leftJoin('flags', 'flags.response_id', 'responses.id')
    .select(['responses.id', 'responses.language', textsMark.as('texts')])
    .where('readings.state', 'in', ['waiting', 'first read'])
    .where('withdrawn_on', 'is', null)
    .where(sql<boolean>`${textsMark} is not null`)
    .where((eb) =>
      eb.or([
        eb('flags.texts', 'is', null),
        sql<boolean>`flags.texts <> ${textsMark}`,
        ...(works
          ? [
              eb('flags.why', '=', 'off'),
              eb.and([
                eb('flags.why', '=', 'failed'),
                eb.or([eb('flags.model', '=', 'plain words only'), eb('flags.made_on', '<', dayOf(now))]),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy('readings.due_at')
    .orderBy('responses.id')
    .limit(most)
    .execute()
}

/**
 * Keeps what the flag made of a response. What is raised stays raised, whatever a later look says: it waits for a person.
 * Nothing is kept of what was taken back meanwhile.
 */
export async function keepFlag(db: Db, responseId: string, { place, ...made }: Made, now: Date): Promise<void> {
  const at = place ?? { question_key: null, starts: null, ends: null }
  await db.transaction().execute(async (trx) => {
    const there = await trx
      .selectFrom('responses')
      .select('id')
      .where('id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .forShare()
      .executeTakeFirst()
    if (!there) return
    const before = await trx.selectFrom('flags').selectAll().where('response_id', '=', responseId).executeTakeFirst()
    if (before?.state === 'raised' && made.state !== 'raised') {
      await trx.updateTable('flags').set({ texts: made.texts }).where('response_id', '=', responseId).execute()
      return
    }
    const row = { response_id: responseId, ...made, ...at, made_on: dayOf(now) }
    const { response_id, ...again } = row
    await trx
      .insertInto('flags')
      .values(row)
      .onConflict((oc) => oc.column('response_id').doUpdateSet(again))
      .execute()
  })
}

import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { dayOf } from '../site.ts'
import { themesOfResponse } from './for-response.ts'

/** What somebody said is not what they meant. Without a theme: something is missing. */
export type Objection = { theme: { key: string; name: string } | undefined; madeOn: string; settledOn: string | null }

/**
 * A person says that words of theirs are under a theme that they do not mean, or that something is missing. Theming opens
 * again at once, before anybody of the team has looked. Saying it twice keeps it once. It is in no log: nothing shall tell
 * when the person was there.
 * @param about ids of themes, only their own count; `missing` for what is in none
 * @returns how many objections were new
 * @throws {NotFound} when it was taken back
 */
export async function objectToThemes(
  db: Db,
  responseId: string,
  about: { themeIds: readonly string[]; missing: boolean },
  now: Date,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const response = await trx
      .selectFrom('responses')
      .select('id')
      .where('id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!response) throw new NotFound('it was taken back')
    const own = (await themesOfResponse(trx, responseId)).map(({ id }) => id)
    const meant = [...about.themeIds.filter((id) => own.includes(id)), ...(about.missing ? [null] : [])]
    if (meant.length === 0) return 0
    const rows = meant.map((themeId) => ({
      ...{ id: randomUUID(), response_id: responseId, theme_id: themeId, made_on: dayOf(now) },
      ...{ settled_on: null, settled_by: null },
    }))
    const made = await trx
      .insertInto('theme_objections')
      .values(rows)
      .onConflict((oc) => oc.doNothing())
      .returning('id')
      .execute()
    if (made.length > 0) {
      await trx.deleteFrom('themings').where('response_id', '=', responseId).execute()
      const finished = trx.deleteFrom('theming_steps').where('what', '=', 'finished')
      await finished.where('response_id', '=', responseId).execute()
    }
    return made.length
  })
}

/** Everything one person objected to, oldest first. */
export async function listObjections(db: Db, responseId: string): Promise<Objection[]> {
  const rows = await db
    .selectFrom('theme_objections')
    .leftJoin('themes', 'themes.id', 'theme_objections.theme_id')
    .select(['themes.key', 'themes.plain_name', 'made_on', 'settled_on'])
    .where('response_id', '=', responseId)
    .orderBy('made_on')
    .orderBy('themes.position')
    .execute()
  return rows.map(({ key, plain_name, made_on, settled_on }) => ({
    theme: key && plain_name ? { key, name: plain_name } : undefined,
    madeOn: made_on,
    settledOn: settled_on,
  }))
}

/** What the themer has still to look at, with the theme's name inside the team. */
export async function listOpenObjections(db: Db, responseId: string): Promise<{ id: string; theme: string | null }[]> {
  return db
    .selectFrom('theme_objections')
    .leftJoin('themes', 'themes.id', 'theme_objections.theme_id')
    .select(['theme_objections.id', 'themes.name as theme'])
    .where('response_id', '=', responseId)
    .where('settled_on', 'is', null)
    .orderBy('themes.position')
    .execute()
}

/** Finishing theming again settles what was objected to. @param day 'YYYY-MM-DD' */
export async function settleObjections(trx: Db, responseId: string, by: { id: string }, day: string): Promise<void> {
  await trx
    .updateTable('theme_objections')
    .set({ settled_on: day, settled_by: by.id })
    .where('response_id', '=', responseId)
    .where('settled_on', 'is', null)
    .execute()
}

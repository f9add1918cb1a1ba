import { createHmac } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { derive, type Keys } from '../../seal/keys.ts'
import { getWay } from '../coming-back/revisiting.ts'

/** What later rooms know of what became of somebody's words; enough of it to tell whether it is new. */
export type WhatBecameOf = (responseId: string) => Promise<{
  themes: readonly string[]
  decisions: readonly {
    theme: string
    outcome: string
    sentence: string
    dueOn: string | null
    madeOn: string | null
  }[]
}>

/**
 * A keyed hash of what is worth telling on somebody's own page: read by two people, what was said about a concern,
 * themes, decisions, changes, replies, and how a wish to be reached ended. That one person has read is no news yet. It
 * says nothing without the root key, and is the same for as long as nothing is new.
 * @throws {NotFound}
 */
export async function newsMark(db: Db, keys: Keys, responseId: string, became: WhatBecameOf): Promise<Buffer> {
  const way = await getWay(db, responseId)
  const { themes, decisions } = await became(responseId)
  const replies = await db.selectFrom('replies').select('id').where('response_id', '=', responseId).execute()
  const reached = await db
    .selectFrom('contact_wishes')
    .select('id')
    .where('response_id', '=', responseId)
    .where('state', '<>', 'waiting')
    .execute()
  const news = {
    read: way.reading === 'released' || way.reading === 'read only',
    told: [...way.toldAboutConcern].sort(),
    couldNotTell: way.couldNotTell,
    passedOn: way.passedOn.map(({ place, on }) => `${place} ${on}`).sort(),
    themes: [...themes].sort(),
    decisions: decisions
      .map(({ theme, outcome, sentence, dueOn, madeOn }) => [theme, outcome, sentence, dueOn, madeOn].join('\n'))
      .sort(),
    rows: [...replies, ...reached].map(({ id }) => id).sort(),
  }
  return createHmac('sha256', derive(keys, 'notice-mark/v1')).update(responseId).update(JSON.stringify(news)).digest()
}

/**
 * The person sees their page now: what it shows is no news any more, and a message about it that waits is not sent.
 * Nothing is written for anybody who did not ask to be told.
 */
export async function noteSeen(db: Db, keys: Keys, responseId: string, became: WhatBecameOf): Promise<void> {
  const wish = await db
    .selectFrom('notice_wishes')
    .select(['id', 'mark'])
    .where('response_id', '=', responseId)
    .executeTakeFirst()
  if (!wish) return
  const mark = await newsMark(db, keys, responseId, became)
  if (mark.equals(wish.mark)) return
  await db.updateTable('notice_wishes').set({ mark }).where('id', '=', wish.id).execute()
  await db.deleteFrom('outbox').where('wish_id', '=', wish.id).where('state', 'in', ['queued', 'failed']).execute()
}

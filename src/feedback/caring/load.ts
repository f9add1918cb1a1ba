import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'

/** So much in an hour, or so many concerns one after the other, is a reason to suggest a break. The makers' decision. */
const TEXTS_IN_AN_HOUR = 10
const CONCERNS_IN_A_ROW = 3
const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/** How many words a text has, roughly: what stands between spaces. */
export function countWords(words: Record<string, string>): number {
  return Object.values(words).reduce((sum, text) => sum + (text.match(/\S+/g)?.length ?? 0), 0)
}

/** Whether a member has opened a response on this London day already: then it is no more load. */
export async function openedToday(db: Db, memberId: string, responseId: string, now: Date): Promise<boolean> {
  const last = await db
    .selectFrom('audit_entries')
    .select('at')
    .where('member_id', '=', memberId)
    .where('record_id', '=', responseId)
    .where('action', '=', 'opened words')
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return last !== undefined && dayOf(last.at) === dayOf(now)
}

/** Counts one more text that a member opened. Which one it was is in the log alone. @returns how many it is today */
export async function countOpened(trx: Db, memberId: string, words: number, now: Date): Promise<number> {
  const row = await trx
    .insertInto('reading_loads')
    .values({ member_id: memberId, day: dayOf(now), opened: 1, words })
    .onConflict((oc) =>
      oc.columns(['member_id', 'day']).doUpdateSet({
        opened: sql<number>`reading_loads.opened + 1`,
        words: sql<number>`reading_loads.words + ${words}`,
      }),
    )
    .returning('opened')
    .executeTakeFirstOrThrow()
  return row.opened
}

/** How many texts a member opened today. */
export async function openedOn(db: Db, memberId: string, day: string): Promise<number> {
  const row = await db
    .selectFrom('reading_loads')
    .select('opened')
    .where('member_id', '=', memberId)
    .where('day', '=', day)
    .executeTakeFirst()
  return row?.opened ?? 0
}

/** Whether what a member read lately was much, or hard: many texts in an hour, or three concerns one after the other. */
export async function breakIsDue(db: Db, memberId: string, now: Date): Promise<boolean> {
  const { texts } = await db
    .selectFrom('audit_entries')
    .select((eb) => eb.fn.count<number>('record_id').distinct().as('texts'))
    .where('member_id', '=', memberId)
    .where('action', '=', 'opened words')
    .where('at', '>', new Date(now.getTime() - HOUR_MS))
    .executeTakeFirstOrThrow()
  if (Number(texts) >= TEXTS_IN_AN_HOUR) return true
  const last = await db
    .selectFrom('audit_entries')
    .select('detail')
    .where('member_id', '=', memberId)
    .where('action', '=', 'first reading')
    .where('at', '>', new Date(now.getTime() - DAY_MS))
    .orderBy('number', 'desc')
    .limit(CONCERNS_IN_A_ROW)
    .execute()
  return last.length === CONCERNS_IN_A_ROW && last.every(({ detail }) => detail.found === 'concern')
}

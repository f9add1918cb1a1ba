import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { MessageWay } from '../../messaging/provider.ts'
import { NotFound } from '../../refusals.ts'
import { CannotOpen, openWords, type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey, openDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { keepWordsMonths, wordsEndBefore } from '../coming-back/withdrawing.ts'
import type { NoticeTimes } from './notice-times.ts'

/** Where somebody wants to be told that something is new. */
export type Reach = { way: MessageWay; address: string }

/** After so long nobody is told any more, and the address goes. Own words are kept no longer either. */
export const keepWishMonths = keepWordsMonths

const place = (id: string): Place => ({ column: 'notice_wishes.sealed', row: id })

/**
 * Keeps where somebody wants to be told, sealed. What they asked before is gone, with any message that was on its way to
 * the old address.
 * @param mark what their page shows now (`newsMark`): they are told of what comes after
 * @throws {NotFound} when the feedback was taken back, or its words are erased
 */
export async function askForNotices(
  db: Db,
  keys: Keys,
  responseId: string,
  wish: Reach & { times: NoticeTimes; language: string; mark: Buffer },
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Taking back begins with this row too, so that no address is left behind.
    const response = await trx
      .selectFrom('responses')
      .select('id')
      .where('id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .where('words_erased_on', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!response) throw new NotFound('nothing to be told about')
    const before = await trx
      .deleteFrom('notice_wishes')
      .where('response_id', '=', responseId)
      .returning('last_sent_on')
      .executeTakeFirst()
    const readerKey = await currentReaderKey(trx, keys)
    if (!readerKey) throw new CannotOpen('there is no key to seal with yet')
    const id = randomUUID()
    const { dataKey, box } = newDataKey(readerKey, 'notice_wishes', id)
    const { way, address, times, language, mark } = wish
    await trx
      .insertInto('notice_wishes')
      .values({
        id,
        response_id: responseId,
        sealed: sealWords(dataKey, place(id), JSON.stringify({ way, address } satisfies Reach)),
        ...box,
        language,
        times,
        asked_on: dayOf(now),
        mark,
        last_sent_on: before?.last_sent_on ?? null,
      })
      .execute()
  })
}

/** What the person's own page says of it. The address is sealed, also from that page. */
export async function findWish(
  db: Db,
  responseId: string,
): Promise<{ times: NoticeTimes; arrives: boolean } | undefined> {
  const row = await db
    .selectFrom('notice_wishes')
    .select((eb) => ['times', eb('sealed', 'is not', null).as('arrives')])
    .where('response_id', '=', responseId)
    .executeTakeFirst()
  return row && { times: row.times, arrives: Boolean(row.arrives) }
}

/** Forgets the address and every message that was on its way. Safe to repeat. */
export async function stopNotices(db: Db, responseId: string): Promise<void> {
  await db.deleteFrom('notice_wishes').where('response_id', '=', responseId).execute()
}

/**
 * Opens where somebody wants to be told. The caller writes down that it was opened.
 * @throws {CannotOpen} in a public process
 */
export async function openReach(
  db: Db,
  keys: Keys,
  wish: { id: string; sealed: Buffer; dek_box: Buffer | null; reader_key_id: string | null },
): Promise<Reach> {
  const dataKey = await openDataKey(db, keys, 'notice_wishes', wish.id, wish)
  return JSON.parse(openWords(dataKey, place(wish.id), wish.sealed)) as Reach
}

/** Takes away an address at which nothing arrives. The person's page says so. */
export async function forgetAddress(db: Db, wishId: string): Promise<void> {
  await db
    .updateTable('notice_wishes')
    .set({ sealed: null, dek_box: null, reader_key_id: null })
    .where('id', '=', wishId)
    .execute()
}

/** Ends what was asked for more than twelve months ago. @returns how many */
export async function forgetOldWishes(db: Db, now: Date): Promise<number> {
  const gone = await db
    .deleteFrom('notice_wishes')
    .where('asked_on', '<', wordsEndBefore(now))
    .returning('id')
    .execute()
  return gone.length
}

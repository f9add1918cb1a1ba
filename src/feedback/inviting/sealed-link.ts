import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { type Place, sealWords } from '../../seal/envelope.ts'
import type { ReaderKey } from '../../seal/reader-key.ts'
import { newDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import type { FormToken } from '../../web/form-token.ts'

/** Why two readers may open a sealed link together. There is no other reason. */
export const grounds = {
  writer: 'The person who wrote is being hurt, or may be',
  self: 'The person who wrote may hurt themselves',
  other: 'Another child, or an adult who cannot protect themselves, is in danger',
} as const

export type Ground = keyof typeof grounds

/** Where the code of a sealed invitation is kept. */
export const sealedCodePlace = (responseId: string): Place => ({
  column: 'sealed_links.sealed_code',
  row: responseId,
})

/**
 * Keeps the code of a sealed invitation beside the words that came with it, sealed so that only readers can open it.
 * @returns a common table expression that reads from `given`, and from `invited` so that a code is kept once
 */
export function sealLink(readerKey: ReaderKey, responseId: string, code: string): RawBuilder<unknown> {
  const { dataKey, box } = newDataKey(readerKey, 'sealed_links', responseId)
  const sealed = sealWords(dataKey, sealedCodePlace(responseId), code)
  return sql`, linked as (
    insert into sealed_links (response_id, sealed_code, dek_box, reader_key_id)
    select given.id, ${sealed}::bytea, ${box.dek_box}::bytea, ${box.reader_key_id}::text from given, invited
  )`
}

/** Whether what a form sent lies beside a sealed link, so that the page after it tells the truth. */
export async function isSealed(db: Db, token: FormToken): Promise<boolean> {
  const row = await db
    .selectFrom('sealed_links')
    .innerJoin('responses', 'responses.id', 'sealed_links.response_id')
    .select('responses.id')
    .where('form_nonce_hash', '=', createHash('sha256').update(token.nonce).digest())
    .executeTakeFirst()
  return row !== undefined
}

/** That a sealed link was opened, as the writer's own page shows it. */
export type SealOpening = { openedOn: string; ground: Ground; told: string }

/** Openings that two people agreed on, oldest first, without those that were not safe to tell. */
export async function sealOpenings(db: Db, responseId: string): Promise<SealOpening[]> {
  const rows = await db
    .selectFrom('seal_openings')
    .select(['settled_at', 'ground', 'told_writer'])
    .where('response_id', '=', responseId)
    .where('outcome', '=', 'agreed')
    .where('told_writer', 'is not', null)
    .orderBy('settled_at')
    .execute()
  return rows.map((row) => ({
    openedOn: dayOf(row.settled_at ?? new Date(0)),
    ground: row.ground as Ground,
    told: row.told_writer ?? '',
  }))
}

/** What was sealed goes with the words when they are taken back. The log keeps that it was opened. */
export async function eraseSealedLink(trx: Db, responseId: string): Promise<void> {
  await trx.deleteFrom('sealed_links').where('response_id', '=', responseId).execute()
  await trx.deleteFrom('seal_openings').where('response_id', '=', responseId).execute()
}

/** The same for what is older than words are kept. What the writer was told stays on their page. */
export async function eraseOldSealedLinks(trx: Db, before: string): Promise<void> {
  const unread = sql<boolean>`exists (select 1 from readings r where r.response_id = responses.id
    and r.state in ('waiting', 'first read'))`
  const old = trx
    .selectFrom('responses')
    .select('id')
    .where('received_on', '<', before)
    .where((eb) => eb.not(unread))
  await trx.deleteFrom('sealed_links').where('response_id', 'in', old).execute()
  await trx.deleteFrom('seal_openings').where('response_id', 'in', old).where('outcome', 'is', null).execute()
  await trx
    .updateTable('seal_openings')
    .set({ sealed_reason: null, dek_box: null, reader_key_id: null })
    .where('response_id', 'in', old)
    .execute()
}

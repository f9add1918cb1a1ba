import type { Db } from '../db/open.ts'
import { boxFor, makeDataKey, openBox, type Place } from './envelope.ts'
import type { Keys } from './keys.ts'
import { openReaderKey, type ReaderKey } from './reader-key.ts'

/** Where a data key is kept beside the record that it opens. */
export type KeptBox = { dek_box: Buffer | null; reader_key_id: string | null }

const boxPlace = (table: string, row: string): Place => ({ column: `${table}.dek_box`, row })

/**
 * A fresh data key for one record, and the box that only readers can open.
 * @param table the record's table; with `row` it ties the box to its place
 */
export function newDataKey(readerKey: ReaderKey, table: string, row: string) {
  const dataKey = makeDataKey()
  return { dataKey, box: boxDataKey(readerKey, table, row, dataKey) }
}

/** The box that only readers can open, for a data key that there is already. */
export function boxDataKey(readerKey: ReaderKey, table: string, row: string, dataKey: Buffer) {
  const box = boxFor(readerKey.publicKey, readerKey.id, boxPlace(table, row), dataKey)
  return { dek_box: box, reader_key_id: readerKey.id }
}

/**
 * @throws {CannotOpen} in a process without the desk key, and when the box was changed or moved
 */
export async function openDataKey(db: Db, keys: Keys, table: string, row: string, kept: KeptBox): Promise<Buffer> {
  const id = kept.reader_key_id ?? ''
  const readerPrivate = await openReaderKey(db, keys, id)
  return openBox(readerPrivate, id, boxPlace(table, row), kept.dek_box ?? Buffer.alloc(0))
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { boxFor, CannotOpen, openBox, type Place, unwrap, wrap } from './envelope.ts'
import { derive, type Keys } from './keys.ts'
import { makePair } from './x25519.ts'

/** The public half of the readers' key: enough to seal, never to open. */
export type ReaderKey = { id: string; publicKey: Buffer }

const place = (id: string): Place => ({ column: 'reader_keys.wrapped', row: id })

/**
 * Makes the readers' pair. The private half is kept twice: wrapped for the desk key, and boxed for the recovery key.
 * @throws {CannotOpen} in a process without the desk key
 */
export async function makeReaderKey(db: Db, keys: Keys, today: string): Promise<ReaderKey> {
  if (!keys.desk) throw new CannotOpen('this process holds no desk key')
  const id = randomBytes(8).toString('hex')
  const pair = makePair()
  await db
    .insertInto('reader_keys')
    .values({
      id,
      public_key: pair.publicRaw,
      public_mac: publicMac(keys, id, pair.publicRaw),
      wrapped_for_desk: wrap(keys.desk, place(id), pair.privateRaw),
      wrapped_for_recovery: boxFor(keys.recoveryPublic, id, place(id), pair.privateRaw),
      made_on: today,
    })
    .execute()
  return { id, publicKey: pair.publicRaw }
}

/**
 * The key that new words are sealed for.
 * @returns undefined before set-up
 * @throws {CannotOpen} when the public key in the database is not the one this partnership made
 */
export async function currentReaderKey(db: Db, keys: Keys): Promise<ReaderKey | undefined> {
  const row = await db
    .selectFrom('reader_keys')
    .select(['id', 'public_key', 'public_mac'])
    .where('retired_on', 'is', null)
    .orderBy('made_on', 'desc')
    .executeTakeFirst()
  if (!row) return undefined
  if (!timingSafeEqual(publicMac(keys, row.id, row.public_key), row.public_mac)) {
    throw new CannotOpen("the readers' public key is not ours")
  }
  return { id: row.id, publicKey: row.public_key }
}

/**
 * The private half, in a process that may hold it.
 * @returns 32 bytes
 * @throws {CannotOpen} in a public process, which holds no key that opens words
 */
export async function openReaderKey(db: Db, keys: Keys, id: string): Promise<Buffer> {
  if (!keys.desk) throw new CannotOpen('this process holds no key that opens words')
  const row = await db.selectFrom('reader_keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new CannotOpen('that reader key is not here')
  return unwrap(keys.desk, place(id), row.wrapped_for_desk)
}

/**
 * The same private half, through the recovery key from the safe.
 * @throws {CannotOpen} when it is not the right recovery key
 */
export async function recoverReaderKey(db: Db, recoveryPrivate: Buffer, id: string): Promise<Buffer> {
  const row = await db.selectFrom('reader_keys').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new CannotOpen('that reader key is not here')
  return openBox(recoveryPrivate, id, place(id), row.wrapped_for_recovery)
}

function publicMac(keys: Keys, id: string, publicKey: Buffer): Buffer {
  return createHmac('sha256', derive(keys, 'reader-public/v1')).update(id).update(publicKey).digest()
}

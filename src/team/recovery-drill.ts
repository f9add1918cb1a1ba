import type { Db } from '../db/open.ts'
import { CannotOpen, openBox, openWords, type Place, sealWords } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'
import { currentReaderKey, recoverReaderKey } from '../seal/reader-key.ts'
import { newDataKey } from '../seal/records.ts'
import { dayOf } from '../site.ts'
import { audit } from './audit.ts'

/** The fact that the drill was done, with its day. */
export const drilled = 'recovery drilled'

const place: Place = { column: 'drill.sealed', row: 'drill' }
const test = 'A test record. If you can read this, the recovery key opens what people wrote.'

/**
 * Does what would be done after the desk key is lost: seals a test record as a form would, and opens it with nothing but
 * the database and the recovery key. When it worked, that is written down; in the log
 * too, unless the desk key, which makes the log's chain, is lost.
 * @throws {CannotOpen} when the recovery key is not the one that this database is kept for, or there is no reader key
 */
export async function drillRecovery(db: Db, keys: Keys, recoveryPrivate: Buffer, now: Date): Promise<void> {
  const readerKey = await currentReaderKey(db, keys)
  if (!readerKey) throw new CannotOpen('there is no reader key yet')
  const { dataKey, box } = newDataKey(readerKey, 'drill', 'drill')
  const sealed = sealWords(dataKey, place, test)
  const readerPrivate = await recoverReaderKey(db, recoveryPrivate, readerKey.id)
  const opened = openBox(readerPrivate, readerKey.id, { column: 'drill.dek_box', row: 'drill' }, box.dek_box)
  if (openWords(opened, place, sealed) !== test) throw new CannotOpen('the test record came back changed')
  const value = JSON.stringify({ on: dayOf(now) })
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('facts')
      .values({ key: drilled, value })
      .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
      .execute()
    if (!keys.desk) return
    const entry = { memberId: null, action: 'tried the recovery key', record: 'reader key', recordId: readerKey.id }
    await audit(trx, keys, entry, now)
  })
}

/** @returns the day of the last drill, 'YYYY-MM-DD', or undefined if there was none */
export async function findDrill(db: Db): Promise<string | undefined> {
  const fact = await db.selectFrom('facts').select('value').where('key', '=', drilled).executeTakeFirst()
  return (fact?.value as { on?: string } | undefined)?.on
}

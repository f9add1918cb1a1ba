import { createHash } from 'node:crypto'
import { type Db, openDatabase } from '../../src/db/open.ts'
import { hashReturnKey, parseReturnKey } from '../../src/feedback/return-key.ts'
import { openWords } from '../../src/seal/envelope.ts'
import type { Keys } from '../../src/seal/keys.ts'
import { openDataKey } from '../../src/seal/records.ts'
import type { Sending } from './sender.ts'

/** Compares what people were told with what is in the database. Each list is empty when all is well. */
export async function whatIsKept(databaseUrl: string, keys: Keys, sendings: Sending[]) {
  const { db, close } = await openDatabase({ databaseUrl })
  const compared = await whatIsIn(db, keys, sendings)
  await close()
  return compared
}

/** The same, in a database that is open. */
export async function whatIsIn(db: Db, keys: Keys, sendings: Sending[]) {
  const rows = await db
    .selectFrom('responses')
    .select(['id', 'form_nonce_hash', 'key_lookup', 'dek_box', 'reader_key_id'])
    .execute()
  const words = await db.selectFrom('sealed_words').select(['id', 'response_id', 'sealed']).execute()
  const byNonce = Map.groupBy(rows, (row) => row.form_nonce_hash.toString('hex'))
  const byResponse = Map.groupBy(words, (row) => row.response_id)
  const lost: string[] = []
  const wrongKey: string[] = []
  const changed: string[] = []
  for (const { token, keys: shown, words: sent } of sendings) {
    if (shown.length === 0) continue
    const [row] = byNonce.get(nonceHash(token)) ?? []
    if (!row) {
      lost.push(token)
      continue
    }
    const key = parseReturnKey(shown[0] ?? '')
    const { lookup } = await hashReturnKey(keys, key ?? (0n as never))
    if (new Set(shown).size !== 1 || !lookup.equals(row.key_lookup)) wrongKey.push(token)
    const dataKey = await openDataKey(db, keys, 'responses', row.id, row)
    const [sealed] = byResponse.get(row.id) ?? []
    if (!sealed || openWords(dataKey, { column: 'sealed_words.sealed', row: sealed.id }, sealed.sealed) !== sent) {
      changed.push(token)
    }
  }
  const twice = [...byNonce.values()].filter((same) => same.length > 1).map(([row]) => row?.id)
  const known = new Set(sendings.map(({ token }) => nonceHash(token)))
  const unknown = rows.filter((row) => !known.has(row.form_nonce_hash.toString('hex'))).map(({ id }) => id)
  return { rows: rows.length, lost, twice, wrongKey, changed, unknown }
}

function nonceHash(token: string): string {
  return createHash('sha256')
    .update(Buffer.from(token.split('.')[1] ?? '', 'base64url'))
    .digest('hex')
}

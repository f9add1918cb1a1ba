import { createHash } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { CannotOpen, type Place, unwrap, wrap } from '../../seal/envelope.ts'
import { derive, type Keys } from '../../seal/keys.ts'
import type { FormToken } from '../../web/form-token.ts'
import { issueReturnKey, type ReturnKey } from '../return-key.ts'

/** The next person to hold the tablet is a worker, so its key is shown for a short time: enough to write down six words. */
export const TABLET_KEY_MS = 10 * 60_000

const place: Place = { column: 'tablets.key', row: 'address' }
const NONCE = 16

/**
 * The last part of the address under which a tablet shows its key. It stays in the history of a worker's tablet, so it is
 * not the form's token, and no token can be made of it: it opens that page and nothing else.
 * @returns 64 letters, others each time
 */
export function sealKeyAddress(keys: Keys, { nonce, hour }: FormToken): string {
  const secret = Buffer.alloc(NONCE + 4)
  nonce.copy(secret)
  secret.writeUInt32BE(hour, NONCE)
  return wrap(derive(keys, 'tablet-key/v1'), place, secret).toString('base64url')
}

/** @returns what the form's token said, or undefined for whatever we did not seal ourselves */
export function openKeyAddress(keys: Keys, sealed: string): FormToken | undefined {
  if (!/^[\w-]{64}$/.test(sealed)) return undefined
  try {
    const secret = unwrap(derive(keys, 'tablet-key/v1'), place, Buffer.from(sealed, 'base64url'))
    return { nonce: secret.subarray(0, NONCE), hour: secret.readUInt32BE(NONCE) }
  } catch (error) {
    if (error instanceof CannotOpen) return undefined
    throw error
  }
}

/**
 * The key of what was just sent from a tablet, as long as it may be shown.
 * @param token of the form that was sent, from its sealed address
 * @returns undefined once it was put away, and for everything that did not come from a tablet
 */
export async function findTabletKey(db: Db, keys: Keys, token: FormToken, now: Date): Promise<ReturnKey | undefined> {
  const sent = await db
    .selectFrom('responses')
    .select('id')
    .where('form_nonce_hash', '=', nonceHash(token))
    .where('channel', '=', 'tablet')
    .where('key_shown_until', '>=', now)
    .executeTakeFirst()
  return sent && issueReturnKey(keys, token)
}

/** The person has the key, or wants none. Only while it is shown: afterwards the tablet is somebody else's again. */
export async function putTabletKeyAway(
  db: Db,
  token: FormToken,
  kept: 'kept' | 'not wanted',
  now: Date,
): Promise<void> {
  await db
    .updateTable('responses')
    .set({ key_kept: kept, key_shown_until: null })
    .where('form_nonce_hash', '=', nonceHash(token))
    .where('channel', '=', 'tablet')
    .where('key_shown_until', '>=', now)
    .execute()
}

function nonceHash({ nonce }: FormToken): Buffer {
  return createHash('sha256').update(nonce).digest()
}

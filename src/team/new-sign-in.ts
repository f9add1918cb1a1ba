import type { Db } from '../db/open.ts'
import { endSessionsOf } from '../db/session-store.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from './audit.ts'
import { type CodeSecret, makeSecret, sealSecret, secretUri } from './code.ts'
import { inTransaction } from './in-transaction.ts'
import { hashPassword, makeFirstPassword } from './password.ts'

/** A first password is read from paper or over the phone; a week is enough for that. */
export const FIRST_PASSWORD_DAYS = 7

/**
 * For a lost phone or a forgotten password: a new first password and a new secret, and every session ends.
 * @throws {NotFound}
 */
export async function giveNewSignIn(
  db: Db,
  keys: Keys,
  id: string,
  by: string | null,
  now: Date,
): Promise<{ password: string } & CodeSecret> {
  const password = makeFirstPassword()
  const passwordHash = await hashPassword(password)
  const totpSecret = makeSecret()
  const email = await inTransaction(db, async (trx) => {
    const changed = await trx
      .updateTable('members')
      .set({
        password_hash: passwordHash,
        first_password_until: endOfFirstPassword(now),
        totp_sealed: sealSecret(keys, id, totpSecret),
        totp_last_step: 0,
      })
      .where('id', '=', id)
      .where('left_on', 'is', null)
      .returning('email')
      .executeTakeFirst()
    if (!changed) throw new NotFound('no such member')
    await endSessionsOf(trx, id)
    await audit(trx, keys, { memberId: by, action: 'gave a new sign-in', record: 'member', recordId: id }, now)
    return changed.email
  })
  return { password, totpSecret, totpUri: secretUri(email, totpSecret) }
}

/** A first password is read from paper or over the phone; after this moment it opens nothing. */
export function endOfFirstPassword(now: Date): Date {
  return new Date(now.getTime() + FIRST_PASSWORD_DAYS * 86_400_000)
}

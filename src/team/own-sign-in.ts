import type { Db } from '../db/open.ts'
import { endSessionsOf } from '../db/session-store.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from './audit.ts'
import { type CodeSecret, findStep, makeSecret, sealSecret, secretUri } from './code.ts'
import { checkPassword, hashPassword } from './password.ts'
import { problemWithPassword } from './password-rules.ts'

export type Problems = Record<string, string>

const wrongPassword = 'This is not your password now. Check the capitals and try again.'

/**
 * Changes a member's own password; the one they have now is asked for (ASVS 5.0, 6.2.3). All their sessions end.
 * @returns the problems beside each field, if any
 */
export async function changePassword(
  db: Db,
  keys: Keys,
  id: string,
  typed: { current: string; password: string; again: string },
  now: Date,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  const member = await getOwn(db, id)
  const problem = problemWithPassword(typed.password, member)
  if (problem) return { ok: false, problems: { password: problem } }
  if (typed.password !== typed.again)
    return { ok: false, problems: { again: 'The two new passwords are not the same.' } }
  if (!(await checkPassword(member.password_hash, typed.current)).right) {
    return { ok: false, problems: { current: wrongPassword } }
  }
  if (typed.password === typed.current)
    return { ok: false, problems: { password: 'Choose one that is different from the one you have.' } }
  const password_hash = await hashPassword(typed.password)
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('members').set({ password_hash, first_password_until: null }).where('id', '=', id).execute()
    await endSessionsOf(trx, id)
    await audit(trx, keys, { memberId: id, action: 'changed their password', record: 'member', recordId: id }, now)
  })
  return { ok: true }
}

/** @returns a secret that is not in use until a code made with it has come back */
export async function offerSecret(db: Db, id: string): Promise<CodeSecret> {
  const { email } = await getOwn(db, id)
  const totpSecret = makeSecret()
  return { totpSecret, totpUri: secretUri(email, totpSecret) }
}

/** Whether a text has the form of the secrets that are offered here. */
export function isSecret(text: string): boolean {
  return /^[A-Z2-7]{32}$/.test(text)
}

/**
 * Moves a member's codes to another phone: their password, and a code that the new phone makes. All their sessions end.
 * @param typed `secret` is the one offered, as the form carried it
 */
export async function changePhone(
  db: Db,
  keys: Keys,
  id: string,
  typed: { secret: string; current: string; code: string },
  now: Date,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  const member = await getOwn(db, id)
  const step = isSecret(typed.secret) ? await findStep(typed.secret, typed.code, now) : undefined
  if (!(await checkPassword(member.password_hash, typed.current)).right) {
    return { ok: false, problems: { current: wrongPassword } }
  }
  if (step === undefined) {
    return {
      ok: false,
      problems: { code: 'This code does not fit the new secret. Wait for the next one and type that.' },
    }
  }
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('members')
      .set({ totp_sealed: sealSecret(keys, id, typed.secret), totp_last_step: step })
      .where('id', '=', id)
      .execute()
    await endSessionsOf(trx, id)
    await audit(
      trx,
      keys,
      { memberId: id, action: 'changed their phone for codes', record: 'member', recordId: id },
      now,
    )
  })
  return { ok: true }
}

/** What a member's own page knows of their sign-in. @throws {NotFound} for somebody who has left */
export async function getOwn(db: Db, id: string) {
  const member = await db
    .selectFrom('members')
    .select(['name', 'email', 'password_hash', 'first_password_until'])
    .where('id', '=', id)
    .where('left_on', 'is', null)
    .executeTakeFirst()
  if (!member) throw new NotFound('no such member')
  return member
}

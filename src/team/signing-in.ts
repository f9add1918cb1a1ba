import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from './audit.ts'
import { findStep, makeSecret, openSecret, sealSecret, useStep } from './code.ts'
import { checkPassword, hashPassword } from './password.ts'

export type Proof = { email: string; password: string; code: string }

/** @param firstPassword somebody else made the password, so that choosing one's own comes first */
export type SignedIn = { memberId: string; firstPassword: boolean }

/**
 * Checks an email address, a password and a code. All three are always looked at and the answer does not tell which was
 * wrong, nor whether there is such a member; it takes as long either way (ASVS 5.0, 6.3.8).
 * @returns undefined unless all three are right and the code was not used before
 * @throws {TooMany} when many try at once
 */
export async function proveMember(db: Db, keys: Keys, proof: Proof, now: Date): Promise<SignedIn | undefined> {
  const found = await findByEmail(db, proof.email)
  const nobody = randomUUID()
  const secret = openSecret(keys, found?.id ?? nobody, found?.totp_sealed ?? sealSecret(keys, nobody, makeSecret()))
  const { right, old } = await checkPassword(found?.password_hash, proof.password)
  const step = await findStep(secret, proof.code, now)
  if (!found || !right || step === undefined) return undefined
  const until = found.first_password_until
  if (until && until <= now) return undefined
  const hash = old ? await hashPassword(proof.password) : undefined
  return db.transaction().execute(async (trx) => {
    if (!(await useStep(trx, found.id, step))) return undefined
    if (hash) await trx.updateTable('members').set({ password_hash: hash }).where('id', '=', found.id).execute()
    await noteSignIn(trx, keys, found.id, now)
    return { memberId: found.id, firstPassword: until !== null }
  })
}

/**
 * Lets somebody in as a member of the demonstration, with nothing asked.
 * @returns undefined when there is no such demonstration member
 */
export async function enterDemonstration(db: Db, keys: Keys, id: string, now: Date): Promise<SignedIn | undefined> {
  return db.transaction().execute(async (trx) => {
    const all = await trx
      .selectFrom('members')
      .select('id')
      .where('demonstration', '=', true)
      .where('left_on', 'is', null)
      .execute()
    if (!all.some((member) => member.id === id)) return undefined
    await noteSignIn(trx, keys, id, now)
    return { memberId: id, firstPassword: false }
  })
}

/** Writes into the log that a member signed out. */
export async function noteSignOut(db: Db, keys: Keys, memberId: string, now: Date): Promise<void> {
  await db
    .transaction()
    .execute((trx) => audit(trx, keys, { memberId, action: 'signed out', record: 'member', recordId: memberId }, now))
}

async function noteSignIn(trx: Db, keys: Keys, memberId: string, now: Date): Promise<void> {
  await audit(trx, keys, { memberId, action: 'signed in', record: 'member', recordId: memberId }, now)
}

async function findByEmail(db: Db, email: string) {
  return db
    .selectFrom('members')
    .select(['id', 'password_hash', 'totp_sealed', 'first_password_until'])
    .where('email', '=', plainEmail(email))
    .where('left_on', 'is', null)
    .executeTakeFirst()
}

/** An email address as it is stored: capitals and the spaces around it make no difference. */
export function plainEmail(email: string): string {
  return email.trim().toLowerCase()
}

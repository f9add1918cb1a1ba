import { randomUUID } from 'node:crypto'
import type { Db } from '../db/open.ts'
import { endSessionsOf } from '../db/session-store.ts'
import { NotFound } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import { audit } from './audit.ts'
import { type CodeSecret, makeSecret, sealSecret, secretUri } from './code.ts'
import { inTransaction } from './in-transaction.ts'
import { endOfFirstPassword } from './new-sign-in.ts'
import { hashPassword } from './password.ts'
import { plainEmail } from './signing-in.ts'

export type NewMember = {
  name: string
  email: string
  roles: string[]
  password: string
  demonstration?: boolean
  /** The password was made for the member: it works for a week, and only to choose one's own. */
  firstPassword?: boolean
}

/** Another member has this email address. */
export class EmailTaken extends Error {
  override name = 'EmailTaken'
}

/**
 * Adds a member. Whether the password is good enough is asked before, with `problemWithPassword`.
 * @param by the member who adds, or null at set-up
 * @throws {EmailTaken} when somebody who has not left uses the address
 */
export async function addMember(
  db: Db,
  keys: Keys,
  member: NewMember,
  by: string | null,
  now: Date,
): Promise<{ id: string } & CodeSecret> {
  return enterMember(db, keys, { ...member, passwordHash: await hashPassword(member.password) }, by, now)
}

/** The same, for many who share one password: the demonstration. */
export async function enterMember(
  db: Db,
  keys: Keys,
  member: Omit<NewMember, 'password'> & { passwordHash: string; totpSecret?: string },
  by: string | null,
  now: Date,
): Promise<{ id: string } & CodeSecret> {
  const id = randomUUID()
  const email = plainEmail(member.email)
  const totpSecret = member.totpSecret ?? makeSecret()
  const row = {
    id,
    name: member.name,
    email,
    roles: member.roles,
    password_hash: member.passwordHash,
    first_password_until: member.firstPassword ? endOfFirstPassword(now) : null,
    totp_sealed: sealSecret(keys, id, totpSecret),
    demonstration: member.demonstration ?? false,
    joined_on: dayOf(now),
  }
  await inTransaction(db, async (trx) => {
    const added = await trx
      .insertInto('members')
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .returning('id')
      .execute()
    if (added.length === 0) throw new EmailTaken('that address is in use')
    await audit(
      trx,
      keys,
      { memberId: by, action: 'added a member', record: 'member', recordId: id, detail: rolesOf(row.roles) },
      now,
    )
  })
  return { id, totpSecret, totpUri: secretUri(email, totpSecret) }
}

/** What an administrator asked for could not be done, in a sentence that says why. */
export type Done = { ok: true } | { ok: false; problem: string }

/**
 * Ends a membership: the row stays, because the log names it; the person is out at once.
 * @throws {NotFound} when there is no such member, or they have left already
 */
export async function removeMember(db: Db, keys: Keys, id: string, by: string | null, now: Date): Promise<Done> {
  return inTransaction(db, async (trx) => {
    const admins = await lockAdmins(trx)
    await getRoles(trx, id)
    if (admins.length === 1 && admins[0] === id) {
      return {
        ok: false,
        problem: 'This is the only admin. Make somebody else an admin first, so that members can still be added.',
      }
    }
    await trx
      .updateTable('members')
      .set({ left_on: dayOf(now) })
      .where('id', '=', id)
      .execute()
    await endSessionsOf(trx, id)
    await audit(trx, keys, { memberId: by, action: 'ended a membership', record: 'member', recordId: id }, now)
    return { ok: true }
  })
}

/**
 * Gives a member other roles. Their sessions end, so that what they may do changes at once and with a new session id.
 * @throws {NotFound}
 */
export async function changeRoles(
  db: Db,
  keys: Keys,
  id: string,
  roles: string[],
  by: string | null,
  now: Date,
): Promise<Done> {
  if (id === by) return { ok: false, problem: 'You cannot change your own roles. Ask another admin.' }
  return inTransaction(db, async (trx) => {
    const admins = await lockAdmins(trx)
    const before = await getRoles(trx, id)
    if (admins.length === 1 && admins[0] === id && !roles.includes('admin')) {
      return { ok: false, problem: 'This is the only admin. Make somebody else an admin first.' }
    }
    await trx.updateTable('members').set({ roles }).where('id', '=', id).execute()
    await endSessionsOf(trx, id)
    const detail = { before: before.join(', '), ...rolesOf(roles) }
    await audit(trx, keys, { memberId: by, action: 'changed roles', record: 'member', recordId: id, detail }, now)
    return { ok: true }
  })
}

/**
 * Two admins who remove each other at the same moment must wait for each other here. Whoever only names a member in a new
 * row does not wait: they may hold the log already, and each would wait for the other.
 */
async function lockAdmins(trx: Db): Promise<string[]> {
  const rows = await trx
    .selectFrom('members')
    .select(['id', 'roles'])
    .where('left_on', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  return rows.filter(({ roles }) => roles.includes('admin')).map(({ id }) => id)
}

async function getRoles(trx: Db, id: string): Promise<string[]> {
  const member = await trx
    .selectFrom('members')
    .select('roles')
    .where('id', '=', id)
    .where('left_on', 'is', null)
    .executeTakeFirst()
  if (!member) throw new NotFound('no such member')
  return member.roles
}

function rolesOf(roles: string[]): { roles: string } {
  return { roles: roles.join(', ') }
}

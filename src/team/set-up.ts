import { z } from 'zod'
import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { currentReaderKey, makeReaderKey } from '../seal/reader-key.ts'
import { dayOf } from '../site.ts'
import { audit } from './audit.ts'
import type { CodeSecret } from './code.ts'
import { addMember } from './joining.ts'
import { listMembersWho } from './member.ts'
import { problemWithPassword } from './password-rules.ts'
import { findDrill } from './recovery-drill.ts'

/**
 * Whether a partnership can begin to receive what people write.
 * @returns a sentence about what is missing, or undefined when nothing is
 */
export async function isSetUp(db: Db): Promise<string | undefined> {
  const readerKey = await db.selectFrom('reader_keys').select('id').where('retired_on', 'is', null).executeTakeFirst()
  if (!readerKey) return 'There is no reader key yet, so nothing could be kept safe. Run "npm run setup".'
  if (!(await hasAdmin(db))) return 'There is no admin yet, so nobody could add members. Run "npm run setup".'
  if (!(await findDrill(db))) {
    return 'The recovery key has not been tried yet. Take the printed words and run "npm run keys -- drill".'
  }
  return undefined
}

/** Whether anybody manages members yet. */
export async function hasAdmin(db: Db): Promise<boolean> {
  return (await listMembersWho(db, 'may manage members')).length > 0
}

/**
 * Makes the readers' key if there is none. Written in the log.
 * @returns whether one was made now
 * @throws {CannotOpen} when the key in the database is not ours, or this process holds no desk key
 */
export async function ensureReaderKey(db: Db, keys: Keys, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (await currentReaderKey(trx, keys)) return false
    const { id } = await makeReaderKey(trx, keys, dayOf(now))
    await audit(trx, keys, { memberId: null, action: 'made a reader key', record: 'reader key', recordId: id }, now)
    return true
  })
}

const FirstAdmin = z.object({
  name: z.string().trim().min(1, 'The name is missing.').max(100, 'The name is too long.'),
  email: z.string().trim().pipe(z.email('That is not a whole email address.')),
  password: z.string(),
})

/** @returns a sentence that helps, or undefined when this person can be the first admin */
export function problemWithAdmin(typed: { name: string; email: string; password: string }): string | undefined {
  const parsed = FirstAdmin.safeParse(typed)
  if (!parsed.success) return parsed.error.issues[0]?.message
  return problemWithPassword(typed.password, typed)
}

/**
 * Adds the first admin, who adds everybody else on the members page.
 * @throws {EmailTaken}
 */
export async function addFirstAdmin(
  db: Db,
  keys: Keys,
  typed: { name: string; email: string; password: string },
  now: Date,
): Promise<CodeSecret> {
  return addMember(db, keys, { ...typed, name: typed.name.trim(), roles: ['admin'] }, null, now)
}

import { isId } from '../db/id.ts'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'

export type MemberEntry = {
  id: string
  name: string
  email: string
  roles: string[]
  joinedOn: string
  leftOn: string | null
  /** They have not chosen a password of their own yet. */
  firstPassword: boolean
}

/** Everybody, those who left too, by name. */
export async function listMembers(db: Db): Promise<MemberEntry[]> {
  const rows = await entries(db).execute()
  // In the program, not the database: the embedded one has no rules for sorting names.
  return rows.map(entryOf).sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
}

/** @throws {NotFound} also when the id is not one at all */
export async function getMember(db: Db, id: string): Promise<MemberEntry> {
  const row = isId(id) ? await entries(db).where('id', '=', id).executeTakeFirst() : undefined
  if (!row) throw new NotFound('no such member')
  return entryOf(row)
}

function entries(db: Db) {
  return db
    .selectFrom('members')
    .select(['id', 'name', 'email', 'roles', 'joined_on', 'left_on', 'first_password_until'])
}

function entryOf(row: Awaited<ReturnType<ReturnType<typeof entries>['execute']>>[number]): MemberEntry {
  const { joined_on, left_on, first_password_until, ...rest } = row
  return { ...rest, joinedOn: joined_on, leftOn: left_on, firstPassword: first_password_until !== null }
}

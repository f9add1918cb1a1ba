import type { Db } from '../db/open.ts'
import { allows, type Permission } from './access.ts'

/** Somebody who works with what people said. */
export type Member = { id: string; name: string; roles: string[] }

/** @returns undefined when there is no such member or they have left */
export async function findMember(db: Db, id: string): Promise<Member | undefined> {
  return db
    .selectFrom('members')
    .select(['id', 'name', 'roles'])
    .where('id', '=', id)
    .where('left_on', 'is', null)
    .executeTakeFirst()
}

/** Everybody who has not left and may do this, or one of these, by name. */
export async function listMembersWho(db: Db, ...permissions: Permission[]): Promise<Member[]> {
  const members = await db
    .selectFrom('members')
    .select(['id', 'name', 'roles'])
    .where('left_on', 'is', null)
    .orderBy('name')
    .execute()
  return members.filter(({ roles }) => permissions.some((permission) => allows(roles, permission)))
}

/** The names of these members, also of those who have left. @returns by id */
export async function namesOf(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const members = await db.selectFrom('members').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(members.map(({ id, name }) => [id, name]))
}

import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import type { Role } from './access.ts'
import { enterMember } from './joining.ts'
import { hashPassword } from './password.ts'

/** Somebody to try the team site as. */
export type DemonstrationMember = { key: string; name: string; roles: Role[]; title: string; line: string }

/**
 * Made up. There are two readers, because two people read whatever could harm someone, and two who keep the directory,
 * because nobody publishes a number alone.
 */
export const demonstrationMembers: DemonstrationMember[] = [
  {
    key: 'ruth',
    name: 'Ruth',
    roles: ['reader'],
    title: 'reader (safeguarding)',
    line: 'Reads what people wrote first, and raises a concern when someone may be hurt.',
  },
  {
    key: 'imran',
    name: 'Imran',
    roles: ['reader'],
    title: 'second reader',
    line: 'Reads after Ruth, agrees what stays hidden, and closes concerns with her.',
  },
  {
    key: 'sam',
    name: 'Sam',
    roles: ['themer'],
    title: 'themer',
    line: 'Marks passages in released words and gathers them into themes.',
  },
  {
    key: 'leah',
    name: 'Leah',
    roles: ['lead'],
    title: 'lead',
    line: 'Decides what changes because of a theme, and by when.',
  },
  {
    key: 'noor',
    name: 'Noor',
    roles: ['publisher'],
    title: 'publisher',
    line: 'Publishes what was said and what was done.',
  },
  {
    key: 'bea',
    name: 'Bea',
    roles: ['board'],
    title: 'board member',
    line: 'Sees themes and changes, in numbers too large to pick anyone out.',
  },
  {
    key: 'sol',
    name: 'Sol',
    roles: ['scrutineer'],
    title: 'scrutineer',
    line: 'Sees the same from outside, and what is overdue.',
  },
  {
    key: 'pia',
    name: 'Pia',
    roles: ['panel member'],
    title: 'member of the survivors’ panel',
    line: 'Says what survivors think of a planned change before it is marked as made.',
  },
  {
    key: 'dev',
    name: 'Dev',
    roles: ['directory editor'],
    title: 'directory editor',
    line: 'Rings services and confirms which of their numbers are right.',
  },
  {
    key: 'dana',
    name: 'Dana',
    roles: ['directory editor'],
    title: 'second directory editor',
    line: 'Agrees a new number before anybody sees it, and keeps entries of her own.',
  },
  {
    key: 'wren',
    name: 'Wren',
    roles: ['worker'],
    title: 'worker',
    line: 'Gives out invitations without names, and looks up support for the people she works with.',
  },
  {
    key: 'mo',
    name: 'Mo',
    roles: ['duty manager'],
    title: 'duty manager',
    line: 'Arranges who is there to read, and sees how much they carry.',
  },
  { key: 'ada', name: 'Ada', roles: ['admin'], title: 'admin', line: 'Adds and removes members. Sees nobody’s words.' },
  {
    key: 'otto',
    name: 'Otto',
    roles: ['auditor'],
    title: 'auditor',
    line: 'Sees who looked at what, and checks that nothing was taken out.',
  },
]

/** In the README for everybody to read: with the demonstration's keys it opens nothing but the demonstration. */
export const demonstrationPassword = 'demonstration-only'
export const demonstrationSecret = 'HEARDDEMONSTRATIONNOTREALSECRETS'

/** The address with which a demonstration member signs in. */
export function demonstrationEmail(key: string): string {
  return `${key}@demonstration.example`
}

/**
 * Adds everybody in the demonstration, as if they had joined at that time.
 * @returns the member id for each key, such as `ruth`
 */
export async function joinDemonstrationMembers(db: Db, keys: Keys, now: Date): Promise<Map<string, string>> {
  const passwordHash = await hashPassword(demonstrationPassword)
  const ids = new Map<string, string>()
  for (const { key, name, roles } of demonstrationMembers) {
    const email = demonstrationEmail(key)
    const member = { name, email, roles, passwordHash, totpSecret: demonstrationSecret, demonstration: true }
    ids.set(key, (await enterMember(db, keys, member, null, now)).id)
  }
  return ids
}

import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'

/** Words of the team's own addresses under /team/directory. */
const ownAddresses = ['new', 'waiting', 'tasks', 'call-sheet', 'import', 'told-us']

/** @returns the entry's name as an address of the team's, that no other entry has */
export async function freeSlug(trx: Db, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
  const wanted = plain === '' || ownAddresses.includes(plain) ? `entry-${plain}`.replace(/-$/, '') : plain
  const taken = await trx.selectFrom('support_options').select('id').where('slug', '=', wanted).executeTakeFirst()
  return taken ? `${wanted}-${randomUUID().slice(0, 8)}` : wanted
}

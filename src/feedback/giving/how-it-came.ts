import type { Selectable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { headCounts } from '../with-a-worker/keying-in.ts'
import { channels } from './arrival.ts'

type Row = Pick<Selectable<Tables['responses']>, 'id' | 'channel' | 'helped' | 'checked_with_person'>

/**
 * What a reader has to know about how words came to weigh them: that somebody else typed them, or was there. Nothing where
 * a person wrote by themselves.
 * @returns a few short lines
 */
export async function howItCame(db: Db, { id, channel, helped, checked_with_person: checked }: Row): Promise<string[]> {
  const keyed = channel === 'paper' || channel === 'phone' || channel === 'group'
  const group = channel === 'group' ? await findGroup(db, id) : undefined
  return [
    ...(keyed ? [channels[channel]] : []),
    ...(group ? [`${headCounts[group.head_count]} people, in ${group.held_month}`] : []),
    ...(keyed ? [checked ? 'Checked with who said it' : 'Not checked with who said it'] : []),
    ...(helped ? ['Somebody read or wrote with them'] : []),
  ]
}

async function findGroup(db: Db, id: string) {
  return db.selectFrom('group_sessions').selectAll().where('response_id', '=', id).executeTakeFirst()
}

import type { Selectable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import { type EntryContent, readContent } from './entry.ts'

export type Change = Omit<Selectable<Tables['entry_changes']>, 'content'> & { content: EntryContent }

/** The history of an entry, newest first, with what waits and what was refused. */
export async function listChanges(db: Db, optionId: string): Promise<Change[]> {
  const query = db.selectFrom('entry_changes').selectAll().where('option_id', '=', optionId)
  return withContent(await query.orderBy('made_at', 'desc').orderBy('base_revision', 'desc').execute())
}

/**
 * What waits for a second member, oldest first.
 * @param most so many at most
 * @param optionId only of this entry
 */
export async function listWaiting(db: Db, most = 1_000, optionId?: string): Promise<Change[]> {
  const query = db
    .selectFrom('entry_changes')
    .selectAll()
    .where('state', '=', 'waiting')
    .$if(optionId !== undefined, (some) => some.where('option_id', '=', optionId ?? ''))
  return withContent(await query.orderBy('made_at').orderBy('id').limit(most).execute())
}

/** How many changes wait. */
export async function countWaiting(db: Db): Promise<number> {
  const query = db.selectFrom('entry_changes').select(({ fn }) => fn.countAll<string>().as('count'))
  return Number((await query.where('state', '=', 'waiting').executeTakeFirstOrThrow()).count)
}

/** @throws {NotFound} */
export async function getChange(db: Db, id: string): Promise<Change> {
  const row = await db.selectFrom('entry_changes').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new NotFound('no such change')
  return { ...row, content: readContent(row.content) }
}

/** The entry as it was in one of its revisions; undefined when that was never written down. */
export async function findRevision(db: Db, optionId: string, revision: number): Promise<EntryContent | undefined> {
  const row = await db
    .selectFrom('entry_changes')
    .select('content')
    .where('option_id', '=', optionId)
    .where('revision', '=', revision)
    .executeTakeFirst()
  return row && readContent(row.content)
}

function withContent(rows: Selectable<Tables['entry_changes']>[]): Change[] {
  return rows.map((row) => ({ ...row, content: readContent(row.content) }))
}

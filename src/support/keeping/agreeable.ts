import type { Db } from '../../db/open.ts'
import { type Change, findRevision } from './change-list.ts'
import { mergeChanges } from './differences.ts'
import type { EntryContent } from './entry.ts'
import { showsNoMore } from './second.ts'

/**
 * What agreeing to a waiting change would publish. Where the entry has changed since, what the change says is put onto the
 * newest version, as long as nobody else touched the same fields or contacts and nothing is shown that nobody read.
 * @param newest the entry as it is now; undefined when there is none yet
 * @returns undefined when it has to be proposed again
 */
export async function contentToAgree(
  db: Db,
  change: Pick<Change, 'option_id' | 'base_revision' | 'content'>,
  newest: { revision: number; content: EntryContent } | undefined,
): Promise<EntryContent | undefined> {
  if ((newest?.revision ?? 0) === change.base_revision) return change.content
  const base = newest && (await findRevision(db, change.option_id, change.base_revision))
  if (!base) return undefined
  const { content, both } = mergeChanges(base, change.content, newest.content)
  return both.length === 0 && showsNoMore(base, change.content, newest.content, content) ? content : undefined
}

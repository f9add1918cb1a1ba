import { randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { contentToAgree } from './agreeable.ts'
import type { Change } from './change-list.ts'
import { isSame } from './differences.ts'
import { applyContent, contentOf, type EntryContent, entryContent, findEntry, readContent } from './entry.ts'
import { needsSecond, partAtOnce } from './second.ts'

export type ChangeKind = 'edited' | 'added' | 'checked' | 'taken down' | 'closed' | 'reopened' | 'restored' | 'imported'

export type Proposed = {
  /** Left out, a new entry is proposed. */
  optionId?: string
  content: EntryContent
  kind: ChangeKind
  /** For the history: one sentence. */
  why: string
  member: Member
  /** The revision that the form showed; left out, the newest. */
  baseRevision?: number
}

export type Settled =
  | { ok: true; id: string; optionId: string; state: 'published' | 'waiting' }
  | { ok: false; problems: Record<string, string> }

export const changedMeanwhile =
  'Somebody changed this entry meanwhile. What you wrote is still here: look at both, and send it again.'

/**
 * Publishes a change at once, or lets it wait for a second member: that is whenever the public would see a number, an email
 * or a website that it did not see before, as a contact, in words or under another name, and for every new entry. Of a change
 * that waits, the rest is published at once where it can be: what only takes something away never waits.
 * @throws {NotFound} when there is no such entry
 * @throws {NotAllowed} when the member may not edit the directory
 */
export async function proposeChange(db: Db, keys: Keys, proposed: Proposed, at: Date): Promise<Settled> {
  if (!allows(proposed.member.roles, 'may edit the directory')) throw new NotAllowed('may not edit the directory')
  const content = entryContent.parse(proposed.content)
  return inTransaction(db, async (trx) => {
    const before = proposed.optionId ? await lockEntry(trx, proposed.optionId) : undefined
    if (before && proposed.baseRevision !== undefined && proposed.baseRevision !== before.revision) {
      return { ok: false, problems: { form: changedMeanwhile } }
    }
    if (before && before.revision === 1) await keepFirst(trx, before.id, before.content, at)
    const optionId = before?.id ?? randomUUID()
    const write = (now: EntryContent, base: number, state: 'published' | 'waiting') =>
      writeChange(trx, keys, { ...proposed, content: now }, { optionId, base, state }, at)
    const base = before?.revision ?? 0
    if (!needsSecond(before?.content, content)) {
      return { ok: true, id: await write(content, base, 'published'), optionId, state: 'published' }
    }
    const atOnce = before && partAtOnce(before.content, content)
    const published = before !== undefined && atOnce !== undefined && !isSame(before.content, atOnce)
    if (published) await write(atOnce, base, 'published')
    const id = await write(content, published ? base + 1 : base, 'waiting')
    return { ok: true, id, optionId, state: 'waiting' }
  })
}

async function writeChange(
  trx: Db,
  keys: Keys,
  { content, kind, why, member }: Proposed,
  { optionId, base, state }: { optionId: string; base: number; state: 'published' | 'waiting' },
  at: Date,
): Promise<string> {
  const revision = state === 'published' ? base + 1 : null
  const change = { id: randomUUID(), option_id: optionId, base_revision: base, revision, kind, why, state }
  await trx
    .insertInto('entry_changes')
    .values({
      ...{ ...change, content: JSON.stringify(content), made_by: member.id, made_at: at },
      ...{ settled_by: null, settled_at: null, settled_why: null },
    })
    .execute()
  if (revision) await applyContent(trx, optionId, content, revision)
  await note(trx, keys, member, `directory change: ${state === 'waiting' ? 'proposed' : 'published'}`, change, at)
  return change.id
}

/**
 * A second member publishes what waits, on top of what was changed since (`contentToAgree`).
 * @returns a problem when both touched the same
 * @throws {NotFound} when nothing of that id waits
 * @throws {NotAllowed} when it is the member's own, or they may not edit the directory
 */
export async function agreeChange(db: Db, keys: Keys, id: string, member: Member, at: Date): Promise<Settled> {
  return inTransaction(db, async (trx) => {
    const change = await lockWaiting(trx, id, member)
    if (change.made_by === member.id) throw new NotAllowed('a second member agrees')
    const before = change.base_revision > 0 ? await lockEntry(trx, change.option_id) : undefined
    const content = await contentToAgree(trx, change, before)
    if (!content) {
      return {
        ok: false,
        problems: { form: 'The entry has changed since this was proposed. It has to be proposed again.' },
      }
    }
    const base = before?.revision ?? 0
    await applyContent(trx, change.option_id, content, base + 1)
    const published = { state: 'published' as const, base_revision: base, revision: base + 1 }
    await settle(trx, id, { ...published, content: JSON.stringify(content), settled_by: member.id, settled_at: at })
    await note(trx, keys, member, 'directory change: agreed', change, at)
    return { ok: true, id, optionId: change.option_id, state: 'published' }
  })
}

/**
 * Ends what waits without publishing it: another member refuses it, or whoever made it takes it back.
 * @param why one sentence for whoever made it
 */
export async function refuseChange(
  db: Db,
  keys: Keys,
  id: string,
  why: string,
  member: Member,
  at: Date,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const change = await lockWaiting(trx, id, member)
    const state = change.made_by === member.id ? 'withdrawn' : 'refused'
    await settle(trx, id, { state, settled_by: member.id, settled_at: at, settled_why: why })
    await note(trx, keys, member, `directory change: ${state}`, change, at)
  })
}

/**
 * Holds an entry until the transaction ends, so that what is worked out from it is worked out from its newest version. Ask
 * for it before the log: everybody waits in that order.
 * @throws {NotFound}
 */
export async function lockEntry(
  trx: Db,
  optionId: string,
): Promise<{ id: string; revision: number; content: EntryContent }> {
  await trx.selectFrom('support_options').select('id').where('id', '=', optionId).forUpdate().executeTakeFirst()
  const option = await findEntry(trx, optionId)
  if (!option) throw new NotFound('no such entry')
  return { id: option.id, revision: option.revision, content: contentOf(option) }
}

async function lockWaiting(trx: Db, id: string, member: Member): Promise<Change> {
  if (!allows(member.roles, 'may edit the directory')) throw new NotAllowed('may not edit the directory')
  const row = await trx
    .selectFrom('entry_changes')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('nothing of that id waits')
  return { ...row, content: readContent(row.content) }
}

/** How the entry came with the project, so that the first edit has something before it. */
async function keepFirst(trx: Db, optionId: string, content: EntryContent, at: Date): Promise<void> {
  await trx
    .insertInto('entry_changes')
    .values({
      ...{ id: randomUUID(), option_id: optionId, revision: 1, base_revision: 0, kind: 'as it came' },
      ...{ content: JSON.stringify(content), why: 'It came with the project.', state: 'published' },
      ...{ made_by: null, made_at: at, settled_by: null, settled_at: null, settled_why: null },
    })
    .onConflict((conflict) => conflict.columns(['option_id', 'revision']).doNothing())
    .execute()
}

async function settle(trx: Db, id: string, set: Updateable<Tables['entry_changes']>) {
  await trx.updateTable('entry_changes').set(set).where('id', '=', id).execute()
}

async function note(
  trx: Db,
  keys: Keys,
  member: Member,
  action: string,
  { id, option_id, kind }: Pick<Change, 'id' | 'option_id' | 'kind'>,
  at: Date,
): Promise<void> {
  const detail = { change: id, kind }
  await audit(trx, keys, { memberId: member.id, action, record: 'support option', recordId: option_id, detail }, at)
}

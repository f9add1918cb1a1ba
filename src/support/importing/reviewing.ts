import type { Db } from '../../db/open.ts'
import { NotFound, TooLate } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { proposeChange, type Settled } from '../keeping/change.ts'
import { contentOf, type EntryContent, findEntry } from '../keeping/entry.ts'
import { type Choices, contentOfRecord, contentWithTaken } from './content.ts'
import { getRecord, type ImportedRecord } from './record.ts'

/** What became of an earlier decision about a record. */
export type Standing = {
  /** The entry, if there is one by now. */
  entry: { id: string; slug: string; name: string; revision: number; content: EntryContent } | undefined
  change: 'waiting' | 'published' | 'refused' | 'withdrawn' | undefined
}

/** Whether a record still waits to become an entry, belongs to one, or was turned down on the way. */
export async function standingOf(db: Db, record: ImportedRecord): Promise<Standing> {
  const option = record.option_id ? await findEntry(db, record.option_id) : undefined
  const change = record.change_id
    ? await db.selectFrom('entry_changes').select('state').where('id', '=', record.change_id).executeTakeFirst()
    : undefined
  const entry = option && {
    id: option.id,
    slug: option.slug,
    name: option.name,
    revision: option.revision,
    content: contentOf(option),
  }
  return { entry, change: change?.state }
}

/** Whether somebody may still decide what becomes of it: nothing of it waits for a second member, and it has no entry. */
export function isOpenToDecide({ entry, change }: Standing): boolean {
  return !entry && change !== 'waiting'
}

/** Proposes a record as a new entry. A second member has to agree before anybody outside sees it. */
export async function acceptRecord(
  db: Db,
  keys: Keys,
  { id, hash, choices, member }: { id: string; hash: string; choices: Choices; member: Member },
  at: Date,
): Promise<Settled> {
  return db.transaction().execute(async (trx) => {
    const record = await decidable(trx, id, hash)
    const why = `From ${record.source.name}.`
    const content = contentOfRecord(record, choices)
    const settled = await proposeChange(trx, keys, { content, kind: 'imported', why, member }, at)
    if (!settled.ok) return settled
    const decided = { state: 'proposed' as const, option_id: settled.optionId, change_id: settled.id, reason: null }
    await settle(trx, keys, record, decided, 'imported record: accepted', member, at)
    return settled
  })
}

/** Says that a record is about an entry that is there already. It changes nothing of the entry. @throws {NotFound} */
export async function linkRecord(
  db: Db,
  keys: Keys,
  { id, hash, optionId, member }: { id: string; hash: string; optionId: string; member: Member },
  at: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const record = await decidable(trx, id, hash)
    if (!(await findEntry(trx, optionId))) throw new NotFound('no such entry')
    const decided = { state: 'linked' as const, option_id: optionId, change_id: null, reason: null }
    await settle(trx, keys, record, decided, 'imported record: linked', member, at)
  })
}

/**
 * Takes over what an editor ticked into the entry that the record belongs to; ticking nothing keeps the entry as it is.
 * @returns a problem when somebody changed the entry since the page was shown
 * @throws {TooLate} when the record has changed since the page was shown
 */
export async function takeFromRecord(
  db: Db,
  keys: Keys,
  {
    id,
    hash,
    revision,
    taken,
    member,
  }: { id: string; hash: string; revision: number; taken: string[]; member: Member },
  at: Date,
): Promise<Settled | { ok: true }> {
  return db.transaction().execute(async (trx) => {
    const record = await unchanged(trx, id, hash)
    const { entry } = await standingOf(trx, record)
    if (!entry) throw new NotFound('it has no entry')
    const content = contentWithTaken(entry.content, record, taken)
    const why = `From ${record.source.name}: ${taken.length} things.`
    const proposed = { optionId: entry.id, content, kind: 'imported' as const, why, member, baseRevision: revision }
    const settled = taken.length > 0 ? await proposeChange(trx, keys, proposed, at) : undefined
    if (settled && !settled.ok) return settled
    const decided = { state: 'linked' as const, option_id: entry.id, reason: null }
    const change = settled ? { change_id: settled.id } : {}
    await settle(trx, keys, record, { ...decided, ...change }, 'imported record: compared', member, at)
    return settled ?? { ok: true }
  })
}

/** Says that a record shall not become an entry, and why. It comes back when the source changes it. */
export async function setAside(
  db: Db,
  keys: Keys,
  { id, hash, reason, member }: { id: string; hash: string; reason: string; member: Member },
  at: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const record = await decidable(trx, id, hash)
    const decided = { state: 'set aside' as const, option_id: null, change_id: null, reason }
    await settle(trx, keys, record, decided, 'imported record: set aside', member, at)
  })
}

async function decidable(trx: Db, id: string, hash: string): Promise<ImportedRecord> {
  const record = await unchanged(trx, id, hash)
  if (!isOpenToDecide(await standingOf(trx, record))) throw new TooLate('somebody has decided already')
  return record
}

/** What is decided about is what the page showed: a fetch in between may have brought other words. */
async function unchanged(trx: Db, id: string, hash: string): Promise<ImportedRecord> {
  const record = await getRecord(trx, id, true)
  if (record.content_hash !== hash) throw new TooLate('it was fetched again meanwhile')
  return record
}

type Decided = Partial<Pick<ImportedRecord, 'state' | 'option_id' | 'change_id' | 'reason'>>

async function settle(
  trx: Db,
  keys: Keys,
  record: ImportedRecord,
  decided: Decided,
  action: string,
  member: Member,
  at: Date,
): Promise<void> {
  await trx
    .updateTable('import_records')
    .set({ ...decided, reviewed_raw: JSON.stringify(record.raw), reviewed_by: member.id, reviewed_on: dayOf(at) })
    .where('id', '=', record.id)
    .execute()
  const detail = { entry: decided.option_id ?? null }
  const entry = { memberId: member.id, action, record: 'imported record', recordId: record.id, detail }
  await audit(trx, keys, entry, at)
}

import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { dayOf } from '../../site.ts'
import { plainLine } from './plain-text.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

/** A record that the list had; without `raw` it is there and could not be opened. */
export type Found = { id: string; raw?: Record<string, unknown> | undefined }

export type Chunk = {
  found: Found[]
  problems: { record: string | null; sentence: string }[]
  next: { page: number; item: number }
  /** Bytes and milliseconds since the last chunk. */
  bytes: number
  ms: number
  said?: { pages: number | undefined; records: number | undefined }
  notes?: string[]
}

/** The run was stopped, or another worker has it: nothing more is written. */
export class RunTaken extends Error {
  override name = 'RunTaken'
}

/** @returns which of these ids this run has had already */
export async function seenInRun(db: Db, run: Run, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('import_records')
    .select('source_record')
    .where('source_id', '=', run.source_id)
    .where('source_record', 'in', ids)
    .where('listed_in', '=', run.id)
    .execute()
  return new Set(rows.map(({ source_record }) => source_record))
}

/**
 * Writes a few records and where the run goes on, together: a worker that dies leaves nothing half done, and whoever goes on
 * does nothing twice.
 * @throws {RunTaken} when the run is no longer this worker's
 */
export async function saveChunk(
  db: Db,
  run: Run,
  source: Source,
  chunk: Chunk,
  mostProblems: number,
  at: Date,
): Promise<void> {
  const { found, problems, next, said } = chunk
  await db.transaction().execute(async (trx) => {
    await holdRun(trx, run)
    const counted = await saveRecords(trx, run, source, found, at)
    const { problems: before } = await trx
      .updateTable('import_runs')
      .set((eb) => ({
        ...{ heartbeat: at, next_page: next.page, next_item: next.item },
        listed: eb('listed', '+', found.length),
        added: eb('added', '+', counted.added),
        changed: eb('changed', '+', counted.changed),
        unchanged: eb('unchanged', '+', counted.unchanged),
        problems: eb('problems', '+', problems.length),
        bytes: eb('bytes', '+', chunk.bytes),
        worked_ms: eb('worked_ms', '+', Math.round(chunk.ms)),
        ...(said ? { pages_said: said.pages ?? null, records_said: said.records ?? null } : {}),
        ...(chunk.notes ? { notes: chunk.notes } : {}),
      }))
      .where('id', '=', run.id)
      .returning('problems')
      .executeTakeFirstOrThrow()
    const kept = problems.slice(0, Math.max(0, mostProblems - (before - problems.length)))
    if (kept.length > 0) {
      await trx
        .insertInto('import_problems')
        .values(kept.map(({ record, sentence }) => ({ run_id: run.id, record, sentence })))
        .execute()
    }
  })
}

/**
 * After a whole fetch, notes which records of the source it did not list. They stay, and so do entries made of them.
 * @returns how many that newly are
 */
export async function noteNotListed(db: Db, run: Run, at: Date): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await holdRun(trx, run)
    const rows = await trx
      .updateTable('import_records')
      .set({ not_listed_since: dayOf(at) })
      .where('source_id', '=', run.source_id)
      .where('not_listed_since', 'is', null)
      .where('listed_in', 'is distinct from', run.id)
      .returning('id')
      .execute()
    await trx.updateTable('import_runs').set({ gone: rows.length }).where('id', '=', run.id).execute()
    return rows.length
  })
}

/** What a record says, whatever order it says it in. That a feed touched it without changing it does not count. */
export function contentHash(raw: Record<string, unknown>): string {
  const { last_modified: _touched, ...content } = raw
  return createHash('sha256').update(canonical(content)).digest('hex')
}

async function saveRecords(trx: Db, run: Run, source: Source, found: Found[], at: Date) {
  const counted = { added: 0, changed: 0, unchanged: 0 }
  if (found.length === 0) return counted
  const ids = found.map(({ id }) => id)
  const there = await trx
    .selectFrom('import_records')
    .select(['source_record', 'content_hash'])
    .where('source_id', '=', source.id)
    .where('source_record', 'in', ids)
    .execute()
  const hashes = new Map(there.map((row) => [row.source_record, row.content_hash]))
  await trx
    .updateTable('import_records')
    .set({ listed_in: run.id, not_listed_since: null })
    .where('source_id', '=', source.id)
    .where('source_record', 'in', ids)
    .execute()
  const rows = []
  const same: string[] = []
  for (const { id, raw } of found) {
    if (!raw) continue
    const before = hashes.get(id)
    const content_hash = contentHash(raw)
    if (before === content_hash) same.push(id)
    else {
      counted[before === undefined ? 'added' : 'changed'] += 1
      rows.push({
        ...{ id: randomUUID(), source_id: source.id, source_record: id, content_hash, raw: JSON.stringify(raw) },
        ...{ name: plainLine(raw.name, 200) || 'Without a name', licence: source.licence, fetched_at: at },
        ...{ listed_in: run.id, state: 'new' as const },
      })
    }
  }
  counted.unchanged = same.length
  if (same.length > 0) {
    await trx
      .updateTable('import_records')
      .set({ fetched_at: at, licence: source.licence })
      .where('source_id', '=', source.id)
      .where('source_record', 'in', same)
      .execute()
  }
  if (rows.length > 0) {
    await trx
      .insertInto('import_records')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['source_id', 'source_record']).doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          content_hash: eb.ref('excluded.content_hash'),
          raw: eb.ref('excluded.raw'),
          licence: eb.ref('excluded.licence'),
          fetched_at: eb.ref('excluded.fetched_at'),
          listed_in: eb.ref('excluded.listed_in'),
          not_listed_since: null,
          // What nobody has decided about stays new; what somebody has comes back to them.
          state: sql<'new'>`case when import_records.state = 'new' then 'new' else 'changed' end`,
        })),
      )
      .execute()
  }
  return counted
}

async function holdRun(trx: Db, { id, holder }: Run): Promise<void> {
  const query = trx.selectFrom('import_runs').select('id').where('id', '=', id).where('holder', '=', holder)
  const held = await query.where('state', '=', 'running').forUpdate().executeTakeFirst()
  if (!held) throw new RunTaken('this run is not ours')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}

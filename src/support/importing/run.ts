import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { audit } from '../../team/audit.ts'
import { HEARTBEAT_MS } from './limits.ts'
import type { Source } from './source.ts'

export type Run = Selectable<Tables['import_runs']>
export type Problem = Selectable<Tables['import_problems']>
export type Started = { ok: true; id: string } | { ok: false; problems: Record<string, string> }

const open: Run['state'][] = ['queued', 'running', 'paused by a restart']

/** What is not over, or goes on by itself. */
export function isOpen({ state }: Pick<Run, 'state'>): boolean {
  return open.includes(state)
}

/**
 * Puts a fetch of a source into the queue; the worker takes it within seconds.
 * @param csv a table that was pasted, for a source without an address
 * @returns a problem when the source is being fetched already, or there is nothing to read
 */
export async function startRun(
  db: Db,
  keys: Keys,
  { source, csv, memberId }: { source: Source; csv: string; memberId: string },
  at: Date,
): Promise<Started> {
  const pasted = source.kind === 'csv' && csv.trim() !== '' ? csv : null
  if (!pasted && !source.address) return { ok: false, problems: { csv: 'Paste a table here.' } }
  return db.transaction().execute(async (trx) => {
    if (await openRunOf(trx, source.id)) {
      return { ok: false, problems: { fetch: 'This source is being fetched already.' } }
    }
    const id = randomUUID()
    await trx
      .insertInto('import_runs')
      .values({ id, source_id: source.id, state: 'queued', csv: pasted, started_by: memberId, started_at: at })
      .execute()
    await note(trx, keys, memberId, 'import: started', id, at)
    return { ok: true, id }
  })
}

/** Ends a run where it is. What it brought stays. @returns false when it was over already */
export async function stopRun(db: Db, keys: Keys, id: string, memberId: string, at: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const stopped = await trx
      .updateTable('import_runs')
      .set({ state: 'stopped', ended_at: at, holder: null, csv: null })
      .where('id', '=', id)
      .where('state', 'in', open)
      .returning('id')
      .executeTakeFirst()
    if (stopped) await note(trx, keys, memberId, 'import: stopped', id, at)
    return stopped !== undefined
  })
}

/** Lets a run that failed go on from where it was. @returns false when it did not fail, or another one is under way */
export async function goOn(db: Db, keys: Keys, run: Run, memberId: string, at: Date): Promise<boolean> {
  if (run.state !== 'failed') return false
  return db.transaction().execute(async (trx) => {
    if (await openRunOf(trx, run.source_id)) return false
    await trx
      .updateTable('import_runs')
      .set({ state: 'queued', failure: null, ended_at: null })
      .where('id', '=', run.id)
      .where('state', '=', 'failed')
      .execute()
    await note(trx, keys, memberId, 'import: gone on', run.id, at)
    return true
  })
}

/** Takes a run that waits, or whose worker has said nothing for a minute. No other worker gets the same. */
export async function takeRun(db: Db, holder: string, at: Date): Promise<Run | undefined> {
  const silent = new Date(at.getTime() - HEARTBEAT_MS)
  // A heartbeat from the time to come is from a clock that was wrong.
  const wrong = new Date(at.getTime() + HEARTBEAT_MS)
  const { rows } = await sql<{ id: string }>`
    update import_runs set state = 'running', holder = ${holder}, heartbeat = ${at}
    where id = (
      select id from import_runs
      where state in ('queued', 'paused by a restart')
        or (state = 'running' and (heartbeat < ${silent} or heartbeat > ${wrong}))
      order by started_at, id limit 1 for update skip locked
    ) returning id`.execute(db)
  return rows[0] && getRun(db, rows[0].id)
}

/** @returns false when the run was stopped, or another worker has it */
export async function beat(db: Db, run: Run, at: Date): Promise<boolean> {
  const held = await db
    .updateTable('import_runs')
    .set({ heartbeat: at })
    .where('id', '=', run.id)
    .where('holder', '=', run.holder)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst()
  return held !== undefined
}

/** Ends the worker's part in a run, if it still has it. */
export async function endRun(
  db: Db,
  run: Run,
  end: { state: 'finished' | 'failed' | 'paused by a restart'; failure?: string; caps?: string[] },
  at: Date,
): Promise<void> {
  const over = end.state === 'finished' ? { csv: null } : {}
  await db
    .updateTable('import_runs')
    .set({
      ...{ state: end.state, failure: end.failure ?? null, caps: end.caps ?? [], holder: null, ...over },
      ended_at: end.state === 'paused by a restart' ? null : at,
    })
    .where('id', '=', run.id)
    .where('holder', '=', run.holder)
    .where('state', '=', 'running')
    .execute()
}

/** @throws {NotFound} */
export async function getRun(db: Db, id: string): Promise<Run> {
  const run = await db.selectFrom('import_runs').selectAll().where('id', '=', id).executeTakeFirst()
  if (!run) throw new NotFound('no such run')
  return run
}

/** The last runs, newest first, each with the name of its source. */
export async function listRuns(db: Db, sourceId?: string): Promise<(Run & { source: string })[]> {
  return db
    .selectFrom('import_runs')
    .innerJoin('import_sources', 'import_sources.id', 'import_runs.source_id')
    .selectAll('import_runs')
    .select('import_sources.name as source')
    .$if(sourceId !== undefined, (query) => query.where('source_id', '=', sourceId ?? ''))
    .orderBy('import_runs.started_at', 'desc')
    .orderBy('import_runs.id')
    .limit(20)
    .execute()
}

/** What went wrong with single records, in the order in which it did. */
export async function listProblems(db: Db, runId: string): Promise<Problem[]> {
  return db.selectFrom('import_problems').selectAll().where('run_id', '=', runId).orderBy('id').execute()
}

async function openRunOf(trx: Db, sourceId: string): Promise<Run | undefined> {
  // The source's row is the lock: two members who press at once make one run.
  await trx.selectFrom('import_sources').select('id').where('id', '=', sourceId).forUpdate().execute()
  const query = trx.selectFrom('import_runs').selectAll().where('source_id', '=', sourceId)
  return query.where('state', 'in', open).executeTakeFirst()
}

async function note(trx: Db, keys: Keys, memberId: string, action: string, id: string, at: Date): Promise<void> {
  await audit(trx, keys, { memberId, action, record: 'import run', recordId: id }, at)
}

import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'

export type Work = Selectable<Tables['works']>

/** A worker that has said nothing for so long is gone, and another one begins again. */
const SILENT_MS = 60_000
/** Work that ended its process so often is not begun again: it would end the next one too. */
const MOST_TRIES = 3

/**
 * Puts something long into the queue; a worker takes it within seconds. What waits or runs already is not asked for twice.
 * @param what `kind` names who does it, `subject` what it is about, such as a release's id
 * @returns the id of the work, new or under way
 */
export async function askFor(
  trx: Db,
  { kind, subject, memberId }: { kind: string; subject: string; memberId: string | null },
  at: Date,
): Promise<string> {
  const row = { id: randomUUID(), kind, subject, state: 'waiting' as const, asked_by: memberId, asked_at: at }
  const made = await trx
    .insertInto('works')
    .values(row)
    .onConflict((oc) => oc.columns(['kind', 'subject']).where('state', 'in', ['waiting', 'running']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return made.id
  const open = await trx
    .selectFrom('works')
    .select('id')
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  // It ended between the two statements.
  return open?.id ?? askFor(trx, { kind, subject, memberId }, at)
}

/** Takes what waits, or whose worker has been silent for a minute. No other worker gets the same. */
export async function takeWork(db: Db, kinds: readonly string[], holder: string, at: Date): Promise<Work | undefined> {
  if (kinds.length === 0) return undefined
  const silent = new Date(at.getTime() - SILENT_MS)
  // A heartbeat from the time to come is from a clock that was wrong.
  const wrong = new Date(at.getTime() + SILENT_MS)
  const { rows } = await sql<{ id: string }>`
    update works set state = 'running', holder = ${holder}, heartbeat = ${at}, tries = tries + 1, done = 0, says = ''
    where id = (
      select id from works
      where kind = any(${kinds}) and tries < ${MOST_TRIES}
        and (state = 'waiting' or (state = 'running' and (heartbeat < ${silent} or heartbeat > ${wrong})))
      order by asked_at, id limit 1 for update skip locked
    ) returning id`.execute(db)
  await giveUp(db, silent, at)
  return rows[0] && getWork(db, rows[0].id)
}

/** Says how far it is. @returns false when another worker has it by now */
export async function sayHowFar(
  db: Db,
  work: Pick<Work, 'id' | 'holder'>,
  how: { done: number; steps: number; says: string } | undefined,
  at: Date,
): Promise<boolean> {
  const held = await db
    .updateTable('works')
    .set({ heartbeat: at, ...how })
    .where('id', '=', work.id)
    .where('holder', '=', work.holder)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst()
  return held !== undefined
}

/** Ends the worker's part, if it still has it. `waiting` puts it aside for the next process. */
export async function endWork(
  db: Db,
  work: Pick<Work, 'id' | 'holder'>,
  end: { state: 'finished' | 'failed' | 'waiting'; says: string; result?: unknown },
  at: Date,
): Promise<void> {
  const aside = end.state === 'waiting'
  await db
    .updateTable('works')
    .set({
      ...{ state: end.state, says: end.says, holder: null, heartbeat: null, ended_at: aside ? null : at },
      ...(aside ? { tries: sql<number>`tries - 1` } : {}),
      result: end.result === undefined ? null : JSON.stringify(end.result),
    })
    .where('id', '=', work.id)
    .where('holder', '=', work.holder)
    .where('state', '=', 'running')
    .execute()
}

/** @throws {NotFound} */
export async function getWork(db: Db, id: string): Promise<Work> {
  const work = await db.selectFrom('works').selectAll().where('id', '=', id).executeTakeFirst()
  if (!work) throw new NotFound('no such work')
  return work
}

/** What waits, runs or last ended about a subject. */
export async function findWork(db: Db, kind: string, subject: string): Promise<Work | undefined> {
  const about = db.selectFrom('works').selectAll().where('kind', '=', kind).where('subject', '=', subject)
  return about.orderBy('asked_at', 'desc').orderBy('id').limit(1).executeTakeFirst()
}

async function giveUp(db: Db, silent: Date, at: Date): Promise<void> {
  const says = 'It stopped three times before it was done. Ask whoever keeps Heard running.'
  await db
    .updateTable('works')
    .set({ state: 'failed', holder: null, ended_at: at, says })
    .where('state', '=', 'running')
    .where('tries', '>=', MOST_TRIES)
    .where('heartbeat', '<', silent)
    .execute()
}

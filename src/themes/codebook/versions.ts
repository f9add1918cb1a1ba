import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { By } from '../segment.ts'
import { type Entry, listEntries, withoutIds } from './entry.ts'

/** Any number, as long as nothing else takes it. */
const ONE_WRITER = 7_203_012

export const changeKinds = {
  load: 'Came with Heard',
  add: 'Added',
  edit: 'Edited',
  rename: 'Renamed',
  merge: 'Merged',
  split: 'Split',
  retire: 'Retired',
  restore: 'In use again',
}
export type ChangeKind = keyof typeof changeKinds

export type Change = {
  kind: ChangeKind
  codeId: string | null
  before?: object | undefined
  after?: object | undefined
}

/** Changes of the codebook take turns. Call it first in the transaction, before anything is audited. */
export async function holdCodebook(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ONE_WRITER})`.execute(trx)
}

/**
 * Keeps the codebook as it is now as its next version, with what was changed, why, and by whom. Call it at the end of the
 * transaction that holds the codebook.
 * @param who `askedBy`: whoever asked, where a second person confirmed
 * @returns the version
 */
export async function keepVersion(
  trx: Db,
  keys: Keys,
  change: Change,
  why: string,
  who: { by: By; askedBy?: string | undefined },
  now: Date,
): Promise<number> {
  const version = await keepContent(trx)
  const made = { made_by: who.by.id, asked_by: who.askedBy ?? null, made_on: dayOf(now) }
  await trx
    .insertInto('codebook_changes')
    .values({ ...rowOf(change, version, why), ...made })
    .execute()
  const entry = { action: `codebook: ${change.kind}`, record: 'code', recordId: change.codeId }
  await audit(trx, keys, { memberId: who.by.id, ...entry, detail: { version } }, now)
  return version
}

/** The same for what came with Heard: nobody made it, and nobody is in the log for it. */
export async function keepLoaded(trx: Db, why: string): Promise<void> {
  const version = await keepContent(trx)
  await trx
    .insertInto('codebook_changes')
    .values({
      ...rowOf({ kind: 'load', codeId: null }, version, why),
      ...{ made_by: null, asked_by: null, made_on: sql<string>`current_date` },
    })
    .execute()
}

/** @returns 0 before there is any */
export async function currentVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('codebook_versions')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst()
  return row?.version ?? 0
}

export type KeptChange = {
  version: number
  kind: ChangeKind
  codeName: string | null
  codeKey: string | null
  before: unknown
  after: unknown
  why: string
  by: string | null
  askedBy: string | null
  madeOn: string
}

/**
 * What was changed, newest first.
 * @param code only of this code, with what was merged into it and what it was split from
 */
export async function listChanges(db: Db, limit: number, code?: { id: string; key: string }): Promise<KeptChange[]> {
  return db
    .selectFrom('codebook_changes as change')
    .leftJoin('codes', 'codes.id', 'change.code_id')
    .leftJoin('members', 'members.id', 'change.made_by')
    .leftJoin('members as asking', 'asking.id', 'change.asked_by')
    .select([
      'change.version',
      'change.kind',
      'change.before',
      'change.after',
      'change.why',
      'change.made_on as madeOn',
    ])
    .select(['codes.name as codeName', 'codes.key as codeKey', 'members.name as by', 'asking.name as askedBy'])
    .$if(code !== undefined, (query) =>
      query.where((eb) =>
        eb.or([
          eb('change.code_id', '=', code!.id),
          sql<boolean>`change.after ->> 'mergedInto' = ${code!.key}`,
          sql<boolean>`change.after -> 'into' @> ${JSON.stringify([{ key: code!.key }])}::jsonb`,
        ]),
      ),
    )
    .orderBy('change.version', 'desc')
    .limit(limit)
    .execute()
}

/** The codebook as it was. @throws {NotFound} when there is no such version */
export async function getVersion(db: Db, version: number): Promise<{ version: number; entries: Entry[] }> {
  const known = Number.isInteger(version) && version > 0 && version < 2 ** 31
  const row = known
    ? await db.selectFrom('codebook_versions').selectAll().where('version', '=', version).executeTakeFirst()
    : undefined
  if (!row) throw new NotFound('no such version')
  return { version, entries: row.content as Entry[] }
}

async function keepContent(trx: Db): Promise<number> {
  const version = (await currentVersion(trx)) + 1
  const content = JSON.stringify((await listEntries(trx)).map(withoutIds))
  await trx.insertInto('codebook_versions').values({ version, content }).execute()
  return version
}

function rowOf({ kind, codeId, before, after }: Change, version: number, why: string) {
  const json = (value: object | undefined) => (value ? JSON.stringify(value) : null)
  return { id: randomUUID(), version, kind, code_id: codeId, before: json(before), after: json(after), why }
}

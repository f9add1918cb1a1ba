import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { derive, type Keys } from '../seal/keys.ts'

/** Something a member looked at or changed. It names the record and never holds a person's words. */
export type AuditEntry = {
  memberId: string | null
  action: string
  record: string
  recordId: string | null
  detail?: Record<string, string | number | boolean | null>
}

const ONE_WRITER = 7_203_001
const beginning = 'beginning'

/**
 * Adds to the audit trail. Call it in the transaction of the look or the change, so that neither is without the other.
 * Writers wait for each other until that transaction ends: the chain has one order.
 * @param trx an open transaction
 */
export async function audit(trx: Db, keys: Keys, entry: AuditEntry, at: Date): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ONE_WRITER})`.execute(trx)
  const last = await trx
    .selectFrom('audit_entries')
    .select(['number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    number: (last?.number ?? 0) + 1,
    at: at.toISOString(),
    member_id: entry.memberId,
    action: entry.action,
    record: entry.record,
    record_id: entry.recordId,
    detail: entry.detail ?? {},
  }
  await trx
    .insertInto('audit_entries')
    .values({ ...row, at, detail: JSON.stringify(row.detail), hash: link(keys, last?.hash ?? beginning, row) })
    .execute()
}

export type AuditFinding =
  | { whole: true; entries: number; head: string }
  | { whole: false; entries: number; brokenAt: number }

/**
 * Recomputes the whole chain.
 * @param earlierHead `number:hash` noted outside the server at an earlier time; without it a cut tail cannot be seen
 * @returns the newest head as `number:hash`, or the first entry that does not fit
 */
export async function verifyAudit(db: Db, keys: Keys, earlierHead?: string): Promise<AuditFinding> {
  const rows = await db.selectFrom('audit_entries').selectAll().orderBy('number').execute()
  let hash = beginning
  for (const [index, row] of rows.entries()) {
    const { hash: stored, at, ...rest } = row
    const expected = link(keys, hash, { ...rest, at: at.toISOString() })
    if (stored !== expected || row.number !== index + 1) return { whole: false, entries: rows.length, brokenAt: index + 1 }
    hash = stored
  }
  const [number, noted] = (earlierHead ?? '').split(':')
  if (earlierHead && Number(number) > 0 && rows[Number(number) - 1]?.hash !== noted) {
    return { whole: false, entries: rows.length, brokenAt: Number(number) }
  }
  return { whole: true, entries: rows.length, head: `${rows.length}:${hash}` }
}

function link(keys: Keys, before: string, row: Record<string, unknown>): string {
  return createHmac('sha256', derive(keys, 'audit/v1')).update(before).update('\n').update(canonical(row)).digest('hex')
}

/** JSON with sorted names, so that the same entry is the same text whatever order the database gives. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(',')}}`
}

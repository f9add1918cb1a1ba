import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { deriveForTeam, type Keys } from '../seal/keys.ts'

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

/** Entries read at once while checking: the whole trail need not fit into memory. */
const AT_ONCE = 2_000

/** What somebody noted outside the server: `number:hash`, the hash as 64 hexadecimal digits. */
export const headPattern = /^(\d{1,12}):([0-9a-f]{64})$/

/**
 * Recomputes the whole chain.
 * @param earlierHead `number:hash` noted outside the server at an earlier time; without it a cut tail cannot be seen
 * @returns the newest head as `number:hash`, or the first entry that does not fit
 * @throws {RangeError} when the earlier head is not written as `number:hash`
 */
export async function verifyAudit(db: Db, keys: Keys, earlierHead?: string): Promise<AuditFinding> {
  const noted = earlierHead === undefined ? undefined : headPattern.exec(earlierHead)
  if (noted === null) throw new RangeError('a head is a number, a colon and 64 hexadecimal digits')
  let hash = beginning
  let count = 0
  let brokenAt: number | undefined
  let fits = noted === undefined
  for await (const row of inOrder(db)) {
    count += 1
    if (brokenAt) continue
    const { hash: stored, at, ...rest } = row
    if (row.number !== count || stored !== link(keys, hash, { ...rest, at: at.toISOString() })) brokenAt = count
    if (noted && row.number === Number(noted[1])) fits = stored === noted[2]
    hash = stored
  }
  if (brokenAt) return { whole: false, entries: count, brokenAt }
  if (!fits) return { whole: false, entries: count, brokenAt: Number(noted?.[1]) }
  return { whole: true, entries: count, head: `${count}:${hash}` }
}

async function* inOrder(db: Db) {
  let after = Number.MIN_SAFE_INTEGER
  while (true) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('number', '>', after)
      .orderBy('number')
      .limit(AT_ONCE)
      .execute()
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return
    after = last.number
  }
}

function link(keys: Keys, before: string, row: Record<string, unknown>): string {
  return createHmac('sha256', deriveForTeam(keys, 'audit/v1'))
    .update(before)
    .update('\n')
    .update(canonical(row))
    .digest('hex')
}

/** JSON with sorted names, so that the same entry is the same text whatever order the database gives. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // JSON leaves out what is undefined, and so does the database.
  const names = Object.keys(value)
    .filter((name) => (value as Record<string, unknown>)[name] !== undefined)
    .sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical((value as Record<string, unknown>)[name])}`).join(',')}}`
}

import type { Db } from '../db/open.ts'
import type { Keys } from '../seal/keys.ts'
import { audit } from './audit.ts'

export type LogEntry = {
  number: number
  at: Date
  /** Who; undefined is the program itself, or a member whose row is gone. */
  who: string | undefined
  action: string
  record: string
  recordId: string | null
  /** The member the entry is about, where it is about one. */
  about: string | undefined
  detail: { name: string; value: string }[]
}

export const PAGE = 50

/** Entries that would tell a reader that words name them. What they hold is left out for every viewer, whoever it is about. */
const leftOut = new Set(['kept from', 'concern: with another'])

/**
 * A page of the trail, newest first. Looking at it is written into it, in the same transaction. Of who is kept from what
 * it says only that it happened: left out for the viewer alone, the gap would tell them that it is about them.
 * @param before shows what is older than this entry
 * @returns the entries and, if there are more, the number to go on from
 */
export async function lookAtLog(
  db: Db,
  keys: Keys,
  by: string,
  before: number | undefined,
  now: Date,
): Promise<{ entries: LogEntry[]; older: number | undefined }> {
  const rows = await db.transaction().execute(async (trx) => {
    const entry = { memberId: by, action: 'looked at the log', record: 'log', recordId: null }
    await audit(trx, keys, before ? { ...entry, detail: { before } } : entry, now)
    let query = trx
      .selectFrom('audit_entries')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(PAGE + 1)
    if (before) query = query.where('number', '<', before)
    return query.execute()
  })
  const names = new Map((await db.selectFrom('members').select(['id', 'name']).execute()).map((m) => [m.id, m.name]))
  const entries = rows.slice(0, PAGE).map((row) => ({
    number: row.number,
    at: row.at,
    who: row.member_id ? names.get(row.member_id) : undefined,
    action: row.action,
    record: row.record,
    recordId: leftOut.has(row.action) ? null : row.record_id,
    about: row.record === 'member' ? names.get(row.record_id ?? '') : undefined,
    detail: leftOut.has(row.action)
      ? []
      : Object.entries(row.detail).map(([name, value]) => ({ name, value: String(value) })),
  }))
  return { entries, older: rows.length > PAGE ? entries.at(-1)?.number : undefined }
}

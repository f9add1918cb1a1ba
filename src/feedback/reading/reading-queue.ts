import type { Db } from '../../db/open.ts'
import { keptFrom } from '../../safeguarding/conflict.ts'
import { type Flag, flagsOf } from '../flagging/flag.ts'

export type QueueRow = {
  ref: string
  setId: string
  reason: string
  state: 'waiting' | 'first read'
  dueAt: Date
  late: boolean
  /** This member read it first, so another person must agree. */
  mine: boolean
  /** Who has it now; undefined is whoever is on duty. */
  holder: string | undefined
  /** This member has it. */
  withMe: boolean
  /** What the flag made of it; undefined: not looked at yet. */
  flag: Flag | undefined
}

/** A page of what waits. */
export type Queue = { rows: QueueRow[]; page: number; earlier: number; later: number }

const PAGE = 50

/**
 * What waits to be read and may be read by this member. First who feels unsafe now, then what the flag raised, then by due
 * time; nothing else changes the order, and nothing is left out for the flag. No words, and nothing that depends on them.
 * @param page from 1; one that is not there is the nearest that is
 */
export async function listReadings(db: Db, memberId: string, now: Date, page = 1): Promise<Queue> {
  const rows = await db
    .selectFrom('readings')
    .innerJoin('responses', 'responses.id', 'readings.response_id')
    .leftJoin('members as holder', 'holder.id', 'readings.with_member')
    .select(['responses.id', 'ref', 'question_set_id', 'reason', 'state', 'due_at', 'first_by', 'with_member'])
    .select(['claimed_until', 'holder.name as holder'])
    .where('state', 'in', ['waiting', 'first read'])
    .where('responses.id', 'not in', keptFrom(db, memberId))
    .orderBy('due_at')
    .orderBy('ref')
    .execute()
  const flags = await flagsOf(
    db,
    rows.map(({ id }) => id),
  )
  const place = (row: (typeof rows)[number]) =>
    row.reason === 'unsafe now' ? 0 : flags.get(row.id)?.state === 'raised' ? 1 : 2
  const all = rows.toSorted((a, b) => place(a) - place(b))
  const at = Math.min(Math.max(1, page), Math.max(1, Math.ceil(all.length / PAGE)))
  const from = (at - 1) * PAGE
  const shown = all.slice(from, from + PAGE).map((row): QueueRow => {
    // Whoever only opened it has it for half an hour; whoever it was handed to, until it is passed on.
    const held = row.with_member !== null && (row.claimed_until === null || row.claimed_until > now)
    const done = row.state === 'first read' && row.with_member === row.first_by
    return {
      ref: row.ref,
      setId: row.question_set_id,
      reason: row.reason,
      state: row.state as QueueRow['state'],
      dueAt: row.due_at ?? now,
      late: row.due_at !== null && row.due_at < now,
      mine: row.first_by === memberId,
      holder: held && !done ? (row.holder ?? undefined) : undefined,
      withMe: held && !done && row.with_member === memberId,
      flag: flags.get(row.id),
    }
  })
  return { rows: shown, page: at, earlier: from, later: all.length - from - shown.length }
}

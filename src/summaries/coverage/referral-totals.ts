import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import { hasEnded, type Period } from '../../period.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { fieldsOf, type GroupList, groupsOn } from './groups.ts'

/** More would be a slip of the finger: Rotherham has some 268,000 people (census of 2021). */
export const MOST_REFERRED = 100_000
const LONGEST_WHY = 300

export type Totals = Record<string, number>
export type SavedTotals = { number: number; counts: Totals; why: string; by: string; on: string }

/**
 * What was typed in for several periods together. A figure that one of them lacks is left out: a part of a year is not
 * the year.
 * @param periods keys of periods of the board
 */
export async function findTotals(db: Db, periods: string[]): Promise<Totals> {
  const newest: Totals[] = []
  for (const period of periods) newest.push((await listTotals(db, period))[0]?.counts ?? {})
  const [first = {}, ...others] = newest
  const whole = Object.entries(first).filter(([key]) => others.every((counts) => counts[key] !== undefined))
  return Object.fromEntries(whole.map(([key, n]) => [key, others.reduce((sum, counts) => sum + (counts[key] ?? 0), n)]))
}

/** Everything that was ever typed in for a period, newest first: the first one holds. */
export async function listTotals(db: Db, period: string): Promise<SavedTotals[]> {
  const rows = await db
    .selectFrom('referral_totals')
    .leftJoin('members', 'members.id', 'referral_totals.typed_by')
    .select(['number', 'counts', 'why', 'members.name as by', 'typed_on as on'])
    .where('period', '=', period)
    .orderBy('number', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ by, ...row }) => ({ ...row, by: by ?? 'Nobody named' }))
}

export type TypedTotals = { counts: Record<string, string>; why: string; base: string }
export type Problems = Record<string, string>

/**
 * Keeps the totals of a period as a new whole; the ones before stay. Sending the same again changes nothing.
 * @param typed what stands in the form: digits by field, why, and on which number it was built
 * @returns problems by field: no number, parts larger than the whole, no reason for a change, or somebody was quicker
 */
export async function saveTotals(
  db: Db,
  keys: Keys,
  period: Period,
  typed: TypedTotals,
  member: Member,
  now: Date,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  const list = groupsOn(period.from)
  const { counts, problems } = readCounts(typed.counts, list)
  const why = typed.why.trim()
  if (why.length > LONGEST_WHY) problems.why = `Say it in at most ${LONGEST_WHY} characters.`
  return db.transaction().execute(async (trx) => {
    // One at a time: the number of the newest decides.
    await trx.selectFrom('members').select('id').where('id', '=', member.id).forUpdate().execute()
    const newest = (await listTotals(trx, period.key))[0]
    if (newest && same(newest.counts, counts) && Object.keys(problems).length === 0) return { ok: true }
    if (newest && why.length < 3) problems.why ??= 'Say why these figures replace the ones before.'
    if (String(newest?.number ?? 0) !== typed.base) {
      problems.base =
        'Somebody else saved figures for these two months meanwhile. Look at theirs below, then save yours again.'
    }
    if (!newest && Object.keys(counts).length === 0) problems.total ??= 'Type in at least one figure.'
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    const added = await trx
      .insertInto('referral_totals')
      .values({
        ...{ id: randomUUID(), period: period.key, number: (newest?.number ?? 0) + 1, list_version: list.version },
        ...{ counts: JSON.stringify(counts), why, typed_by: member.id, typed_on: dayOf(now) },
      })
      .onConflict((oc) => oc.columns(['period', 'number']).doNothing())
      .returning('number')
      .executeTakeFirst()
    if (!added) return { ok: false, problems: { base: 'Somebody else saved at the same moment. Please save again.' } }
    const detail = { number: added.number, ended: hasEnded(period, dayOf(now)) }
    const entry = { action: 'coverage: referral totals typed in', record: 'period', recordId: period.key, detail }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
    return { ok: true }
  })
}

function readCounts(typed: Record<string, string>, list: GroupList): { counts: Totals; problems: Problems } {
  const counts: Totals = {}
  const problems: Problems = {}
  for (const name of fieldsOf(list)) {
    const text = (typed[name] ?? '').trim().replaceAll(/[\s,]/g, '')
    if (text === '') continue
    const n = Number(text)
    if (/^\d+$/.test(text) && n <= MOST_REFERRED) counts[name] = n
    else problems[name] = 'Type a whole number, or leave it empty if you do not know it.'
  }
  const { total } = counts
  for (const { key, name, groups } of list.questions) {
    const sum = groups.reduce((all, group) => all + (counts[`${key}.${group.key}`] ?? 0), 0)
    if (total === undefined || sum <= total) continue
    problems[`${key}.${groups[0]!.key}`] ??= `${name}: the groups make ${sum} together, more than the ${total} in all.`
  }
  return { counts, problems }
}

function same(a: Totals, b: Totals): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => a[name] === b[name])
}

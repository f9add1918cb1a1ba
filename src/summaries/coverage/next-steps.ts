import { randomUUID } from 'node:crypto'
import { isDay } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import type { Member } from '../../team/member.ts'
import { findGroup, groupsOn } from './groups.ts'
import type { Problems } from './referral-totals.ts'

const LONGEST = 300

/** What is done next about a group. */
export type NextStep = { groupKey: string; sentence: string; byDay: string; by: string; on: string }

/** The newest step of each group, as it was on a day. @param until 'YYYY-MM-DD', the last day that counts */
export async function listNextSteps(db: Db, until: string): Promise<Map<string, NextStep>> {
  const rows = await db
    .selectFrom('coverage_steps')
    .leftJoin('members', 'members.id', 'coverage_steps.made_by')
    .distinctOn('group_key')
    .select(['group_key as groupKey', 'sentence', 'by_day as byDay', 'members.name as by', 'made_on as on'])
    .where('made_on', '<=', until)
    .orderBy('group_key')
    .orderBy('number', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.groupKey, { ...row, by: row.by ?? 'Nobody named' }]))
}

export type TypedStep = { groupKey: string; sentence: string; byDay: string }

/** Says what is done next about a group. The one before stays in the record. @returns problems by field */
export async function writeNextStep(
  db: Db,
  keys: Keys,
  typed: TypedStep,
  member: Member,
  now: Date,
): Promise<{ ok: true } | { ok: false; problems: Problems }> {
  const today = dayOf(now)
  const sentence = typed.sentence.trim().replaceAll(/\s+/g, ' ')
  const byDay = typed.byDay.trim()
  const problems: Problems = {}
  const group = findGroup(groupsOn(today), typed.groupKey)
  if (!group || group.unsaid) problems.groupKey = 'Choose the group.'
  if (sentence.length < 5) problems.sentence = 'Say what will be done, in a sentence that the board can read.'
  else if (sentence.length > LONGEST) problems.sentence = `Say it in at most ${LONGEST} characters.`
  if (!isDay(byDay)) problems.byDay = 'Choose a day.'
  else if (byDay < today) problems.byDay = 'Choose a day that is still to come.'
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  return db.transaction().execute(async (trx) => {
    const before = (await listNextSteps(trx, today)).get(typed.groupKey)
    if (before?.sentence === sentence && before.byDay === byDay) return { ok: true }
    const step = { id: randomUUID(), group_key: typed.groupKey, sentence, by_day: byDay }
    await trx
      .insertInto('coverage_steps')
      .values({ ...step, made_by: member.id, made_on: today })
      .execute()
    const entry = { action: 'coverage: next step written', record: 'group', recordId: typed.groupKey }
    await audit(trx, keys, { memberId: member.id, ...entry }, now)
    return { ok: true }
  })
}

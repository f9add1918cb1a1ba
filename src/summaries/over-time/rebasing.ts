import { randomUUID } from 'node:crypto'
import { isId } from '../../db/id.ts'

import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { audit } from '../../team/audit.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { judgeSeries, positionOf, type ThemeSeries } from './series.ts'

const IN_A_ROW = 7
const MOST_LETTERS = 600

/** A change on a theme that was made and written down, with the day of each. */
export type LoggedChange = { decisionId: string; title: string; madeOn: string; recordedOn: string }

/** Where a chart starts anew. */
export type Rebase = {
  id: string
  firstMonth: string
  decisionId: string
  title: string
  reason: string
  madeBy: string
  madeOn: string
  takenBackBy: string | null
  takenBackOn: string | null
}

/** Changes on a theme in the order of their days. */
export async function listLoggedChanges(db: Db, themeKey: string): Promise<LoggedChange[]> {
  return db
    .selectFrom('practice_changes')
    .innerJoin('decisions', 'decisions.id', 'practice_changes.decision_id')
    .innerJoin('themes', 'themes.id', 'decisions.theme_id')
    .select(['decisions.id as decisionId', 'decisions.title'])
    .select(['practice_changes.made_on as madeOn', 'practice_changes.recorded_on as recordedOn'])
    .where('themes.key', '=', themeKey)
    .orderBy('practice_changes.made_on')
    .orderBy('decisions.id')
    .execute()
}

/** Every new start of a theme's chart, also those taken back, oldest first. */
export async function listRebases(db: Db, themeKey: string): Promise<Rebase[]> {
  return db
    .selectFrom('chart_rebases')
    .innerJoin('themes', 'themes.id', 'chart_rebases.theme_id')
    .innerJoin('decisions', 'decisions.id', 'chart_rebases.decision_id')
    .innerJoin('members as maker', 'maker.id', 'chart_rebases.made_by')
    .leftJoin('members as other', 'other.id', 'chart_rebases.taken_back_by')
    .select(['chart_rebases.id', 'first_month as firstMonth', 'decision_id as decisionId', 'decisions.title'])
    .select(['chart_rebases.reason', 'maker.name as madeBy', 'made_on as madeOn'])
    .select(['other.name as takenBackBy', 'taken_back_on as takenBackOn'])
    .where('themes.key', '=', themeKey)
    .orderBy('first_month')
    .orderBy('made_on')
    .orderBy('chart_rebases.id')
    .execute()
}

/** Where the groups of a series start, of the new starts that stand. */
export function groupStarts(series: ThemeSeries, rebases: readonly Rebase[]): number[] {
  const places = rebases
    .filter(({ takenBackOn }) => takenBackOn === null)
    .map(({ firstMonth }) => positionOf(series, firstMonth))
  return [...new Set(places.filter((at) => at !== undefined && at > 0))] as number[]
}

export type Offer = LoggedChange & { firstMonth: string; name: string }

/**
 * The changes after which a chart may start anew: written down, inside the series, and after them seven points in a row on
 * one side of the average (standards, section 2; NHS England: no formula, a judgement call). Without limits there is
 * nothing to start anew. A change counts from the day on which it was written down: written down later, with a day before the
 * points that moved, it could be fitted to them.
 */
export function offersFor(
  series: ThemeSeries,
  changes: readonly LoggedChange[],
  rebases: readonly Rebase[] = [],
): Offer[] {
  if (series.without) return []
  const starts = groupStarts(series, rebases)
  const judged = judgeSeries(series, starts)
  const sides = series.stretches.map(({ share }, at) => Math.sign((share ?? Number.NaN) - judged[at]!.mean))
  return changes.flatMap((change): Offer[] => {
    const { madeOn, recordedOn } = change
    const at = positionOf(series, recordedOn > madeOn ? recordedOn : madeOn)
    if (at === undefined || at === 0 || starts.includes(at)) return []
    const end = starts.find((start) => start > at) ?? sides.length
    const { firstMonth, name } = series.stretches[at]!
    return hasShift(sides.slice(at, end)) ? [{ ...change, firstMonth, name }] : []
  })
}

export type Rebased = { ok: true } | { ok: false; problems: Record<string, string> }

/**
 * Starts a theme's chart anew after a change. Pressed twice it does it once.
 * @param offers of the series as it is now
 * @returns a problem for each field that needs another look
 * @throws {NotAllowed} when the member may not decide, {NotFound} when there is no such theme
 */
export async function rebaseChart(
  db: Db,
  keys: Keys,
  wanted: { themeKey: string; decisionId: string; reason: string },
  offers: readonly Offer[],
  member: Member,
  now: Date,
): Promise<Rebased> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  const reason = wanted.reason.trim()
  return inTransaction(db, async (trx) => {
    const theme = await trx.selectFrom('themes').select('id').where('key', '=', wanted.themeKey).executeTakeFirst()
    if (!theme) throw new NotFound('no such theme')
    const standing = (await listRebases(trx, wanted.themeKey)).filter(({ takenBackOn }) => takenBackOn === null)
    if (standing.some(({ decisionId }) => decisionId === wanted.decisionId)) return { ok: true }
    const offer = offers.find(({ decisionId }) => decisionId === wanted.decisionId)
    const problems = {
      ...(offer ? {} : { decision: 'Choose the change after which the chart starts anew.' }),
      ...(reason ? {} : { reason: 'Say why. Everybody who sees the chart reads it.' }),
      ...(reason.length > MOST_LETTERS ? { reason: `Make it shorter: at most ${MOST_LETTERS} characters.` } : {}),
    }
    if (!offer || Object.keys(problems).length > 0) return { ok: false, problems }
    const row = { theme_id: theme.id, first_month: offer.firstMonth, decision_id: offer.decisionId, reason }
    const made = { made_by: member.id, made_on: dayOf(now), taken_back_by: null, taken_back_on: null }
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('chart_rebases')
      .values({ id: randomUUID(), ...row, ...made })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    const entry = { memberId: member.id, action: 'chart: started anew', record: 'theme', recordId: wanted.themeKey }
    if (numInsertedOrUpdatedRows) await audit(trx, keys, { ...entry, detail: { month: offer.firstMonth } }, now)
    return { ok: true }
  })
}

/**
 * Puts a chart back as it was before a new start. The row stays. Pressed twice it does it once.
 * @returns the key of its theme
 * @throws {NotAllowed} when the member may not decide, {NotFound} when there is no such new start
 */
export async function takeBackRebase(db: Db, keys: Keys, id: string, member: Member, now: Date): Promise<string> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  if (!isId(id)) throw new NotFound('no such new start')
  return inTransaction(db, async (trx) => {
    const rebase = await trx
      .selectFrom('chart_rebases')
      .innerJoin('themes', 'themes.id', 'chart_rebases.theme_id')
      .select(['themes.key', 'first_month'])
      .where('chart_rebases.id', '=', id)
      .executeTakeFirst()
    if (!rebase) throw new NotFound('no such new start')
    const set = { taken_back_by: member.id, taken_back_on: dayOf(now) }
    const done = await trx
      .updateTable('chart_rebases')
      .set(set)
      .where('id', '=', id)
      .where('taken_back_on', 'is', null)
      .executeTakeFirst()
    const entry = { memberId: member.id, action: 'chart: new start taken back', record: 'theme', recordId: rebase.key }
    if (done.numUpdatedRows) await audit(trx, keys, { ...entry, detail: { month: rebase.first_month } }, now)
    return rebase.key
  })
}

/** Seven in a row on one side; what is not shown or lies on the average ends a row. */
function hasShift(sides: readonly number[]): boolean {
  return sides.some((side, at) => {
    const row = sides.slice(at, at + IN_A_ROW)
    return (side === 1 || side === -1) && row.length === IN_A_ROW && row.every((one) => one === side)
  })
}

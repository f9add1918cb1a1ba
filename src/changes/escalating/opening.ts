import { randomUUID } from 'node:crypto'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { findPeriod, type Period, periodBefore, periodOf } from '../../period.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { FEWEST } from '../../small-numbers.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import { peopleByTheme } from '../../themes/counting.ts'
import { type Decision, listDecisions } from '../decision-list.ts'
import { dayBefore } from '../people.ts'
import { daysLate } from '../state.ts'
import { addStep } from './steps.ts'

/** Reading and theming need this long after a period; a number of ours. */
export const COUNTED_AFTER_DAYS = 14

/** The plan "is reviewed on an annual basis" (Child Exploitation Strategy 2024-29), so a decision is asked for each year. */
const ANSWERS_FOR_DAYS = 365

const MOST_AT_ONCE = 12

/**
 * Gives each theme that ten people or more spoke of in a period a day by which it is to be decided, unless it has an answer:
 * a decision in the year before the period's end, or a plan that is still to be made. A period is counted once, on a day that
 * does not depend on what anybody said or took back.
 * @param within days after the period
 * @returns how many themes wait now that did not before
 */
export async function askForDecisions(db: Db, keys: Keys, within: number, now: Date): Promise<number> {
  let opened = 0
  for (const period of await toCount(db, dayOf(now))) opened += await countPeriod(db, keys, period, within, now)
  return opened
}

/** Periods that are over for long enough and not counted yet, oldest first. At the very first time only the newest. */
async function toCount(db: Db, today: string): Promise<Period[]> {
  const counted = await db.selectFrom('waits_counted').select('period').orderBy('period', 'desc').executeTakeFirst()
  const periods: Period[] = []
  let period = periodBefore(periodOf(laterBy(today, -COUNTED_AFTER_DAYS)))
  while (period.key > (counted?.period ?? '') && periods.length < MOST_AT_ONCE) {
    periods.unshift(period)
    if (!counted) break
    period = periodBefore(period)
  }
  return periods
}

async function countPeriod(db: Db, keys: Keys, period: Period, within: number, now: Date): Promise<number> {
  const today = dayOf(now)
  return inTransaction(db, async (trx) => {
    const mine = await trx
      .insertInto('waits_counted')
      .values({ period: period.key, counted_on: today })
      .onConflict((oc) => oc.doNothing())
      .returning('period')
      .executeTakeFirst()
    if (!mine) return 0
    const spoken = await peopleByTheme(trx, { from: period.from, to: dayBefore(period.until) })
    const decisions = await listDecisions(trx)
    let opened = 0
    for (const { key } of spoken.filter(({ people }) => people >= FEWEST)) {
      if (decisions.some((one) => one.themeKey === key && answers(one, period, today))) continue
      if (await openWait(trx, keys, key, period, within, now)) opened += 1
    }
    return opened
  })
}

/** Whether a decision still answers those who spoke. One that was put off to a day that has passed does not. */
function answers(decision: Decision, period: Period, today: string): boolean {
  if (decision.outcome === 'planned' && !decision.madeOn && !decision.settledBy) return true
  if (decision.outcome === 'need more voices' && daysLate(decision, today) > 0) return false
  const answeredOn = decision.madeOn ?? decision.decidedOn
  return answeredOn >= laterBy(period.until, -ANSWERS_FOR_DAYS)
}

/** @returns whether it waits anew; a theme that waits already goes on waiting */
async function openWait(trx: Db, keys: Keys, themeKey: string, period: Period, within: number, now: Date) {
  const theme = await trx.selectFrom('themes').select('id').where('key', '=', themeKey).executeTakeFirstOrThrow()
  const today = dayOf(now)
  // Whoever counts late gives the lead time all the same.
  const soonest = laterBy(today, COUNTED_AFTER_DAYS)
  const usual = laterBy(period.until, within)
  const due = usual > soonest ? usual : soonest
  const id = randomUUID()
  const made = await trx
    .insertInto('theme_waits')
    .values({
      ...{ id, theme_id: theme.id, period: period.key, opened_on: today, first_due_on: due, due_on: due },
      ...{ level: 'lead', rises_on: due },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) return false
  await addStep(trx, keys, id, { step: 'opened', level: 'lead', due_on: due }, null, now)
  return true
}

/** The first day of the period in which people spoke of it. @param key such as '2026-09' */
export function periodOfWait(key: string): Period {
  return findPeriod(key) ?? periodOf(`${key}-01`)
}

import { laterBy } from '../days.ts'
import type { Db } from '../db/open.ts'
import { NotAllowed } from '../refusals.ts'
import type { Keys } from '../seal/keys.ts'
import { dayOf } from '../site.ts'
import type { Member } from '../team/member.ts'
import { type Body, type Suspicion, suspicions } from './concern-kind.ts'
import { addStep, type ConcernStep, type Done, withConcern } from './concern-step.ts'
import { type DutyTimes, dutyTimes } from './duty-times.ts'
import { afterWorkingMinutes, atLondon } from './working-time.ts'

/** In the Bill of February 2026 telling may wait seven days, and only for the child's safety. A person has to check the Act. */
export const LONGEST_DELAY_DAYS = 7

/**
 * Since when the duty to notify suspected child sexual offences holds; undefined while it does not.
 * @param from the setting DUTY_TO_NOTIFY_FROM: a person has read in the Act when it begins
 */
export function dutySince(from: string | undefined, now: Date): string | undefined {
  return from !== undefined && dayOf(now) >= from ? from : undefined
}

/** What is known of a suspected offence, and of telling the police or the council. */
export type Suspected = {
  /** Null: nobody was asked. */
  now: Suspicion | null
  /** Somebody wants to lower it; a second person has to agree. */
  lowering: { number: number; by: string; to: Suspicion } | null
  /** Since it was last suspected. */
  since: Date | null
  notified: boolean
  /** Until when it must be told; null when nothing must. */
  dueAt: Date | null
  /** The last day to which telling may wait. */
  latestDay: string | null
}

/** Reads it out of the steps. @param duty since when it holds (`dutySince`) */
export function suspectedIn(steps: ConcernStep[], duty: string | undefined, times: DutyTimes): Suspected {
  const said = steps.filter(({ step }) => step === 'suspected' || step === 'lowered')
  const now = (said.at(-1)?.choice ?? null) as Suspicion | null
  const asked = steps.findLast(({ step }) => step === 'lowering proposed')
  const open = asked && !steps.some(({ answers, step }) => answers === asked.number && step !== 'lowering proposed')
  const lowering = open ? { number: asked.number, by: asked.member_id, to: asked.choice as Suspicion } : null
  const first = now === 'yes' ? said.findLast(({ choice }) => choice === 'yes') : undefined
  const notified = first !== undefined && steps.some(({ step }) => step === 'notified')
  if (!first || duty === undefined) return { now, lowering, since: null, notified, dueAt: null, latestDay: null }
  // What was suspected before the duty began has its time from the first day of it.
  const begins = atLondon(duty, 0)
  const since = first.at > begins ? first.at : begins
  const delayed = steps.findLast(({ step, number }) => step === 'delayed' && number > first.number)
  const dueAt = notified ? null : (delayed?.due_at ?? afterWorkingMinutes(since, times.decide, times))
  return { now, lowering, since, notified, dueAt, latestDay: laterBy(dayOf(since), LONGEST_DELAY_DAYS) }
}

/**
 * Says whether a child sexual offence is suspected. One person alone can only say more than before.
 * @throws {NotFound}
 */
export async function suspect(db: Db, keys: Keys, ref: string, to: Suspicion, by: Member, now: Date): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const before = suspectedIn(steps, undefined, await dutyTimes(trx)).now
    if (before === to) return { ok: false, problem: 'It says so already.' }
    if (isLess(to, before)) return { ok: false, problem: 'Saying less than before takes two people: propose it.' }
    await addStep(trx, keys, concern, { step: 'suspected', choice: to }, by, now)
    return { ok: true }
  })
}

/** The first of two people who say less than was suspected before. @throws {NotFound} */
export async function proposeLowering(
  db: Db,
  keys: Keys,
  ref: string,
  { to, why }: { to: Suspicion; why: string },
  by: Member,
  now: Date,
): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const before = suspectedIn(steps, undefined, await dutyTimes(trx))
    if (!isLess(to, before.now)) return { ok: false, problem: 'That is no less than before.' }
    if (before.lowering)
      return { ok: false, problem: 'Somebody has proposed it already. A second person answers that.' }
    await addStep(trx, keys, concern, { step: 'lowering proposed', choice: to, words: why }, by, now)
    return { ok: true }
  })
}

/**
 * The second person agrees to say less, or does not. All of it stays visible.
 * @throws {NotAllowed} when nobody proposed it, it is another proposal by now, or the same person did
 */
export async function settleLowering(
  db: Db,
  keys: Keys,
  ref: string,
  answer: { proposal: number; agree: boolean },
  by: Member,
  now: Date,
): Promise<void> {
  await withConcern(db, ref, by, async (trx, concern, steps) => {
    const { lowering } = suspectedIn(steps, undefined, await dutyTimes(trx))
    if (!lowering || lowering.number !== answer.proposal) throw new NotAllowed('this is not proposed')
    if (lowering.by === by.id) throw new NotAllowed('two people say less than before')
    const settled = answer.agree
      ? ({ step: 'lowered', choice: lowering.to } as const)
      : ({ step: 'not lowered' } as const)
    await addStep(trx, keys, concern, { ...settled, answers: lowering.number }, by, now)
  })
}

/** Who told which body of a suspected offence, and when. `who` is sealed. */
export type Notified = { body: Body; who: string; at: Date }

/** Records that the police or the council were told. @throws {NotFound} */
export async function recordNotified(
  db: Db,
  keys: Keys,
  ref: string,
  { body, who, at }: Notified,
  by: Member,
  now: Date,
): Promise<void> {
  const step = { step: 'notified' as const, choice: body, done_at: at, words: who }
  await withConcern(db, ref, by, (trx, concern) => addStep(trx, keys, concern, step, by, now))
}

/**
 * Records why telling waits, and until the end of which day: at most seven days, only for the child's safety.
 * @param wait with `duty`: since when it holds (`dutySince`)
 * @throws {NotFound}
 */
export async function delayNotifying(
  db: Db,
  keys: Keys,
  ref: string,
  { until, why, duty }: { until: string; why: string; duty: string | undefined },
  by: Member,
  now: Date,
): Promise<Done> {
  return withConcern(db, ref, by, async (trx, concern, steps) => {
    const { since, dueAt, latestDay } = suspectedIn(steps, duty, await dutyTimes(trx))
    if (!since || !dueAt || !latestDay) return { ok: false, problem: 'Nothing waits to be told.' }
    if (until < dayOf(now)) return { ok: false, problem: 'Choose a day that is still to come.' }
    if (until > latestDay) {
      return { ok: false, problem: `It can wait seven days and no longer: until ${sayDay(latestDay)} at the latest.` }
    }
    const latest = since.getTime() + LONGEST_DELAY_DAYS * 24 * 3_600_000
    const due_at = new Date(Math.min(atLondon(laterBy(until, 1), 0).getTime(), latest))
    await addStep(trx, keys, concern, { step: 'delayed', due_at, words: why }, by, now)
    return { ok: true }
  })
}

function isLess(to: Suspicion, before: Suspicion | null): boolean {
  const order = Object.keys(suspicions)
  return before !== null && order.indexOf(to) < order.indexOf(before)
}

const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** @param day 'YYYY-MM-DD' */
export function sayDay(day: string): string {
  return longDay.format(new Date(`${day}T12:00:00Z`))
}

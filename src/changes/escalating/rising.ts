import { z } from 'zod'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import type { Problems } from '../decision.ts'
import { levelAbove } from './levels.ts'
import { addStep } from './steps.ts'
import { type HeldWait, holdWait } from './wait.ts'

export type Moved = { ok: true } | { ok: false; problems: Problems }

/** Why somebody moved a day or passed a theme up. Everybody who sees the theme wait can read it. */
export const Why = z.string().trim().min(1, 'Say why.').max(600, 'Make it shorter: at most 600 characters.')

/**
 * Passes up each theme whose day has gone by without a decision: from the lead to the Delivery Group, and from there to the
 * Executive. One step at a time, however long nobody looked, so that each has its time.
 * @param within for so many days it stays with whoever has it now
 * @returns how many rose
 */
export async function passUpLate(db: Db, keys: Keys, within: number, now: Date): Promise<number> {
  const today = dayOf(now)
  const late = await db
    .selectFrom('theme_waits')
    .select('id')
    .where('decision_id', 'is', null)
    .where('rises_on', '<', today)
    .orderBy('rises_on')
    .limit(200)
    .execute()
  let rose = 0
  for (const { id } of late) {
    rose += await inTransaction(db, async (trx) => {
      const wait = await holdWait(trx, id)
      // Another process was quicker, or somebody decided.
      if (!wait?.rises_on || wait.rises_on >= today) return 0
      await raise(trx, keys, wait, { why: 'Its day has passed without a decision.', member: null }, within, now)
      return 1
    })
  }
  return rose
}

/**
 * Passes a theme up before its day, because whoever has it cannot decide it alone.
 * @param from the level at which it was seen, so that pressing twice passes it up once
 * @throws {NotFound} {NotAllowed}
 */
export async function passUp(
  db: Db,
  keys: Keys,
  wanted: { id: string; from: string; why: string },
  member: Member,
  within: number,
  now: Date,
): Promise<Moved> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  const why = Why.safeParse(wanted.why)
  return inTransaction(db, async (trx) => {
    const wait = await holdWait(trx, wanted.id)
    if (wait && wait.level !== wanted.from) return { ok: true }
    if (!wait) return { ok: false, problems: { upWhy: 'There is a decision on this theme now.' } }
    if (!levelAbove(wait.level)) return { ok: false, problems: { upWhy: 'The Executive has it already.' } }
    if (!why.success) return { ok: false, problems: { upWhy: why.error.issues[0]?.message ?? 'Say why.' } }
    await raise(trx, keys, wait, { why: why.data, member }, within, now)
    return { ok: true }
  })
}

async function raise(
  trx: Db,
  keys: Keys,
  wait: HeldWait,
  { why, member }: { why: string; member: Member | null },
  within: number,
  now: Date,
): Promise<void> {
  const level = levelAbove(wait.level)
  if (!level) return
  const usual = laterBy(dayOf(now), within)
  // Passed up before its day: it is not taken further before that day either.
  const last = usual > wait.due_on ? usual : wait.due_on
  const risesOn = levelAbove(level) ? last : null
  await trx.updateTable('theme_waits').set({ level, rises_on: risesOn }).where('id', '=', wait.id).execute()
  await addStep(trx, keys, wait.id, { step: 'passed up', level, due_on: wait.due_on, why }, member, now)
}

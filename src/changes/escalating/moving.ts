import { z } from 'zod'
import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { NotAllowed } from '../../refusals.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { allows } from '../../team/access.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { Member } from '../../team/member.ts'
import { firstOfEach } from '../decision.ts'
import { realDay } from '../sentences.ts'
import { levelAbove } from './levels.ts'
import { type Moved, Why } from './rising.ts'
import { addStep } from './steps.ts'
import { holdWait } from './wait.ts'

/** A day can be moved again, each time with a reason; a number of ours. */
const MOST_DAYS_AHEAD = 183

const NewDay = z.object({ dueOn: realDay('Write the day like this: 2026-12-31.'), why: Why })

/**
 * Moves the day by which a theme is to be decided. The day it had first, and the reason, stay to be seen. A theme that was
 * passed up stays where it is.
 * @throws {NotFound} {NotAllowed}
 */
export async function moveDay(
  db: Db,
  keys: Keys,
  wanted: { id: string; dueOn: string; why: string },
  member: Member,
  now: Date,
): Promise<Moved> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  const today = dayOf(now)
  return inTransaction(db, async (trx) => {
    const wait = await holdWait(trx, wanted.id)
    if (!wait) return { ok: false, problems: { dueOn: 'There is a decision on this theme now.' } }
    const parsed = NewDay.safeParse(wanted)
    if (!parsed.success) return { ok: false, problems: firstOfEach(parsed.error) }
    const { dueOn, why } = parsed.data
    if (dueOn === wait.due_on) return { ok: true }
    if (dueOn <= today) return { ok: false, problems: { dueOn: 'Choose a day that is still to come.' } }
    if (dueOn > laterBy(today, MOST_DAYS_AHEAD))
      return { ok: false, problems: { dueOn: 'Choose a day within six months from now.' } }
    const risesOn = levelAbove(wait.level) ? dueOn : null
    await trx.updateTable('theme_waits').set({ due_on: dueOn, rises_on: risesOn }).where('id', '=', wait.id).execute()
    await addStep(trx, keys, wait.id, { step: 'moved', level: wait.level, due_on: dueOn, why }, member, now)
    return { ok: true }
  })
}

const Owner = z.string().trim().min(1, 'Say who, by job title.').max(80, 'Make it shorter: at most 80 characters.')

/** Names who brings a theme to a decision, by job title. @throws {NotFound} {NotAllowed} */
export async function nameOwner(
  db: Db,
  keys: Keys,
  wanted: { id: string; owner: string },
  member: Member,
  now: Date,
): Promise<Moved> {
  if (!allows(member.roles, 'may decide')) throw new NotAllowed('may not decide')
  return inTransaction(db, async (trx) => {
    const wait = await holdWait(trx, wanted.id)
    if (!wait) return { ok: false, problems: { owner: 'There is a decision on this theme now.' } }
    const parsed = Owner.safeParse(wanted.owner)
    if (!parsed.success) return { ok: false, problems: { owner: parsed.error.issues[0]?.message ?? 'Say who.' } }
    if (parsed.data === wait.owner) return { ok: true }
    await trx.updateTable('theme_waits').set({ owner: parsed.data }).where('id', '=', wait.id).execute()
    const step = { step: 'owner named' as const, level: wait.level, due_on: wait.due_on, why: parsed.data }
    await addStep(trx, keys, wait.id, step, member, now)
    return { ok: true }
  })
}

import { z } from 'zod'
import type { Db } from '../db/open.ts'

const minutes = z.int().min(5).max(10_080)

/** The partnership's times. All but the hours are minutes of working time; the hours are minutes after midnight. */
export const DutyTimes = z
  .object({
    opens: z.int().min(0).max(1439),
    closes: z.int().min(1).max(1440),
    /** Until a person must have read it: somebody feels unsafe now, a child wrote or the flag raised it, everything else. */
    readUnsafe: minutes,
    readChild: minutes,
    readOwn: minutes,
    /** Until a concern is decided and passed on. */
    decide: minutes,
    /** Until the place it went to has answered; then it is asked again, each working day. */
    acknowledge: minutes,
    /** Between one person of the chain and the next, once something is late. */
    passOn: minutes,
    /** An alert that somebody feels unsafe now goes out at any hour; else at the next opening. */
    alertAtOnce: z.boolean(),
  })
  // A day without hours would never get to the end of anything.
  .refine(({ opens, closes }) => closes - opens >= 60, {
    path: ['closes'],
    error: 'The day must be at least an hour long.',
  })

export type DutyTimes = z.infer<typeof DutyTimes>

/** Stricter than the guidance (Working Together 2023: at once, and an answer in one working day). The partnership's decision. */
export const usualTimes: DutyTimes = {
  opens: 9 * 60,
  closes: 17 * 60,
  readUnsafe: 30,
  readChild: 4 * 60,
  readOwn: 8 * 60,
  decide: 4 * 60,
  acknowledge: 8 * 60,
  passOn: 60,
  alertAtOnce: false,
}

const kept = new WeakMap<Db, { times: DutyTimes; until: number }>()
const KEPT_MS = 3_000

/** The times in force. Inside a transaction they are read anew; else they may be three seconds old. */
export async function dutyTimes(db: Db): Promise<DutyTimes> {
  const known = kept.get(db)
  if (known && known.until > performance.now()) return known.times
  const row = await db.selectFrom('facts').select('value').where('key', '=', 'duty times').executeTakeFirst()
  const read = DutyTimes.safeParse({ ...usualTimes, ...((row?.value ?? {}) as Partial<DutyTimes>) })
  const times = read.success ? read.data : usualTimes
  kept.set(db, { times, until: performance.now() + KEPT_MS })
  return times
}

/** Writes down new times. `forgetDutyTimes` puts them in force at once; else it takes three seconds. */
export async function keepDutyTimes(db: Db, times: DutyTimes): Promise<void> {
  const value = JSON.stringify(times)
  await db
    .insertInto('facts')
    .values({ key: 'duty times', value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute()
}

/** The next look reads them anew. */
export function forgetDutyTimes(db: Db): void {
  kept.delete(db)
}

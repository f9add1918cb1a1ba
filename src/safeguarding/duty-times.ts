import { z } from 'zod'
import type { Db } from '../db/open.ts'

/** The longest that each time may be set to, in minutes of working time: half a day, one of eight hours, or two. */
export const longest = {
  readUnsafe: 240,
  readChild: 480,
  readOwn: 960,
  decide: 480,
  acknowledge: 960,
  passOn: 240,
} as const

/** A working day lies between these, in minutes after midnight, and is so long at least. */
const [EARLIEST, LATEST, SHORTEST] = [6 * 60, 22 * 60, 6 * 60]

const upTo = (most: number) => z.int().min(5).max(most)

/** The partnership's times. All but the hours are minutes of working time; the hours are minutes after midnight. */
export const DutyTimes = z
  .object({
    opens: z.int().min(EARLIEST).max(LATEST),
    closes: z.int().min(EARLIEST).max(LATEST),
    /** Until a person must have read it: somebody feels unsafe now, a child wrote or the flag raised it, everything else. */
    readUnsafe: upTo(longest.readUnsafe),
    readChild: upTo(longest.readChild),
    readOwn: upTo(longest.readOwn),
    /** Until a concern is decided and passed on. */
    decide: upTo(longest.decide),
    /** Until the place it went to has answered; then it is asked again, each working day. */
    acknowledge: upTo(longest.acknowledge),
    /** Between one person of the chain and the next, once something is late. */
    passOn: upTo(longest.passOn),
    /** An alert that somebody feels unsafe now goes out at any hour; else at the next opening. */
    alertAtOnce: z.boolean(),
  })
  // The times are working time: a day of an hour would make half an hour of a day.
  .refine(({ opens, closes }) => closes - opens >= SHORTEST, {
    path: ['closes'],
    error: 'The day must be at least six hours long.',
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

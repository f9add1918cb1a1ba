import { listOwed } from '../changes/owed.ts'
import type { Db } from '../db/open.ts'
import { dayOf } from '../site.ts'

/**
 * The organisation's debt at this moment. Exact numbers of people: show them only through small-numbers.ts.
 * @returns keys that are owed an answer, and those of them whose day has passed
 */
export async function countOwed(db: Db, now: Date): Promise<{ waiting: number; late: number }> {
  const owed = await listOwed(db)
  const today = dayOf(now)
  return { waiting: owed.length, late: owed.filter(({ by }) => by < today).length }
}

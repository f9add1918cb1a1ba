import type { Db } from '../../db/open.ts'
import { periodName } from '../../period.ts'
import { holderOf } from './levels.ts'
import { periodOfWait } from './opening.ts'
import { listWaits, type Wait } from './wait.ts'

/** A theme that waits, with what a page says beside it. */
export type WaitLine = Wait & { since: string; late: boolean; holder: string }

/** The themes that wait, ready to be shown. @param today 'YYYY-MM-DD' */
export async function waitLines(db: Db, today: string): Promise<WaitLine[]> {
  return (await listWaits(db)).map((wait) => lineOf(wait, today))
}

/** @param today 'YYYY-MM-DD' */
export function lineOf(wait: Wait, today: string): WaitLine {
  const since = periodName(periodOfWait(wait.period))
  return { ...wait, since, late: wait.dueOn < today, holder: holderOf(wait.level) }
}

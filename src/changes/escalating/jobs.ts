import type { Job } from '../../db/jobs.ts'
import { askForDecisions } from './opening.ts'
import { passUpLate } from './rising.ts'

/**
 * Counts the themes of a period that has ended, and passes up what nobody decided. Safe to do twice, and at once in two
 * processes: a period is counted once, and a theme rises one step after its own day.
 * @param within days after a period, and days with each group
 */
export function waitingJobs(within: number): Job[] {
  return [
    {
      name: 'ask for decisions, and pass up what has none',
      everyMinutes: 60,
      needsDesk: true,
      run: async (db, now, keys) => {
        await askForDecisions(db, keys, within, now)
        await passUpLate(db, keys, within, now)
      },
    },
  ]
}

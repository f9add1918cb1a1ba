import type { Job } from './db/jobs.ts'
import { purgeSessions } from './db/session-store.ts'
import { forgetKeyTimes } from './feedback/giving.ts'
import { eraseOldWords } from './feedback/withdrawing.ts'

/** What must happen again and again, by whichever process comes first. None needs a key that opens words. */
export const jobs: Job[] = [
  {
    name: 'forget when keys were shown',
    everyMinutes: 5,
    run: async (db, now) => void (await forgetKeyTimes(db, now)),
  },
  { name: 'end old sessions', everyMinutes: 10, run: async (db, now) => void (await purgeSessions(db, now)) },
  { name: 'erase old words', everyMinutes: 24 * 60, run: async (db, now) => void (await eraseOldWords(db, now)) },
]

import { sql } from 'kysely'
import type { Job } from './db/jobs.ts'
import type { Db } from './db/open.ts'
import { purgeSessions } from './db/session-store.ts'
import { compareWithNames } from './feedback/caring/naming.ts'
import { eraseOldWords } from './feedback/coming-back/withdrawing.ts'
import { forgetAboutMarks, mixAbout } from './feedback/giving/about-you.ts'
import { forgetKeyTimes } from './feedback/giving/giving.ts'
import { mixInvitations } from './feedback/inviting/invitation.ts'
import { forgetOldNotices } from './feedback/notices/notice-outbox.ts'
import { forgetOldWishes } from './feedback/notices/notice-wish.ts'
import { forgetHandovers } from './feedback/with-a-worker/handover.ts'
import { noteTakenBack } from './summaries/releases/correcting.ts'
import { forgetOldReports } from './support/telling-us/contact-report.ts'
import { forgetOldUnmet, mixUnmet } from './support/telling-us/unmet-need.ts'
import { sumDays } from './themes/counting.ts'
import { forgetOldSearches } from './themes/searching/search.ts'
import { retireWorse } from './themes/suggesting/retiring.ts'

/** What must happen again and again, by whichever process comes first; what is marked so, beside the desk key. */
export const jobs: Job[] = [
  {
    name: 'forget when keys were shown',
    everyMinutes: 5,
    run: async (db, now) => void (await forgetKeyTimes(db, now)),
  },
  {
    name: 'forget whose form was counted',
    everyMinutes: 24 * 60,
    run: async (db, now) => void (await forgetAboutMarks(db, now)),
  },
  {
    name: 'mix what people said about themselves',
    everyMinutes: 15,
    run: async (db) => mixAbout(db),
  },
  {
    name: 'show what became of tablets, and forget them',
    everyMinutes: 15,
    run: async (db, now) => void (await forgetHandovers(db, now)),
  },
  {
    name: 'forget old notices',
    everyMinutes: 24 * 60,
    run: async (db, now) => {
      await forgetOldWishes(db, earlier(now, await timeOf(db)))
      await forgetOldNotices(db, now)
    },
  },
  { name: 'mix what people could not find', everyMinutes: 15, run: async (db) => mixUnmet(db) },
  {
    name: 'forget old taps',
    everyMinutes: 24 * 60,
    run: async (db, now) => {
      const at = earlier(now, await timeOf(db))
      await forgetOldUnmet(db, at)
      await forgetOldReports(db, at)
    },
  },
  {
    name: 'forget who searched for what',
    everyMinutes: 24 * 60,
    run: async (db, now) => void (await forgetOldSearches(db, earlier(now, await timeOf(db)))),
  },
  { name: 'sum what people spoke of', everyMinutes: 1, run: async (db) => void (await sumDays(db)) },
  {
    name: 'retire suggestions that do worse than the commonest three',
    everyMinutes: 60,
    needsDesk: true,
    run: async (db, now, keys) => void (await retireWorse(db, keys, now)),
  },
  {
    name: 'compare with names',
    everyMinutes: 1,
    needsDesk: true,
    run: async (db, now, keys) => void (await compareWithNames(db, keys, now)),
  },
  {
    name: 'say what was taken back after a release was frozen',
    everyMinutes: 60,
    run: async (db, now) => void (await noteTakenBack(db, earlier(now, await timeOf(db)))),
  },
  { name: 'end old sessions', everyMinutes: 10, run: async (db, now) => void (await purgeSessions(db, now)) },
  {
    name: 'erase old words',
    everyMinutes: 24 * 60,
    // What is erased does not come back: a clock that ran ahead must be wrong on both machines to erase too early.
    run: async (db, now) => void (await eraseOldWords(db, earlier(now, await timeOf(db)))),
  },
  {
    name: 'mix invitations',
    everyMinutes: 24 * 60,
    run: async (db, now) => void (await mixInvitations(db, earlier(now, await timeOf(db)))),
  },
]

async function timeOf(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(db)
  return rows[0]?.at ?? new Date(0)
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}

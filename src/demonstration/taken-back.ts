import { withdrawFeedback } from '../feedback/coming-back/withdrawing.ts'
import { periodBefore, periodOf } from '../period.ts'
import { dayOf, type Site } from '../site.ts'
import { noteTakenBack } from '../summaries/releases/correcting.ts'
import type { Event } from './one-piece.ts'

/** By then everything that was said so many periods ago is released. */
const PERIODS_AGO = 3

/** Somebody takes back last month what a release counts; on the first of this month its dated correction says so. */
export function takenBackEvents({ db }: Site, now: Date): Event[] {
  const month = (ago: number, day: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, day, 9))
  let said = periodOf(dayOf(now))
  for (let ago = 0; ago < PERIODS_AGO; ago++) said = periodBefore(said)
  const takeBack = async () => {
    const one = await db
      .selectFrom('responses')
      .select('id')
      .where('received_on', '>=', said.from)
      .where('received_on', '<', said.until)
      // One of the crowd: what is told in full stays for a visitor to see.
      .where('dek_box', 'is', null)
      .where('withdrawn_on', 'is', null)
      .orderBy('received_on')
      .orderBy('ref')
      .executeTakeFirst()
    if (one) await withdrawFeedback(db, one.id, month(1, 20))
  }
  return [
    { at: month(1, 20), run: takeBack },
    { at: month(0, 1), run: async () => void (await noteTakenBack(db, month(0, 1))) },
  ]
}

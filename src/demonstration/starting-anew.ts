import { dayOf, type Site } from '../site.ts'
import { listLoggedChanges, offersFor, rebaseChart } from '../summaries/over-time/rebasing.ts'
import { themeOverTime } from '../summaries/over-time/series.ts'
import type { Cast, Event } from './one-piece.ts'

const THEME = 'continuity-and-endings'
const HOURS_AGO = 3
const REASON =
  'Goodbyes are planned since then, and every month fewer people spoke of a sudden end. The old average says nothing any more.'

/** The lead has the chart of one theme start anew after a change, once enough points lie below the average. */
export function startAnewEvents({ db, keys }: Site, { lead }: Pick<Cast, 'lead'>, now: Date): Event[] {
  const at = new Date(now.getTime() - HOURS_AGO * 3_600_000)
  const run = async () => {
    const offers = offersFor(await themeOverTime(db, THEME, dayOf(at)), await listLoggedChanges(db, THEME))
    const [offer] = offers
    if (!offer) return
    const wanted = { themeKey: THEME, decisionId: offer.decisionId, reason: REASON }
    const done = await rebaseChart(db, keys, wanted, offers, lead, at)
    if (!done.ok) throw new Error(`The demonstration's new start: ${JSON.stringify(done.problems)}`)
  }
  return [{ at, run }]
}

import { type Period, periodBefore, periodOf } from '../period.ts'
import { dayOf, type Site } from '../site.ts'
import { freeze } from '../summaries/releases/freezing.ts'
import { prepareRelease, publishRelease } from '../summaries/releases/releasing.ts'
import { giveOutInvitations } from './invitations.ts'
import type { Cast, Event } from './one-piece.ts'

const DAY = 24 * 3_600_000
/** By then what was said in a period is read, agreed and put under themes. */
const FROZEN_AFTER_DAYS = 10
const PUBLISHED_AFTER_DAYS = 12
const MONTHS = 24

type Due = { key: string; until: string; at: Date }

/** What is released in the demonstration's two years, and when each is frozen: every two months, and every whole year. */
export function releasesDue(now: Date): Due[] {
  const first = monthsBefore(now, MONTHS)
  const due: Due[] = []
  for (let period = periodOf(dayOf(now)); period.from >= first; period = periodBefore(period)) {
    due.push({ key: period.key, until: period.until, at: daysAfter(period, FROZEN_AFTER_DAYS) })
    const year = period.key.slice(0, 4)
    // The year's comes when that of its last two months is out.
    if (period.key.endsWith('-11') && `${year}-01-01` >= first)
      due.push({ key: year, until: period.until, at: daysAfter(period, FROZEN_AFTER_DAYS + 30) })
  }
  return due.filter(({ at }) => at.getTime() + (PUBLISHED_AFTER_DAYS - FROZEN_AFTER_DAYS) * DAY < now.getTime())
}

/** Each is prepared by the lead, and looked at and published by somebody else two days later. */
export function releaseEvents(site: Site, cast: Cast, now: Date, roll: () => number): Event[] {
  const { db, keys, config } = site
  const rules = { checks: config.checks, duty: config.dutyToNotifyFrom }
  return releasesDue(now).flatMap(({ key, until, at }) => {
    let draftId: string | undefined
    const publishAt = new Date(at.getTime() + (PUBLISHED_AFTER_DAYS - FROZEN_AFTER_DAYS) * DAY)
    return [
      {
        at,
        run: async () => {
          await giveOutInvitations(db, roll, until)
          const prepared = await prepareRelease(db, keys, { key }, cast.lead, at)
          if (!prepared.ok) throw new Error(`The demonstration's release ${key}: ${JSON.stringify(prepared.problems)}`)
          const { state } = await freeze(db, prepared.draftId, at, undefined, rules)
          // One that is refused stays a refused draft, for people to see why.
          if (state === 'ready') draftId = prepared.draftId
        },
      },
      {
        at: publishAt,
        run: async () => {
          if (!draftId) return
          const published = await publishRelease(db, keys, draftId, cast.publisher, publishAt)
          // Somebody may have taken words back in between: then it waits to be frozen again.
          if (!published.ok) draftId = undefined
        },
      },
    ]
  })
}

function daysAfter({ until }: Period, days: number): Date {
  return new Date(Date.parse(`${until}T10:00:00Z`) + days * DAY)
}

function monthsBefore(now: Date, months: number): string {
  return dayOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)))
}

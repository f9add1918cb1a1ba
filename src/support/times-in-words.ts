import type { Frame } from '../web/frame.ts'
import { isAlwaysOpen } from './finding/open-hours.ts'
import { weekdays } from './known-keys.ts'
import type { Option } from './option.ts'

/** A Monday. */
const MONDAY = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000

/**
 * The hours of an option in the page's own language, for when no sentence about them was written down.
 * @returns one line for each stretch, such as "Monday, Tuesday: 09:00–17:00"
 */
export function timesInWords({ t, language, formats }: Frame, times: Option['times']): string[] {
  if (!times) return []
  if (isAlwaysOpen(times)) return [t('support.option_always')]
  const weekday = new Intl.DateTimeFormat(language.locale, { weekday: 'long', timeZone: 'UTC' })
  const nameOf = (day: string) => weekday.format(MONDAY + weekdays.indexOf(day) * DAY_MS)
  return times.map(({ days: on, opens, closes }) =>
    t('support.option_times', {
      days: formats.list(weekdays.filter((day) => on.includes(day)).map(nameOf)),
      ...{ opens, closes },
    }),
  )
}

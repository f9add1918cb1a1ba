import { nameBasedId } from '../attribute-id.ts'
import { weekdays } from '../known-keys.ts'
import type { Option } from '../option.ts'
import { isSettled, tellerOf } from './leaving.ts'

/** Opening times of some days of the week, in London's time: 'HH:MM', both within the day. */
export type Opening = { days: string[]; opens: string; closes: string }

const time = /^([01]\d|2[0-3]):[0-5]\d$/

/**
 * When it is open, as far as that is known and undisputed. The standard knows no 24:00, so what goes on until midnight ends
 * at 23:59.
 */
export function openingsOf(option: Pick<Option, 'times' | 'conflicts'>): Opening[] {
  if (!isSettled(option, 'times')) return []
  return (option.times ?? []).flatMap(({ days, opens, closes }) => {
    const ends = closes === '24:00' ? '23:59' : closes
    const known = weekdays.filter((day) => days.includes(day))
    return known.length > 0 && time.test(opens) && time.test(ends) && opens < ends
      ? [{ days: known, opens, closes: ends }]
      : []
  })
}

/** @param today 'YYYY-MM-DD'; the clock of that day says how far London is from UTC */
export function schedulesOf(option: Option, today: string): object[] {
  const offset = londonOffset(today)
  const description = tellerOf(option)('hours', option.hours)
  const schedules = openingsOf(option).map(({ days, opens, closes }) => ({
    id: nameBasedId(`${option.id}/schedule/${days}/${opens}/${closes}`),
    service_id: option.id,
    freq: 'WEEKLY',
    byday: days.join(','),
    opens_at: `${opens}${offset}`,
    closes_at: `${closes}${offset}`,
    description,
  }))
  return [...new Map(schedules.map((schedule) => [schedule.id, schedule])).values()]
}

const offsets = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeZoneName: 'longOffset' })

/** @returns '+00:00' or '+01:00' */
function londonOffset(day: string): string {
  const parts = offsets.formatToParts(new Date(`${day}T12:00:00Z`))
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  return name.replace('GMT', '') || '+00:00'
}

import { shownContacts } from '../contact.ts'
import { isAlwaysOpen } from '../finding/open-hours.ts'
import type { Option } from '../option.ts'

const MOST = 3
const talk = 'talk_to_someone'

/**
 * What answers now, whatever the hour: with a number that may be shown, day and night by its times, and of help with one of
 * these needs or with talking.
 * @returns up to three, those that share most of the needs first
 */
export function answersNow(options: Option[], needs: string[]): Option[] {
  const shared = (option: Option) => option.needs.filter((need) => needs.includes(need)).length
  return options
    .filter((option) => option.status === 'open' && option.times && isAlwaysOpen(option.times))
    .filter((option) => shownContacts(option).some(({ kind }) => kind === 'phone' || kind === 'text'))
    .filter((option) => shared(option) > 0 || option.needs.includes(talk))
    .sort((a, b) => shared(b) - shared(a) || a.name.localeCompare(b.name))
    .slice(0, MOST)
}

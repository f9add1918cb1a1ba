import { laterBy } from '../../days.ts'
import type { Option } from '../option.ts'

/** After how many days a person looks again: settings CHECK_CONTACTS_DAYS and CHECK_ENTRIES_DAYS. */
export type CheckRules = { contactsDays: number; entriesDays: number }

/** Open Referral UK asks for a look at least every three months; what a service is changes less often than its number. */
export const usualRules: CheckRules = { contactsDays: 90, entriesDays: 180 }

type Looked = Pick<Option, 'checked_on'> & { contacts: Pick<Option['contacts'][number], 'seen_on' | 'taken_down_on'>[] }

/** @returns the days of the last looks: at the entry, and at that of its contacts that waits longest */
export function lastLooks({ checked_on, contacts }: Looked): { entry: string; contacts: string } {
  const standing = contacts.filter(({ taken_down_on }) => !taken_down_on)
  const oldest = standing.map(({ seen_on }) => seen_on).sort()[0]
  return { entry: checked_on, contacts: oldest ?? checked_on }
}

/** The last day on which each check is in time, 'YYYY-MM-DD'. */
export function dueDays(option: Looked, rules: CheckRules = usualRules): { entry: string; contacts: string } {
  const looks = lastLooks(option)
  return { entry: laterBy(looks.entry, rules.entriesDays), contacts: laterBy(looks.contacts, rules.contactsDays) }
}

/** Whether a check of the entry or of its contacts is overdue. */
export function isPastCheck(option: Looked, today: string, rules: CheckRules = usualRules): boolean {
  const due = dueDays(option, rules)
  return due.entry < today || due.contacts < today
}

type Checked = Pick<Option, 'checked_by'> & {
  contacts: Pick<Option['contacts'][number], 'kind' | 'value' | 'confirmed_on' | 'taken_down_on'>[]
}

/** Nobody rings these to see whether they work: it would hold up somebody in danger. */
export const neverRung = ['999', '112', '18000']

/**
 * Whether no person ever looked at an entry or tried one of its contacts: what is known of it is a stored copy of a page. That
 * is not so of what nobody rings.
 */
export function isUnchecked({ checked_by, contacts }: Checked): boolean {
  const standing = contacts.filter(({ taken_down_on }) => !taken_down_on)
  const numbers = standing.filter(({ kind }) => kind === 'phone' || kind === 'text')
  const isNeverRung = numbers.length > 0 && numbers.every(({ value }) => neverRung.includes(value))
  return !checked_by && !isNeverRung && standing.every(({ confirmed_on }) => !confirmed_on)
}

/** Whether a check is overdue, or a person's first look at what is only a copy: that is due on the day of the copy. */
export function isOverdue(option: Looked & Checked, today: string, rules: CheckRules = usualRules): boolean {
  return isPastCheck(option, today, rules) || (isUnchecked(option) && option.checked_on < today)
}

/** @returns the day since which nobody has looked at what is overdue; of an entry in time the older of both looks */
export function notCheckedSince(option: Looked, today: string, rules: CheckRules = usualRules): string {
  const looks = lastLooks(option)
  const due = dueDays(option, rules)
  const overdue = [...(due.entry < today ? [looks.entry] : []), ...(due.contacts < today ? [looks.contacts] : [])]
  return (overdue.length > 0 ? overdue : [looks.entry, looks.contacts]).sort()[0] ?? looks.entry
}

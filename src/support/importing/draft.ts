import type { EntryContent } from '../keeping/entry.ts'

/** A record as an entry could take it: plain text, cut to what fits, nothing that a source cannot say for us. */
export type Draft = {
  name: string
  organization: string | null
  aliases: string[]
  summary: string
  how_to_access: string | null
  hours: string | null
  cost: string | null
  wait: string | null
  languages: string | null
  accessibility: string | null
  area: string | null
  age_min: number | null
  age_max: number | null
  age_note: string | null
  status: EntryContent['status']
  status_note: string | null
  contacts: { kind: 'phone' | 'text' | 'email' | 'web'; value: string }[]
  /** The source's own words for what it is and whom it is for. They choose nothing by themselves. */
  words: string[]
  /** What could not be taken over, in sentences. */
  left: string[]
}

/** The columns of a draft that an entry has as text, in the order in which the team compares them. */
export const draftTexts = [
  ...(['name', 'organization', 'summary', 'how_to_access', 'hours', 'cost', 'wait', 'languages'] as const),
  ...(['accessibility', 'area', 'age_note', 'status_note'] as const),
] as const

/** Where a cell or a field ends; the same as an entry's own. */
export const mostOf = {
  ...{ name: 200, organization: 200, summary: 600, how_to_access: 1000, hours: 300, cost: 300, wait: 300 },
  ...{ languages: 500, accessibility: 1000, area: 300, age_note: 600, status_note: 1000, word: 200 },
}

const MOST_CONTACTS = 10

/** The same contact once, and no more than a person can check. */
export function distinctContacts(contacts: Draft['contacts'], left: string[]): Draft['contacts'] {
  const keys = contacts.map((contact) => `${contact.kind} ${contactKey(contact)}`)
  const all = contacts.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
  if (all.length > MOST_CONTACTS) left.push(`It has ${all.length} contacts; the first ${MOST_CONTACTS} are here.`)
  return all.slice(0, MOST_CONTACTS)
}

/** What makes two contacts the same: the digits of a number, the letters of an address. */
export function contactKey({ kind, value }: Draft['contacts'][number]): string {
  if (kind === 'phone' || kind === 'text') return phoneDigits(value)
  return value.toLowerCase().replace(/\/$/, '')
}

/** The digits of a number, with a leading 0 for the United Kingdom, so that +44 20 and 020 are the same. */
export function phoneDigits(value: string): string {
  const digits = value.replace(/\(0\)/g, '').replace(/\D/g, '')
  return digits.replace(/^(?:00)?44(?=\d{9,10}$)/, '0')
}

/** @returns a number as it may be dialled, or undefined when the text is none */
export function phoneNumber(text: string): string | undefined {
  const [found] = /^\+?[\d\s().-]{3,24}$/.exec(text.trim()) ?? []
  const digits = found?.replace(/\D/g, '') ?? ''
  return found && digits.length >= 3 && digits.length <= 15 ? found.replace(/\s+/g, ' ').trim() : undefined
}

/** @returns a whole number of years from 0 to 120, or null */
export function ageOf(value: unknown): number | null {
  const age = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof age === 'number' && Number.isFinite(age) && age >= 0 && age <= 120 ? Math.floor(age) : null
}

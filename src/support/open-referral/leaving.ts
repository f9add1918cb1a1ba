import { sourcesDisagree } from '../contact.ts'
import { tellsHidden } from '../hidden-words.ts'
import type { Option } from '../option.ts'

/** Facts that stand or fall together: who doubts the one cannot vouch for the other. */
const together = [
  ['name', 'aliases'],
  ['summary', 'description'],
  ['provider', 'organization'],
  ['how_to_access', 'access', 'access_routes', 'who_to_ask'],
  ['gender_or_community', 'welcomes'],
  ['age_min', 'age_max', 'age_note'],
  ['hours', 'times'],
  ['cost', 'free'],
  ['languages', 'language_codes', 'interpreters'],
  ['area', 'areas'],
  ['wait', 'wait_checked_on', 'while_waiting'],
  ...['accessibility', 'first_contact', 'who_will_know', 'what_asked', 'police', 'ways'].map((alone) => [alone]),
  ...['needs', 'phases', 'audiences', 'tier'].map((alone) => [alone]),
]

/** Disputes about these are the business of `shownContacts`. */
const kinds = ['phone', 'text', 'email', 'web']

const placed = new Set([...together.flat(), ...kinds])

/**
 * Whether an entry that the public may see may also leave by the feed, where nobody can take it back or write a note beside
 * it. Not when it is closed or nobody could verify it, not when we are unsure that it exists, and not when sources disagree
 * on that, or on something of which we cannot tell which part of the entry it touches.
 */
export function mayLeave({
  status,
  confidence,
  conflicts,
}: Pick<Option, 'status' | 'confidence' | 'conflicts'>): boolean {
  if (status === 'closed' || status === 'unverified' || confidence === 'low') return false
  return conflicts.every(({ field }) => placed.has(field))
}

/** Whether no source contradicts a fact, nor one that stands or falls with it. */
export function isSettled(option: Pick<Option, 'conflicts'>, field: string): boolean {
  const group = together.find((names) => names.includes(field)) ?? [field]
  return !group.some((name) => sourcesDisagree(option, name))
}

/** @returns a function that gives a fact back where it may leave: when no source disputes it, and it tells nothing hidden */
export function tellerOf(option: Option) {
  return <T>(field: string, value: T): T | undefined => {
    if (!isSettled(option, field)) return undefined
    const texts = [value].flat().filter((one) => typeof one === 'string')
    return texts.some((text) => tellsHidden(option, text)) ? undefined : value
  }
}

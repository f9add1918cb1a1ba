import { shownContacts } from '../contact.ts'
import type { Option } from '../option.ts'

export const ways = ['phone', 'text', 'face', 'online'] as const

/** How somebody gets help from an option. `online` is a website or an email, which may be only where they ask. */
export type Way = (typeof ways)[number]

/**
 * The ways we know of and may show. That another way is missing here does not mean that the option has none.
 * A chat has no field of its own in the sources; the sourced summary says it.
 */
export function waysOf(option: Option): Set<Way> {
  const kinds = new Set(shownContacts(option).map(({ kind }) => kind))
  const found = new Set<Way>()
  if (kinds.has('phone')) found.add('phone')
  if (kinds.has('text') || (kinds.has('web') && /\bchat\b/i.test(option.summary))) found.add('text')
  if (option.access.includes('walk_in') || option.access.includes('school')) found.add('face')
  if (kinds.has('web') || kinds.has('email')) found.add('online')
  return found
}

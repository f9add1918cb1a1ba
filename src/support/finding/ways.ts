import { shownContacts } from '../contact.ts'
import type { Option } from '../option.ts'

export const ways = ['phone', 'text', 'chat', 'face', 'online'] as const

/** How somebody gets help from an option. `online` is a website or an email, which may be only where they ask. */
export type Way = (typeof ways)[number]

/**
 * The ways we know of and may show: a chat is found on a website that may be shown. That another way is missing here does
 * not mean that the option has none.
 */
export function waysOf(option: Option): Set<Way> {
  const kinds = new Set(shownContacts(option).map(({ kind }) => kind))
  const found = new Set<Way>()
  if (kinds.has('phone')) found.add('phone')
  if (kinds.has('text')) found.add('text')
  if (kinds.has('web') && option.ways.includes('chat')) found.add('chat')
  if (isPlaceToGo(option)) found.add('face')
  if (kinds.has('web') || kinds.has('email')) found.add('online')
  return found
}

/** Ways that an option has, as a source or a contact of its own says, and that may not be shown yet. */
export function unshownWaysOf(option: Option): Set<Way> {
  const known = waysOf(option)
  const kinds: string[] = option.contacts.filter(({ taken_down_on }) => !taken_down_on).map(({ kind }) => kind)
  return new Set(ways.filter((way) => !known.has(way) && (option.ways.includes(way) || kinds.includes(way))))
}

/** Whether somebody can get in touch today with what we may show: a contact, or a door to walk through. */
export function isInReach(option: Option): boolean {
  return shownContacts(option).length > 0 || option.access.includes('walk_in') || option.access.includes('school')
}

/** Whether it has a phone or a text number that we may show. */
export function hasNumber(option: Option): boolean {
  return shownContacts(option).some(({ kind }) => kind === 'phone' || kind === 'text')
}

/** Nobody knows whether it is open now, or it may be closing. */
export function isDoubtful({ status }: Pick<Option, 'status'>): boolean {
  return status === 'unverified' || status === 'at_risk'
}

function isPlaceToGo({ access, ways: stated }: Option): boolean {
  return access.includes('walk_in') || access.includes('school') || stated.includes('face')
}

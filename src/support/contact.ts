import type { Contact, Option } from './option.ts'

type Judged = Pick<Option, 'status' | 'conflicts'>
type JudgedContact = Pick<Contact, 'kind' | 'confidence' | 'confirmed_on' | 'taken_down_on'>

export type Hidden = 'closed' | 'taken down' | 'not confirmed' | 'low confidence' | 'sources disagree'

/** A voice first, then what takes longest to answer. */
const order: Contact['kind'][] = ['phone', 'text', 'email', 'web']

/**
 * Which ways to reach an option the public may see; nowhere else is this decided.
 *
 * A phone, text or email only when its confidence is high, or medium and a person confirmed it; never low. A website when it
 * is high or medium. Nothing that sources disagree on until a person has confirmed it, nothing that was taken down, and
 * nothing of a closed option. The rule comes from the fact-finding on the trauma resilience roadmap (November 2026): none of
 * the numbers had been rung, and a wrong number can cost someone the courage to call again.
 */
export function shownContacts(option: Judged & Pick<Option, 'contacts'>): Contact[] {
  const shown = option.contacts.filter((contact) => whyHidden(option, contact) === undefined)
  return shown.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

/** Kinds of contact that exist and may not be shown, so that a page can say that they exist. */
export function hiddenKinds(option: Judged & Pick<Option, 'contacts'>): Contact['kind'][] {
  const kinds = option.contacts.filter((contact) => whyHidden(option, contact)).map(({ kind }) => kind)
  return [...new Set(kinds)]
}

/** @returns why a contact is not shown to the public, or undefined when it is */
export function whyHidden(option: Judged, contact: JudgedContact): Hidden | undefined {
  const { confidence, confirmed_on: confirmed } = contact
  if (option.status === 'closed') return 'closed'
  if (contact.taken_down_on) return 'taken down'
  if (confidence === 'low') return 'low confidence'
  if (!confirmed && sourcesDisagree(option, contact.kind)) return 'sources disagree'
  if (confidence === 'medium' && contact.kind !== 'web' && !confirmed) return 'not confirmed'
  return undefined
}

/**
 * Whether sources disagree on a fact, such as 'hours'. Then the public is told just that: what was found holds old and
 * doubtful values, and picking one would be a guess.
 */
export function sourcesDisagree({ conflicts }: Pick<Option, 'conflicts'>, field: string): boolean {
  return conflicts.some((conflict) => conflict.field === field)
}

/** An email address and nothing else: what follows a question mark would be sent along with somebody's message. */
export const emailPattern = /^[\w.%+'-]+@[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}$/i

/** @returns an address for a link, or undefined when the value is not one a browser can safely open */
export function contactHref({ kind, value, send }: Pick<Contact, 'kind' | 'value' | 'send'>): string | undefined {
  const digits = value.replace(/[^\d+]/g, '')
  if (kind === 'phone') return `tel:${digits}`
  if (kind === 'text') return send ? `sms:${digits}?&body=${encodeURIComponent(send)}` : `sms:${digits}`
  if (kind === 'email')
    return emailPattern.test(value) ? `mailto:${encodeURIComponent(value).replace('%40', '@')}` : undefined
  return /^https:\/\/\S+$/.test(value) ? value : undefined
}

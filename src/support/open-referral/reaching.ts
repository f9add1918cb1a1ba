import { nameBasedId } from '../attribute-id.ts'
import { contactHref, shownContacts } from '../contact.ts'
import type { Contact, Option } from '../option.ts'

/** Narrower than the standards for either, so that whatever passes is valid under all of them. */
const plainEmail = /^[\w+-]+(\.[\w+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i
const plainUrl =
  /^https:\/\/[a-z0-9.-]+(:\d+)?(\/([\w.~:@!$&'()*+,;=/-]|%[0-9a-f]{2})*)?(\?([\w.~:@!$&'()*+,;=/?-]|%[0-9a-f]{2})*)?(#([\w.~:@!$&'()*+,;=/?-]|%[0-9a-f]{2})*)?$/i

/**
 * How to reach a service: only contacts that its page shows too. The first website and email are the service's own; phones
 * hang on one contact, as the standard has it, and so does every further email.
 */
export function reachOf(option: Option): { url?: string; email?: string; contacts: object[] } {
  const shown = shownContacts(option)
  const of = (kind: Contact['kind']) => shown.filter((contact) => contact.kind === kind)
  const [url] = of('web').flatMap((contact) => urlOf(contact) ?? [])
  const emails = of('email').filter(({ value }) => plainEmail.test(value))
  const contactId = nameBasedId(`${option.id}/contact`)
  const phones = [...of('phone'), ...of('text')].map((contact) => phoneOf(contact, contactId))
  const further = emails.slice(1).map(({ id, value }) => ({ id, service_id: option.id, email: value }))
  const [email] = emails
  return {
    ...(url ? { url } : {}),
    ...(email ? { email: email.value } : {}),
    contacts: [...(phones.length > 0 ? [{ id: contactId, service_id: option.id, phones }] : []), ...further],
  }
}

/** A number tells whoever meets it elsewhere whether anybody has tried it. */
function phoneOf(contact: Contact, contactId: string): object {
  const { id, kind, value, send, confidence, seen_on, confirmed_on, confirmed_how } = contact
  const how = kind === 'text' ? (send ? `Send a text with the word ${send}.` : 'For texts.') : ''
  const tried = confirmed_on
    ? `A person ${confirmed_how === 'called' ? 'rang it' : 'looked at it'} on ${confirmed_on}.`
    : 'Taken from a published source. Nobody has rung it yet to check.'
  return {
    ...{ id, contact_id: contactId, number: value, type: kind === 'text' ? 'text' : 'voice' },
    description: [how, tried].filter(Boolean).join(' '),
    heard: { confidence, last_looked_at: seen_on, confirmed_on },
  }
}

function urlOf(contact: Contact): string | undefined {
  const href = contactHref(contact)
  if (!href || !URL.canParse(href)) return undefined
  const url = new URL(href).href
  return plainUrl.test(url) ? url : undefined
}

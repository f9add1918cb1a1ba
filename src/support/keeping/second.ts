import { shownContacts } from '../contact.ts'
import type { EntryContact, EntryContent } from './entry.ts'

/** Whether the public would see a way to reach somebody that it does not see now. */
export function needsSecond(before: EntryContent | undefined, after: EntryContent): boolean {
  if (!before) return true
  const seen = new Set(seenByPublic(before))
  return seenByPublic(after).some((contact) => !seen.has(contact))
}

/**
 * What of a change may be published at once: everything but the ways to reach somebody that the public does not see now.
 * Where such a one stands in the place of an old one, the old one is gone at once and nothing stands there yet. When even the
 * rest would show something (a closed entry is opened, sources no longer disagree), only what is taken away.
 */
export function partAtOnce(before: EntryContent, after: EntryContent): EntryContent {
  const seen = new Set(seenByPublic(before))
  const fresh = new Set(seenOf(after).flatMap((contact) => (seen.has(asSeen(contact)) ? [] : [contact.id])))
  const was = new Map(before.contacts.map((contact) => [contact.id, contact]))
  const stays = new Set(seenByPublic(after))
  const isGone = (contact: EntryContact) => seen.has(asSeen(contact)) && !stays.has(asSeen(contact))
  const contacts = after.contacts.flatMap((contact) => {
    const old = fresh.has(contact.id) ? was.get(contact.id) : contact
    return old && !(fresh.has(contact.id) && isGone(old)) ? [old] : []
  })
  const rest = { ...after, contacts }
  return needsSecond(before, rest)
    ? { ...before, contacts: before.contacts.filter((contact) => !isGone(contact)) }
    : rest
}

function seenByPublic(content: EntryContent): string[] {
  return seenOf(content).map(asSeen)
}

function seenOf(content: EntryContent) {
  const contacts = content.contacts.map((contact) => ({ ...contact, option_id: '' }))
  return shownContacts({ ...content, contacts })
}

function asSeen({ kind, value, send }: Pick<EntryContact, 'kind' | 'value' | 'send'>): string {
  return `${kind} ${value} ${send ?? ''}`
}

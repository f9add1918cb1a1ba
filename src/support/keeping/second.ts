import { shownContacts } from '../contact.ts'
import { tellsHow } from '../tells-how.ts'
import type { EntryContact, EntryContent } from './entry.ts'

/** Words that the public reads. A number among them is as good as a contact to whoever reads it. */
const readByPublic = [
  ...(['name', 'organization', 'aliases', 'summary', 'how_to_access', 'first_contact', 'who_will_know'] as const),
  ...(['what_asked', 'who_to_ask', 'gender_or_community', 'hours', 'cost', 'wait', 'while_waiting'] as const),
  ...(['languages', 'accessibility', 'area', 'age_note', 'status_note'] as const),
]

/** Whose numbers they are. */
const whose = ['name', 'organization'] as const

/**
 * Whether the public would see a way to reach somebody that it does not see now: a contact, words that tell one, or one that
 * stands under another name.
 */
export function needsSecond(before: EntryContent | undefined, after: EntryContent): boolean {
  if (!before) return true
  const seen = new Set(seenByPublic(before))
  return seenByPublic(after).some((contact) => !seen.has(contact)) || doubtfulWords(before, after).length > 0
}

/**
 * What of a change may be published at once: everything but the ways to reach somebody that the public does not see now.
 * Where such a one stands in the place of an old one, the old one is gone at once and nothing stands there yet. Words that
 * tell one stay as they were. When even the rest would show something (a closed entry is opened, sources no longer
 * disagree), only what is taken away.
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
  const words = Object.fromEntries(doubtfulWords(before, after).map((field) => [field, before[field]]))
  const rest = { ...after, contacts, ...words }
  return needsSecond(before, rest)
    ? { ...before, contacts: before.contacts.filter((contact) => !isGone(contact)) }
    : rest
}

/**
 * Whether putting a change onto a newer version of its entry shows nothing but what whoever agrees has read: the same name
 * above it, and no contact that neither the change nor the newer version shows.
 */
export function showsNoMore(base: EntryContent, waiting: EntryContent, newest: EntryContent, merged: EntryContent) {
  const read = new Set([...seenByPublic(waiting), ...seenByPublic(newest)])
  const sameName = whose.every((field) => newest[field] === base[field])
  return sameName && seenByPublic(merged).every((contact) => read.has(contact))
}

/** Fields whose words are new and need a second look. */
function doubtfulWords(before: EntryContent, after: EntryContent): (typeof readByPublic)[number][] {
  if (after.status === 'closed') return []
  const isOpened = before.status === 'closed'
  const hasContact = seenOf(after).length > 0
  return readByPublic.filter((field) => {
    const old = new Set(isOpened ? [] : [before[field]].flat())
    const fresh = [after[field]].flat().filter((text) => text !== null && !old.has(text))
    const renames = !isOpened && hasContact && whose.some((one) => one === field) && before[field] !== after[field]
    return renames || fresh.some((text) => tellsHow(text ?? ''))
  })
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

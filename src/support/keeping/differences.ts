import { isDeepStrictEqual } from 'node:util'
import { type EntryContact, type EntryContent, entryContent } from './entry.ts'

export type Field = Exclude<keyof EntryContent, 'contacts'>

export type Difference = { field: Field; before: EntryContent[Field] | undefined; after: EntryContent[Field] }

/** Without `before` it is new; without `after` it is gone. */
export type ContactDifference = { before: EntryContact | undefined; after: EntryContact | undefined }

export type Differences = { fields: Difference[]; contacts: ContactDifference[] }

const fieldNames = Object.keys(entryContent.shape).filter((name) => name !== 'contacts') as Field[]

/** Lists whose order says nothing. */
const unordered: Field[] = ['needs', 'phases', 'audiences', 'access', 'areas', 'ways', 'welcomes', 'language_codes']

/** What one version of an entry says that another does not, field by field, in the order of the form. */
export function differencesBetween(before: EntryContent | undefined, after: EntryContent): Differences {
  const fields = fieldNames
    .filter((field) => !isSameField(field, before?.[field], after[field]) && (before || !isEmpty(after[field])))
    .map((field) => ({ field, before: before?.[field], after: after[field] }))
  const was = new Map((before?.contacts ?? []).map((contact) => [contact.id, contact]))
  const is = new Set(after.contacts.map(({ id }) => id))
  const contacts = [
    ...after.contacts.map((contact) => ({ before: was.get(contact.id), after: contact })),
    ...[...was.values()].filter(({ id }) => !is.has(id)).map((contact) => ({ before: contact, after: undefined })),
  ]
  return { fields, contacts: contacts.filter((one) => !isDeepStrictEqual(one.before, one.after)) }
}

/** Whether two versions say the same. */
export function isSame(before: EntryContent, after: EntryContent): boolean {
  const { fields, contacts } = differencesBetween(before, after)
  return fields.length === 0 && contacts.length === 0
}

/**
 * Puts together what two people changed at the same time: a field that only one of them touched is as that one left it.
 * @param base what both began with
 * @returns the fields that both changed, differently: they are as `mine` has them, and a person has to choose
 */
export function mergeChanges(
  base: EntryContent,
  mine: EntryContent,
  theirs: EntryContent,
): { content: EntryContent; both: (Field | 'contacts')[] } {
  const touched = new Set(differencesBetween(base, mine).fields.map(({ field }) => field))
  const kept = Object.fromEntries([...touched].map((field) => [field, mine[field]]))
  const both: (Field | 'contacts')[] = [...touched].filter(
    (field) => !isSameField(field, base[field], theirs[field]) && !isSameField(field, mine[field], theirs[field]),
  )
  const isMine = differencesBetween(base, { ...base, contacts: mine.contacts }).contacts.length > 0
  const isTheirs = differencesBetween(base, { ...base, contacts: theirs.contacts }).contacts.length > 0
  if (isMine && isTheirs) both.push('contacts')
  return { content: { ...theirs, ...kept, contacts: isMine ? mine.contacts : theirs.contacts }, both }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function isSameField(field: Field, one: unknown, other: unknown): boolean {
  if (unordered.includes(field) && Array.isArray(one) && Array.isArray(other)) {
    return isDeepStrictEqual(one.toSorted(), other.toSorted())
  }
  return isDeepStrictEqual(one, other)
}

import { whyHidden } from './contact.ts'
import type { Option } from './option.ts'
import { digitsOf } from './tells-how.ts'

/** A number of two digits stands in many texts without meaning a contact. */
const TELLING_DIGITS = 3

/** Texts of an entry that may be left out whole. What a page cannot do without is in `withoutHidden`. */
const texts = [
  ...(['how_to_access', 'first_contact', 'who_will_know', 'what_asked', 'who_to_ask', 'gender_or_community'] as const),
  ...(['hours', 'cost', 'wait', 'while_waiting', 'languages', 'accessibility', 'area', 'age_note'] as const),
  ...(['organization', 'status_note'] as const),
]

type Judged = Pick<Option, 'contacts' | 'conflicts' | 'status'>

/**
 * Whether a text repeats a contact of the same entry that may not be shown: a number that was taken down is often still in
 * the sentence on how to get in touch.
 */
export function tellsHidden(option: Judged, text: string): boolean {
  return hiddenIn(option).some((shape) => digitsOf(text).search(shape) >= 0)
}

/**
 * An entry as the public may read it: without the texts that repeat a contact which may not be shown. A name keeps the rest
 * of its words, and a summary its other sentences.
 * @returns the same object where nothing had to go
 */
export function withoutHidden(option: Option): Option {
  const shapes = hiddenIn(option)
  const tells = (text: string | null) => text !== null && shapes.some((shape) => digitsOf(text).search(shape) >= 0)
  const read = [option.name, option.summary, ...option.aliases, ...texts.map((field) => option[field])]
  if (!read.some(tells)) return option
  const gone = Object.fromEntries(texts.filter((field) => tells(option[field])).map((field) => [field, null]))
  const kept = { ...option, ...gone, aliases: option.aliases.filter((alias) => !tells(alias)) }
  const name = tells(option.name) ? shapes.reduce(cut, digitsOf(option.name)) : option.name
  const sentences = option.summary.split(/(?<=[.!?;]) +/)
  const summary = tells(option.summary) ? sentences.filter((one) => !tells(one)).join(' ') : option.summary
  return { ...kept, name: /\p{L}/u.test(name) ? name : (kept.organization ?? '…'), summary }
}

/** How the hidden contacts look in a text. What another contact of the entry shows is not hidden. */
function hiddenIn(option: Judged): RegExp[] {
  const hidden = option.contacts.filter((contact) => whyHidden(option, contact) !== undefined)
  if (hidden.length === 0) return []
  const shown = new Set(option.contacts.filter((contact) => !hidden.includes(contact)).map(({ value }) => plain(value)))
  return hidden
    .map(({ value }) => plain(value))
    .filter((value) => !shown.has(value))
    .flatMap((value) => shapeOf(value) ?? [])
}

function plain(value: string): string {
  const text = digitsOf(value).toLowerCase().trim()
  return /^[\d\s()+-]+$/.test(text)
    ? text.replace(/\D/g, '').replace(/^44(?=\d{9,10}$)/, '0')
    : text.replace(/^https?:\/\/(?:www\.)?|\/$/g, '')
}

function shapeOf(value: string): RegExp | undefined {
  if (!/^\d+$/.test(value))
    return value === '' ? undefined : new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
  if (value.length < TELLING_DIGITS) return undefined
  const spaced = (digits: string) => digits.split('').join('[\\s.,:/()\\p{Pd}]*')
  const abroad = value.length >= 9 && value.startsWith('0')
  return abroad
    ? new RegExp(`(?:\\+?44[\\s(]*0?[\\s)]*|0[\\s.()\\p{Pd}]*)?${spaced(value.slice(1))}`, 'u')
    : new RegExp(`(?<!\\d)${spaced(value)}(?!\\d)`, 'u')
}

/** Takes a number out of a name, with the "and" and the brackets that were only there for it. */
function cut(name: string, shape: RegExp): string {
  const joined = new RegExp(
    `(?:${shape.source})\\s+(?:and|or)\\s+|(?:\\s+(?:and|or)\\s+)?(?:${shape.source})`,
    `g${shape.flags}`,
  )
  return name
    .replace(joined, '')
    .replace(/\(\s*\)/g, '')
    .replace(/\s+(?=[,.;:)]|$)/g, '')
    .replace(/\s{2,}/g, ' ')
    .replace(/^[\s,;:–-]+|[\s,;:–-]+$/g, '')
}

import { isDay } from '../../days.ts'
import { type FormBody, field, fields } from '../../web/form.ts'
import { tellsHow } from '../tells-how.ts'
import { readContacts } from './contact-rows.ts'
import { type EntryContent, entryContent } from './entry.ts'
import { readConflicts, readSources, readTimes, typedRows } from './form-rows.ts'

export type Problems = Record<string, string>

export type Around = { base: EntryContent | undefined; memberId: string; today: string }

/** Free words that the public reads. A number among them would be shown without a second person. */
const publicWords = [
  ...(['summary', 'how_to_access', 'first_contact', 'who_will_know', 'what_asked', 'who_to_ask'] as const),
  ...(['gender_or_community', 'hours', 'cost', 'wait', 'while_waiting', 'languages', 'accessibility'] as const),
  ...(['area', 'age_note', 'status_note'] as const),
]
const words = ['name', 'organization', ...publicWords] as const
const ticks = ['welcomes', 'areas', 'ways', 'needs', 'phases', 'audiences', 'access'] as const
const dayFields = ['wait_checked_on', 'visible_from', 'visible_until'] as const

/** @returns what the boxes of the form hold for an entry */
export function formOf(content: EntryContent): FormBody {
  const said = (value: boolean | null) => (value === null ? '' : value ? 'yes' : 'no')
  return {
    ...Object.fromEntries(words.map((name) => [name, content[name] ?? ''])),
    ...Object.fromEntries(ticks.map((name) => [name, content[name]])),
    ...Object.fromEntries(dayFields.map((name) => [name, content[name] ?? ''])),
    ...{ aliases: content.aliases.join('\n'), gaps: content.gaps.join('\n') },
    ...{ language_codes: content.language_codes.join(', '), police: content.police ?? '' },
    ...{ free: said(content.free), interpreters: said(content.interpreters), status: content.status },
    ...{ confidence: content.confidence, tier: content.tier ?? '' },
    ...{ age_min: String(content.age_min ?? ''), age_max: String(content.age_max ?? '') },
    ...typedRows(content),
  }
}

/**
 * Reads the whole form of an entry. What the form does not hold (who checked it and when) stays as it is in `base`.
 * @param around.base the entry that the form was made from; undefined for a new one
 * @returns the content, or a sentence for each field that cannot be so
 */
export function readEntryForm(
  body: unknown,
  around: Around,
): { ok: true; content: EntryContent } | { ok: false; problems: Problems } {
  const { base, today } = around
  const problems: Problems = {}
  const text = (name: string) => field(body, name).trim()
  const lines = (name: string, between: RegExp) =>
    text(name)
      .split(between)
      .map((line) => line.trim())
      .filter(Boolean)
  const yesNo = (name: string) => (text(name) === '' ? null : text(name) === 'yes')
  const age = (name: string) => {
    if (text(name) === '') return null
    if (!/^\d{1,3}$/.test(text(name)) || Number(text(name)) > 120) problems[name] = 'Give an age in years, like 16.'
    return Number(text(name))
  }
  for (const name of ['name', 'summary'] as const) if (text(name) === '') problems[name] = 'It needs some words here.'
  for (const name of publicWords) {
    if (tellsHow(text(name)) && text(name) !== (base?.[name] ?? '')) {
      problems[name] = 'Put numbers and addresses under “Contacts”: there a second person looks at them.'
    }
  }
  for (const name of ['needs', 'phases', 'audiences'] as const) {
    if (fields(body, name).length === 0) problems[name] = 'Choose one at least. Without it nobody finds the entry.'
  }
  if (text('tier') === '') problems.tier = 'Choose one.'
  for (const name of dayFields) {
    if (text(name) !== '' && !isDay(text(name))) problems[name] = 'Give a day, like 2026-11-21.'
  }
  const [from, until] = [text('visible_from'), text('visible_until')]
  if (from && until && from > until) problems.visible_until = 'This is before the first day.'
  const [age_min, age_max] = [age('age_min'), age('age_max')]
  if (age_min !== null && age_max !== null && age_min > age_max)
    problems.age_max = 'This is less than the youngest age.'
  const read = {
    ...(base ?? { checked_on: today, checked_how: 'typed in by a member', checked_by: null }),
    ...Object.fromEntries(words.map((name) => [name, text(name) || null])),
    ...Object.fromEntries(ticks.map((name) => [name, fields(body, name)])),
    ...Object.fromEntries(dayFields.map((name) => [name, text(name) || null])),
    ...{ name: text('name'), summary: text('summary'), age_min, age_max },
    ...{
      aliases: lines('aliases', /\n/),
      gaps: lines('gaps', /\n/),
      language_codes: lines('language_codes', /[\s,]+/),
    },
    ...{ free: yesNo('free'), interpreters: yesNo('interpreters'), police: text('police') || null },
    ...{ status: text('status'), confidence: text('confidence'), tier: text('tier') || undefined },
    times: readTimes(body, problems),
    conflicts: readConflicts(body),
    sources: readSources(body, problems),
    contacts: readContacts(body, around, problems),
  }
  const whole = entryContent.safeParse(read)
  for (const { path, code, message } of whole.error?.issues ?? []) {
    const name = String(path[0] ?? 'form')
    const chosen = code === 'custom' ? message : 'That is not one of the choices.'
    problems[name] ??= code === 'too_big' ? 'That is too long.' : chosen
  }
  return whole.success && Object.keys(problems).length === 0
    ? { ok: true, content: whole.data }
    : { ok: false, problems }
}

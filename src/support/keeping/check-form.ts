import { type FormBody, field, fields } from '../../web/form.ts'
import { tellsHow } from '../tells-how.ts'
import { problemsWithFindings, problemWithDay } from './check-rules.ts'
import { type Check, type ContactAnswer, checkedHow, contactOutcomes, entryOutcomes } from './checking.ts'
import { problemWith } from './contact-rows.ts'
import type { EntryContact, EntryContent } from './entry.ts'

export type Answers = Omit<Check, 'optionId' | 'member'>

/** What can be asked in one call and is written down in words. Empty: they did not say, and what we had stays. */
export const askedWords = [
  ...(['hours', 'wait', 'how_to_access', 'who_to_ask', 'gender_or_community', 'age_note', 'languages'] as const),
  ...(['first_contact', 'who_will_know', 'what_asked', 'while_waiting', 'cost', 'accessibility'] as const),
]

/** Names that the files use for a gap, by what closes it. */
const gapsClosed: Partial<Record<keyof EntryContent, string[]>> = {
  hours: ['hours', 'opening hours', 'opening times', 'exact hours'],
  wait: ['waiting time', 'waiting'],
  languages: ['languages'],
  age_min: ['age limits', 'ages', 'age', 'age range', 'minimum age'],
  how_to_access: ['who may refer'],
}

/**
 * Reads what somebody wrote down after a call, or a look at a page.
 * @param content the entry as it is
 * @returns the check, or a sentence for each field that cannot be so
 */
export function readCheckForm(
  body: unknown,
  content: EntryContent,
  today: string,
): { ok: true; answers: Answers } | { ok: false; problems: Record<string, string> } {
  const problems: Record<string, string> = {}
  const text = (name: string) => field(body, name).trim()
  const how = checkedHow.find((one) => one === text('how'))
  if (!how) problems.how = 'Choose how you checked it.'
  const on = text('on')
  const wrongDay = problemWithDay(on, today)
  if (wrongDay) problems.on = wrongDay
  const contacts = content.contacts.flatMap(({ id, kind }): ContactAnswer[] => {
    const outcome = contactOutcomes.find((one) => one === text(`contact-${id}`))
    const value = text(`value-${id}`)
    if (!outcome) return []
    if (outcome !== 'changed') return [{ contactId: id, outcome }]
    const tooLong = value.length > 300 ? 'That is too long.' : undefined
    const problem = value === '' ? 'Write down what it is now.' : (tooLong ?? problemWith({ kind, value }))
    if (problem) problems[`value-${id}`] = problem
    return [{ contactId: id, outcome, value }]
  })
  const kind = text('found_kind') as EntryContact['kind']
  const found =
    text('found') === '' ? undefined : { kind, value: text('found'), where: text('found_where').slice(0, 500) }
  const foundProblem = found && (problemWith(found) ?? (found.value.length > 300 ? 'That is too long.' : undefined))
  if (foundProblem) problems.found = foundProblem
  const entry = entryOutcomes.find((one) => one === text('entry'))
  const learned = readLearned(body, content, on, problems)
  if (how) Object.assign(problems, problemsWithFindings({ how, contacts, entry, found, learned }, content.contacts))
  if (contacts.length === 0 && !found && !entry && Object.keys(learned).length === 0) {
    problems.entry ??= 'Say what you found: choose an answer here, or beside a number.'
  }
  if (text('note').length > 500) problems.note = 'That is too long.'
  if (!how || Object.keys(problems).length > 0) return { ok: false, problems }
  return { ok: true, answers: { how, on, contacts, found, entry, learned, note: text('note') || undefined } }
}

function readLearned(body: unknown, content: EntryContent, on: string, problems: Record<string, string>) {
  const learned: Partial<EntryContent> = {}
  for (const name of askedWords) {
    const said = field(body, name).trim()
    if (said === '') continue
    if (tellsHow(said)) problems[name] = 'Put numbers and addresses beside the contacts: a second person looks at them.'
    if (said.length > (name === 'hours' || name === 'wait' || name === 'cost' ? 300 : 500))
      problems[name] = 'That is too long.'
    learned[name] = said
  }
  for (const name of ['age_min', 'age_max'] as const) {
    const said = field(body, name).trim()
    if (said === '') continue
    if (!/^\d{1,3}$/.test(said) || Number(said) > 120) problems[name] = 'Give an age in years, like 16.'
    learned[name] = Number(said)
  }
  if (learned.wait) learned.wait_checked_on = on
  const free = field(body, 'free')
  if (free === 'yes' || free === 'no') learned.free = free === 'yes'
  const access = fields(body, 'access')
  if (access.length > 0 && access.toSorted().join() !== content.access.toSorted().join()) learned.access = access
  if (Object.keys(learned).length === 0) return learned
  // What they said settles it; what concerns a number is settled by confirming that number.
  const settled = new Set(Object.keys(learned).filter((name) => !['phone', 'text', 'email', 'web'].includes(name)))
  const closed = new Set([...settled].flatMap((name) => gapsClosed[name as keyof EntryContent] ?? []))
  return {
    ...learned,
    conflicts: content.conflicts.filter((one) => !settled.has(one.field)),
    gaps: content.gaps.filter((gap) => !closed.has(gap)),
  }
}

/** @returns what an empty form of a check holds */
export function emptyCheck(today: string, content: EntryContent): FormBody {
  return { on: today, access: content.access, found_kind: 'phone' }
}

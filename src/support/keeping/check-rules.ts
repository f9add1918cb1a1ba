import { isDay, laterBy } from '../../days.ts'
import type { Check } from './checking.ts'
import type { EntryContact } from './entry.ts'

/** Who checked it earlier than that would say nothing about today. */
const oldestDays = 365

/** What can be rung. A website is opened, and what stands on a page about an email is read there. */
export const canBeRung = (kind: EntryContact['kind']): boolean => kind === 'phone' || kind === 'text'

/** @returns a sentence where a contact cannot have been checked in that way */
export function problemWithWay(how: string, kind: EntryContact['kind']): string | undefined {
  if (how !== 'called' || canBeRung(kind)) return undefined
  return 'A website or an email is not rung. Look at it on their page, and write that down as a check of its own.'
}

/** @returns a sentence about a day of a check that cannot be so: no day of the calendar, to come, or long ago */
export function problemWithDay(on: string, today: string): string | undefined {
  if (!isDay(on)) return 'Give the day you checked it, like 2026-11-21.'
  if (on > today) return 'That day has not come yet.'
  const oldest = laterBy(today, -oldestDays)
  return on < oldest ? 'That is more than a year ago. Check it again, and give that day.' : undefined
}

/**
 * What cannot have been found out in this way, in sentences: nobody rings a website or an email, and who reached nobody learned
 * nothing from them.
 * @param contacts those of the entry
 */
export function problemsWithFindings(
  check: Pick<Check, 'how' | 'contacts' | 'entry' | 'found' | 'learned'>,
  contacts: Pick<EntryContact, 'id' | 'kind'>[],
): Record<string, string> {
  const problems: Record<string, string> = {}
  const kinds = new Map(contacts.map(({ id, kind }) => [id, kind]))
  for (const { contactId, outcome } of check.contacts) {
    const kind = kinds.get(contactId)
    if (!kind || (outcome !== 'right' && outcome !== 'changed')) continue
    const problem = problemWithWay(check.how, kind)
    if (problem) problems[`value-${contactId}`] = problem
  }
  const answers = check.contacts.map(({ outcome }) => outcome)
  const reachedNobody =
    check.entry === 'no answer' ||
    (check.entry === undefined && answers.length > 0 && answers.every((outcome) => outcome === 'no answer'))
  if (reachedNobody && (check.found || Object.keys(check.learned ?? {}).length > 0)) {
    problems.entry =
      'You reached nobody, so nobody said what stands below. If you read it on their page, write that down as a check of its own.'
  }
  return problems
}

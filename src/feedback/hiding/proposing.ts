import { findBirthdays } from './dates.ts'
import { findFormats } from './formats.ts'
import { findHandles } from './handles.ts'
import { findNames } from './names.ts'
import { findPlaces } from './places.ts'
import type { Proposal } from './proposal.ts'
import { findStaff } from './staff.ts'

/**
 * What may have to be hidden in one text. A proposal and no more: a person decides on each.
 * @param inEnglish names, schools, streets and birthdays are looked for in English only; formats and staff in any language
 * @param staff names of the service's own people
 * @returns places in order, none over another
 */
export function propose(text: string, inEnglish = true, staff: string[] = []): Proposal[] {
  const found = [...findFormats(text), ...findHandles(text), ...findStaff(text, staff)]
  if (inEnglish) found.push(...findBirthdays(text), ...findPlaces(text), ...findNames(text))
  else found.push(...findBirthdays(text).filter(({ why }) => why === 'date long ago'))
  return apart(found)
}

/** Of what overlaps, one proposal over all of it: whatever any of them would hide is hidden. The longest says what it is. */
export function apart(found: Proposal[]): Proposal[] {
  const result: Proposal[] = []
  for (const one of found.toSorted((a, b) => a.starts - b.starts || b.ends - a.ends)) {
    const last = result.at(-1)
    if (!last || one.starts >= last.ends) {
      result.push({ ...one })
      continue
    }
    if (one.ends - one.starts > last.ends - last.starts) Object.assign(last, { as: one.as, why: one.why })
    last.ends = Math.max(last.ends, one.ends)
  }
  return result
}

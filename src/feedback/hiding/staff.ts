import { findPlaces } from '../reading/places.ts'
import type { Proposal } from './proposal.ts'
import { isNever, isWord } from './word-lists.ts'

/**
 * Names of the service's own people, whole or in part, in any language. A part that is an English word counts with a
 * capital only.
 */
export function findStaff(text: string, staff: string[]): Proposal[] {
  const parts = new Set(staff.flatMap((name) => [name, ...name.split(/\s+/)]).filter((part) => part.length > 2))
  return [...parts].flatMap((part) => {
    const lower = part.toLowerCase()
    if (isNever(lower)) return []
    return findPlaces(text, part)
      .filter(({ starts }) => !isWord(lower) || text[starts] !== text[starts]?.toLowerCase())
      .map((place) => ({ ...place, as: 'worker' as const, why: 'works here' }))
  })
}

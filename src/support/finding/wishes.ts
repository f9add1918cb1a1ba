import { field, fields } from '../../web/form.ts'
import type { Ages } from '../option.ts'
import { type Way, ways } from './ways.ts'

/** What a person says would help. It lives for one request: never stored, never logged, never in an address. */
export type Wishes = { needs: string[]; who: Who | undefined; ways: Way[]; noPolice: boolean }

export const who = ['under18', 'to25', 'over25', 'parent', 'friend', 'worker'] as const

export type Who = (typeof who)[number]

/** In the order the form asks: what cannot wait comes first. */
export const needs = [
  'danger_now',
  'mental_health_crisis',
  'talk_to_someone',
  'stabilisation',
  'counselling_therapy',
  'peer_support',
  'housing_safety',
  'missing_from_home',
  'family_support',
  'sexual_health_sarc',
  'online_harm_image_removal',
  'police_isva_court',
  'immigration_nrm',
  'money_compensation',
  'drugs_alcohol',
  'education_work',
  'own_behaviour',
]

/** Whom the directory means by each answer to "who is it for?". From 16 to 25 services for both ages may fit. */
export const people: Record<Who, { audiences: string[]; ages?: Ages }> = {
  under18: { audiences: ['child', 'young_person'], ages: { from: 0, to: 17 } },
  to25: { audiences: ['young_person', 'adult_survivor'], ages: { from: 18, to: 25 } },
  over25: { audiences: ['adult_survivor'], ages: { from: 26, to: 120 } },
  parent: { audiences: ['parent_carer'] },
  friend: { audiences: ['family_friend'] },
  worker: { audiences: ['professional'] },
}

/** @returns the wishes of a sent form; what the form does not offer is left out rather than refused */
export function readWishes(body: unknown): Wishes {
  const asked = new Set(fields(body, 'need'))
  const reached = new Set(fields(body, 'way'))
  const chosen = field(body, 'who')
  return {
    needs: needs.filter((need) => asked.has(need)),
    who: who.find((one) => one === chosen),
    ways: ways.filter((way) => reached.has(way)),
    noPolice: field(body, 'police') === 'no',
  }
}

/** What a page needs to show the form empty. */
export const finderForm = {
  finder: { needs, who, ways },
  wishes: { needs: [], who: undefined, ways: [], noPolice: false } as Wishes,
}

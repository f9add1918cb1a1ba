import { field, fields } from '../../web/form.ts'
import { languages } from '../../web/language.ts'
import { offeredAreas } from './areas.ts'
import { type Way, ways } from './ways.ts'

/** What a person says would help. It lives for one request: never stored, never logged, never in an address. */
export type Wishes = {
  needs: string[]
  when: When | undefined
  ways: Way[]
  welcomes: Welcome[]
  noPolice: boolean
  free: boolean
  /** A code as `language_codes` has it, or 'other'. */
  language: string | undefined
  who: Who | undefined
  /** Of the person whom it is for. */
  age: number | undefined
  area: string | undefined
}

/** `ready`: at some time, so it asks for nothing. */
export const whens = ['tonight', 'week', 'ready'] as const

export type When = (typeof whens)[number]

export const who = ['me', 'parent', 'friend', 'worker'] as const

export type Who = (typeof who)[number]

/** Whom somebody would like to be among. All that are ticked have to be right, because each is about one person. */
export const welcomes = ['women_only', 'men', 'lgbt', 'minority_ethnic', 'disabled'] as const

export type Welcome = (typeof welcomes)[number]

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

/** British Sign Language. No interpreter of spoken languages helps with it. */
export const signed = 'bfi'

const spoken = languages(false).filter(({ code }) => !code.startsWith('en'))

/** Other languages than English that can be asked for, by their own names; BSL and the rest have theirs in the catalogue. */
const languageChoices = [
  ...spoken.map(({ code, name, tag, dir }) => ({ code: code as string, name, tag, dir })),
  ...[signed, 'other'].map((code) => ({ code, name: undefined, tag: undefined, dir: undefined })),
]

/** Their codes, for whoever counts what was asked for. */
export const askedLanguages = languageChoices.map(({ code }) => code)

const OLDEST = 120

/** @returns the wishes of a sent form; what the form does not offer is left out rather than refused */
export function readWishes(body: unknown): Wishes {
  const some = <T extends string>(offered: readonly T[], name: string) => {
    const chosen = new Set(fields(body, name))
    return offered.filter((one) => chosen.has(one))
  }
  const one = <T extends string>(offered: readonly T[], name: string) =>
    offered.find((value) => value === field(body, name))
  return {
    needs: some(needs, 'need'),
    when: one(whens, 'when'),
    ways: some(ways, 'way'),
    welcomes: some(welcomes, 'with'),
    noPolice: field(body, 'police') === 'no',
    free: field(body, 'free') === 'yes',
    language: languageChoices.find(({ code }) => code === field(body, 'language'))?.code,
    who: one(who, 'who'),
    age: ageIn(typedAge(body)),
    area: offeredAreas.find(({ key }) => key === field(body, 'area'))?.key,
  }
}

const typedAge = (body: unknown) => field(body, 'age').trim()

const ageIn = (typed: string) => (/^\d{1,3}$/.test(typed) && Number(typed) <= OLDEST ? Number(typed) : undefined)

/** @returns what was typed as an age and is none, so that the form can say so and keep it; undefined when all is well */
export function oddAge(body: unknown): string | undefined {
  const typed = typedAge(body)
  return typed !== '' && ageIn(typed) === undefined ? typed.slice(0, 20) : undefined
}

/** The wishes as fields of a form, to go along to an option's page and back: nothing else keeps them. */
export function fieldsOf(wishes: Wishes): [name: string, value: string][] {
  const { needs, when, ways, welcomes, noPolice, free, language, who, age, area } = wishes
  const all: [string, (string | undefined)[]][] = [
    ['need', needs],
    ['when', [when]],
    ['way', ways],
    ['with', welcomes],
    ['police', noPolice ? ['no'] : []],
    ['free', free ? ['yes'] : []],
    ['language', [language]],
    ['who', [who]],
    ['age', [age?.toString()]],
    ['area', [area]],
  ]
  return all.flatMap(([name, values]) => values.flatMap((value) => (value ? [[name, value] as [string, string]] : [])))
}

/** Options that somebody has put on their page already: they go with the form, because nothing else keeps them. */
export function readRefs(body: unknown): string[] {
  const refs = fields(body, 'ref').filter((ref) => /^[0-9a-f]{6,8}$/.test(ref))
  return [...new Set(refs)].slice(0, MOST_REFS)
}

const MOST_REFS = 30

/** Whether somebody wished for more than the two questions that are enough. */
export function moreIn(wishes: Wishes): boolean {
  const { ways, welcomes, noPolice, free, language, who, age, area } = wishes
  return (
    ways.length + welcomes.length > 0 || noPolice || free || [language, who, age, area].some((one) => one !== undefined)
  )
}

export const noWishes: Wishes = readWishes({})

/** What a page needs to show the form empty. */
export const finderForm = {
  finder: { needs, whens, ways, welcomes, who, languages: languageChoices, areas: offeredAreas, oldest: OLDEST },
  wishes: noWishes,
}

/** A place on the trauma resilience roadmap: where a person may be now. Never a gate, and several at once is usual. */
export type Place = {
  key: 'safe' | 'steady' | 'work' | 'build' | 'justice'
  /** Where it is. A browser's history must not tell why somebody came, so one differs from its key. */
  address: string
  /** Its term in the taxonomy. */
  phase: string
  /** What people come here for, first things first. An option is listed under the first that it helps with. */
  needs: string[]
}

export const places: Place[] = [
  {
    key: 'safe',
    address: 'safe',
    phase: 'immediate_safety',
    needs: [
      'danger_now',
      'mental_health_crisis',
      'missing_from_home',
      'housing_safety',
      'sexual_health_sarc',
      'online_harm_image_removal',
      'immigration_nrm',
      'police_isva_court',
    ],
  },
  {
    key: 'steady',
    address: 'steady',
    phase: 'stabilisation',
    needs: [
      'counselling_therapy',
      'stabilisation',
      'talk_to_someone',
      'family_support',
      'housing_safety',
      'drugs_alcohol',
      'mental_health_crisis',
      'sexual_health_sarc',
    ],
  },
  {
    key: 'work',
    address: 'work',
    phase: 'processing',
    needs: ['counselling_therapy', 'stabilisation', 'talk_to_someone'],
  },
  {
    key: 'build',
    address: 'build',
    phase: 'reconnection',
    needs: [
      'education_work',
      'peer_support',
      'drugs_alcohol',
      'family_support',
      'talk_to_someone',
      'money_compensation',
    ],
  },
  {
    key: 'justice',
    address: 'beside',
    phase: 'justice',
    needs: ['money_compensation', 'immigration_nrm', 'police_isva_court'],
  },
]

/** Whom somebody may want to see only what is there for, and whom the directory means by it. */
export const readers = {
  young: ['child', 'young_person'],
  adult: ['adult_survivor'],
  parent: ['parent_carer'],
  friend: ['family_friend'],
  worker: ['professional'],
}

export type Reader = keyof typeof readers

/** @returns undefined for anything that the page does not offer */
export function readReader(chosen: string): Reader | undefined {
  return Object.hasOwn(readers, chosen) ? (chosen as Reader) : undefined
}

/** What is in full under one need; the finder has the rest. */
const MOST = 12

/** `more`: how many others help with it too. */
export type Group<T> = { need: string; options: T[]; more: number }

type Listed = { needs: string[]; audiences: string[] }

/** Those for one kind of reader, the first few under each need; a need with nothing for them is left out. */
export function forReader<T extends Listed>(groups: Group<T>[], reader: Reader | undefined): Group<T>[] {
  const isFor = ({ audiences }: T) => !reader || readers[reader].some((one) => audiences.includes(one))
  return groups
    .map(({ need, options }) => ({ need, all: options.filter(isFor) }))
    .filter(({ all }) => all.length > 0)
    .map(({ need, all }) => ({ need, options: all.slice(0, MOST), more: Math.max(0, all.length - MOST) }))
}

/** Each option once, under the first need of this place that it helps with, else under its own first need. */
export function groupByNeed<T extends Listed>(place: Place, options: T[]): Group<T>[] {
  const groups = Map.groupBy(
    options,
    ({ needs }) => place.needs.find((need) => needs.includes(need)) ?? needs[0] ?? 'talk_to_someone',
  )
  const order = (need: string) => place.needs.indexOf(need) + 1 || place.needs.length + 1
  return [...groups]
    .map(([need, members]) => ({ need, options: members, more: 0 }))
    .sort((a, b) => order(a.need) - order(b.need))
}

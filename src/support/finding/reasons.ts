import { sourcesDisagree } from '../contact.ts'
import type { Option } from '../option.ts'
import { serves } from './areas.ts'
import { isOpenTonight, type Night, nightAt } from './open-hours.ts'
import { audiencesFor, fitsPerson, personFacts } from './person.ts'
import { isDoubtful, isInReach, unshownWaysOf, waysOf } from './ways.ts'
import { signed, type Welcome, type Wishes } from './wishes.ts'

export type About = 'need' | 'when' | 'wait' | 'way' | 'with' | 'who' | 'language' | 'place' | 'police' | 'free'

/**
 * Why an option fits or does not; `what` says more. Not known is neither yes nor no. `nearly` is an age that the option
 * does not take and that is so near that asking is worth it.
 */
export type Reason = { about: About; says: 'yes' | 'nearly' | 'not known' | 'no'; what?: string; first?: true }

/** Wishes, with what is the same for every option. */
export type Asked = { wishes: Wishes; night: Night; audiences: string[] }

/** @param now decides which night "tonight" is */
export function askedAt(wishes: Wishes, now: Date): Asked {
  return { wishes, night: nightAt(now), audiences: audiencesFor(wishes) }
}

/** One thing that somebody can wish for. */
export type Aspect = {
  /** All that its reasons look at in an option: the index asks once for all options that are the same in it. */
  facts: (option: Option) => unknown[]
  /** None when nothing is wished for here. */
  reasons: (option: Option, asked: Asked) => Reason[]
}

/** In danger, or when somebody is missing, nothing comes before it. */
export const EMERGENCY = 'emergency-999'

const disputed = (option: Option, ...names: string[]) => names.some((name) => sourcesDisagree(option, name))

/** One of the needs is enough to fit; each further one moves an option up. */
export const need: Aspect = {
  facts: ({ needs, slug }) => [...needs, slug === EMERGENCY],
  reasons: ({ needs, slug }, { wishes }) => {
    if (wishes.needs.length === 0) return []
    const met = wishes.needs.filter((one) => needs.includes(one))
    if (met.length === 0) {
      return [{ about: 'need', says: 'no', ...(needs.includes('talk_to_someone') ? { what: 'listens' } : {}) }]
    }
    const first = slug === EMERGENCY ? ({ first: true } as const) : {}
    return met.map((what) => ({ about: 'need', says: 'yes', what, ...first }))
  },
}

const canAskOneself = ({ access }: Option) =>
  ['self', 'anyone', 'walk_in', 'school'].some((route) => access.includes(route))

/**
 * Tonight: somebody answers, by what the times say, and there is a way to reach them that we may show. Where sources
 * disagree on the hours, the times are those of the phone.
 *
 * This week: one can ask oneself, by a way that we may show. How long people then wait is known where somebody found out,
 * and where there is no list because a line is open at known hours; where it is not known, that is said and no more.
 */
const when: Aspect = {
  facts: (option) => [
    ...[option.times, disputed(option, 'hours'), canAskOneself(option), isInReach(option), option.wait !== null],
    waysOf(option).has('phone'),
  ],
  reasons: (option, { wishes, night }) => {
    if (wishes.when === 'tonight') {
      const byPhone = wishes.ways.length === 0 || wishes.ways.includes('phone')
      const sure = isInReach(option) && (!disputed(option, 'hours') || (byPhone && waysOf(option).has('phone')))
      const open = isOpenTonight(option.times, night)
      return [{ about: 'when', says: open === 'yes' && !sure ? 'not known' : open, what: 'tonight' }]
    }
    if (wishes.when !== 'week') return []
    const says = !canAskOneself(option) ? 'no' : isInReach(option) ? 'yes' : 'not known'
    const week: Reason = { about: 'when', says, what: 'week' }
    return option.times || option.wait !== null ? [week] : [week, { about: 'wait', says: 'not known' }]
  },
}

/** One of the ways is enough. Of one that is missing here we only know that we do not know it, or may not show it. */
const way: Aspect = {
  facts: (option) => [...waysOf(option), '|', ...unshownWaysOf(option)],
  reasons: (option, { wishes }) => {
    const known = waysOf(option)
    const met = wishes.ways.filter((one) => known.has(one))
    if (met.length > 0) return met.map((what) => ({ about: 'way', says: 'yes', what }))
    const unshown = unshownWaysOf(option)
    return wishes.ways.map((what) => ({ about: 'way', says: 'not known', what: unshown.has(what) ? 'unshown' : what }))
  },
}

/** What says yes to a wish, and what says no: `men` may come where a service says so, and never where it is for women only. */
const welcoming: Record<Welcome, { yes: string[]; no: string[] }> = {
  women_only: { yes: ['women_only'], no: ['men', 'men_only'] },
  men: { yes: ['men', 'men_only'], no: ['women_only'] },
  lgbt: { yes: ['lgbt'], no: [] },
  minority_ethnic: { yes: ['minority_ethnic'], no: [] },
  disabled: { yes: ['disabled'], no: [] },
}

const among: Aspect = {
  facts: (option) => [...option.welcomes, disputed(option, 'gender_or_community')],
  reasons: (option, { wishes }) =>
    wishes.welcomes.map((what) => {
      const { yes, no } = welcoming[what]
      const has = (keys: string[]) => keys.some((key) => option.welcomes.includes(key))
      if (has(no)) return { about: 'with', says: 'no', what }
      return { about: 'with', says: has(yes) && !disputed(option, 'gender_or_community') ? 'yes' : 'not known', what }
    }),
}

/** Who it is for, and how old. */
const forWhom: Aspect = {
  facts: (option) => [...personFacts(option), isDoubtful(option)],
  reasons: (option, { wishes, audiences }) => {
    const fits = fitsPerson(option, wishes, audiences)
    const first = fits?.what === 'young' && !isDoubtful(option) ? ({ first: true } as const) : {}
    return fits ? [{ about: 'who', ...fits, ...first }] : []
  },
}

/** In the language itself, or with an interpreter. What is not written down is not known: never no. */
const language: Aspect = {
  facts: ({ language_codes, interpreters }) => [...language_codes, interpreters],
  reasons: ({ language_codes, interpreters }, { wishes }) => {
    if (!wishes.language) return []
    if (language_codes.includes(wishes.language)) return [{ about: 'language', says: 'yes', what: 'own' }]
    if (interpreters && wishes.language !== signed) return [{ about: 'language', says: 'yes', what: 'interpreter' }]
    return [{ about: 'language', says: 'not known' }]
  },
}

const place: Aspect = {
  facts: (option) => [...option.areas, disputed(option, 'area')],
  reasons: (option, { wishes }) => {
    if (!wishes.area) return []
    return [{ about: 'place', says: disputed(option, 'area') ? 'not known' : serves(option.areas, wishes.area) }]
  },
}

/** Yes only where a source says that nobody has to go to the police. */
const police: Aspect = {
  facts: (option) => [option.police],
  reasons: (option, { wishes }) => {
    if (!wishes.noPolice) return []
    return [{ about: 'police', says: option.police === 'none' ? 'yes' : option.police ? 'no' : 'not known' }]
  },
}

const free: Aspect = {
  facts: (option) => [option.free],
  reasons: (option, { wishes }) =>
    wishes.free ? [{ about: 'free', says: option.free === null ? 'not known' : option.free ? 'yes' : 'no' }] : [],
}

/** All but the needs, of which options have so many mixtures that the index has its own way with them. */
export const besides: Aspect[] = [when, way, among, forWhom, language, place, police, free]

/** @returns in the order in which an answer gives them */
export function reasonsFor(option: Option, asked: Asked): Reason[] {
  return [need, ...besides].flatMap(({ reasons }) => reasons(option, asked))
}

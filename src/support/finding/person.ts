import { sourcesDisagree } from '../contact.ts'
import { coversAges, type Option } from '../option.ts'
import type { Wishes } from './wishes.ts'

type Fit = { says: 'yes' | 'nearly' | 'not known' | 'no'; what?: string }

const ADULT_FROM = 18

/** From the strategy's "transitional safeguarding": what a young person needs does not change on a birthday. */
const bridge = { from: 16, to: 25 }

/** So many years before a service begins, or after it ended, asking is worth it. */
const NEAR_YEARS = 2

/**
 * Whether an option is for somebody. An age that the directory does not know leaves that side open.
 *
 * From 16 to 25 services for young people and services for adults both count; one that begins a little later, or ended a
 * little earlier, is near and never fits.
 * @returns undefined when nothing is asked. `young`: made for people under 18, and so is the person
 */
export function fitsPerson(
  option: Option,
  { who, age }: Pick<Wishes, 'who' | 'age'>,
  audiences = audiencesFor({ who, age }),
): Fit | undefined {
  if (!who && age === undefined) return undefined
  if (!audiences.some((one) => option.audiences.includes(one))) return { says: 'no' }
  if (age === undefined) return { says: 'yes' }
  const self = who === undefined || who === 'me'
  const about = self ? byAudience(option, age) : isYoungs(option, age) ? youngs : undefined
  return byAge(option, age) ?? about ?? { says: 'yes' }
}

/** What `fitsPerson` looks at in an option. */
export function personFacts(option: Option): unknown[] {
  const disputed = sourcesDisagree(option, 'age_min') || sourcesDisagree(option, 'age_max')
  return [option.audiences, option.age_min, option.age_max, disputed, hasOwnLine(option), goesOn(option)]
}

/** Made for children or young people, and not for adults. */
export function isForYoung({ audiences }: Pick<Option, 'audiences'>): boolean {
  const young = audiences.includes('child') || audiences.includes('young_person')
  return young && !audiences.includes('adult_survivor')
}

const youngs: Fit = { says: 'yes', what: 'young' }
const isYoungs = (option: Option, age: number) => age < ADULT_FROM && isForYoung(option)

/** Pictures, and what somebody might do: under 18 the law and the line are others, and nobody is told to wait for 18. */
const hasOwnLine = ({ needs }: Option) => needs.includes('own_behaviour') || needs.includes('online_harm_image_removal')

/** What takes months and does not end on a birthday: there it is worth asking at 17 what comes at 18. */
const goesOn = ({ needs }: Option) =>
  ['counselling_therapy', 'stabilisation', 'peer_support', 'education_work'].some((need) => needs.includes(need))

/** Whom the directory means by the person it is for. */
export function audiencesFor({ who, age }: Pick<Wishes, 'who' | 'age'>): string[] {
  if (who === 'parent') return ['parent_carer']
  if (who === 'friend') return ['family_friend']
  if (who === 'worker') return ['professional']
  const ageless = 'person_worried_about_own_behaviour'
  if (age === undefined) return ['child', 'young_person', 'adult_survivor', ageless]
  return [
    ageless,
    ...(age < ADULT_FROM ? ['child'] : []),
    ...(age <= bridge.to ? ['young_person'] : []),
    ...(age >= bridge.from ? ['adult_survivor'] : []),
  ]
}

/** @returns undefined when the age lies within what the option takes */
function byAge(option: Option, age: number): Fit | undefined {
  if (coversAges(option, { from: age, to: age })) return undefined
  if (sourcesDisagree(option, 'age_min') || sourcesDisagree(option, 'age_max')) return { says: 'not known' }
  const { age_min: from, age_max: to } = option
  const onBridge = age >= bridge.from && age <= bridge.to
  if (onBridge && from !== null && age < from && from - age <= NEAR_YEARS && !hasOwnLine(option)) {
    return { says: 'nearly', what: 'later' }
  }
  if (onBridge && to !== null && age > to && age - to <= NEAR_YEARS) return { says: 'nearly', what: 'earlier' }
  return { says: 'no' }
}

/** Where nobody wrote down from when on it is for adults, or until when for children. */
function byAudience(option: Option, age: number): Fit | undefined {
  const { audiences, age_min, age_max } = option
  const forAdults = audiences.includes('adult_survivor')
  const forYoung = audiences.includes('child') || audiences.includes('young_person')
  if (age < ADULT_FROM) {
    if (forAdults && !forYoung && age_min === null) {
      if (hasOwnLine(option)) return { says: 'not known' }
      return goesOn(option) ? { says: 'nearly', what: 'adults' } : { says: 'no' }
    }
    return forAdults ? undefined : youngs
  }
  return audiences.includes('child') && !forAdults && age_max === null ? { says: 'not known' } : undefined
}

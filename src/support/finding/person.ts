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
  return byAge(option, age) ?? ((self && byAudience(option, age)) || { says: 'yes' })
}

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
  if (onBridge && from !== null && age < from && from - age <= NEAR_YEARS) return { says: 'nearly', what: 'later' }
  if (onBridge && to !== null && age > to && age - to <= NEAR_YEARS) return { says: 'nearly', what: 'earlier' }
  return { says: 'no' }
}

/** Where nobody wrote down from when on it is for adults, or until when for children. */
function byAudience({ audiences, age_min, age_max }: Option, age: number): Fit | undefined {
  const forAdults = audiences.includes('adult_survivor')
  const forYoung = audiences.includes('child') || audiences.includes('young_person')
  if (age < ADULT_FROM) {
    if (forAdults && !forYoung && age_min === null) return { says: 'nearly', what: 'adults' }
    return forAdults ? undefined : { says: 'yes', what: 'young' }
  }
  return audiences.includes('child') && !forAdults && age_max === null ? { says: 'not known' } : undefined
}

import { shownContacts, sourcesDisagree } from '../contact.ts'
import { isPastCheck } from '../keeping/due.ts'
import { coversAges, type Option } from '../option.ts'
import { type Way, waysOf } from './ways.ts'
import { people, type Wishes } from './wishes.ts'

/** Why an option fits or does not; `what` is a need or a way. Not known is neither. */
export type Reason = { about: 'need' | 'who' | 'way' | 'police'; says: 'yes' | 'no' | 'not known'; what?: string }

export type Found = { option: Option; reasons: Reason[] }

export type Finding = {
  /** Fits every wish, best first. */
  fitting: Found[]
  /** The nearest of the rest, when few fit. With `fitting` it is never empty while the directory has an option. */
  nearest: Found[]
}

const ENOUGH = 3
const MOST_NEAREST = 6

/**
 * Puts options in order of fit. Nothing here decides what a person may have: what does not fit is only further down.
 * @param today 'YYYY-MM-DD': an entry past its check date ranks lower
 */
export function findSupport(options: Option[], wishes: Wishes, today: string): Finding {
  const all = options.map((option) => ({ option, reasons: reasonsFor(option, wishes) }))
  const fits = ({ reasons }: Found) => reasons.every(({ says }) => says === 'yes')
  const byFit = (a: Found, b: Found) =>
    compare(rank(a, today), rank(b, today)) || a.option.name.localeCompare(b.option.name)
  const fitting = all.filter(fits).sort(byFit)
  const nearest = all.filter((found) => !fits(found)).sort(byFit)
  return { fitting, nearest: fitting.length < ENOUGH ? nearest.slice(0, MOST_NEAREST - fitting.length) : [] }
}

/** The same order when all that is known is one need, as on the page of a place. */
export function inOrder(options: Option[], need: string, today: string): Option[] {
  const asked = { needs: [need], who: undefined, ways: [], noPolice: false }
  const { fitting, nearest } = findSupport(options, asked, today)
  return [...fitting, ...nearest].map(({ option }) => option)
}

function reasonsFor(option: Option, wishes: Wishes): Reason[] {
  return [
    ...needReasons(option, wishes.needs),
    ...whoReasons(option, wishes.who),
    ...wayReasons(option, wishes.ways),
    ...(wishes.noPolice ? [{ about: 'police', says: policeTakePart.has(option.slug) ? 'no' : 'yes' } as const] : []),
  ]
}

/** One of the needs is enough to fit; each further one moves an option up. */
function needReasons(option: Option, wanted: string[]): Reason[] {
  if (wanted.length === 0) return []
  const met = wanted.filter((need) => option.needs.includes(need))
  if (met.length === 0) return [{ about: 'need', says: 'no' }]
  return met.map((what) => ({ about: 'need', says: 'yes', what }))
}

function whoReasons(option: Option, chosen: Wishes['who']): Reason[] {
  if (!chosen) return []
  const { audiences, ages } = people[chosen]
  if (!audiences.some((one) => option.audiences.includes(one))) return [{ about: 'who', says: 'no' }]
  if (!ages || coversAges(option, ages)) return [{ about: 'who', says: 'yes' }]
  const disputed = sourcesDisagree(option, 'age_min') || sourcesDisagree(option, 'age_max')
  return [{ about: 'who', says: disputed ? 'not known' : 'no' }]
}

function wayReasons(option: Option, wanted: Way[]): Reason[] {
  if (wanted.length === 0) return []
  const known = waysOf(option)
  const met = wanted.filter((way) => known.has(way))
  if (met.length > 0) return met.map((what) => ({ about: 'way', says: 'yes', what }))
  return wanted.map((what) => ({ about: 'way', says: 'not known', what }))
}

/**
 * Options that the police run or share in, or that ask for a report to the police first, read from their entries one by one.
 * Fearless and Crimestoppers are not among them: nobody asks who you are.
 */
const policeTakePart = new Set([
  'emergency-999',
  'south-yorkshire-police',
  'operation-stovewood',
  'mash',
  'evolve',
  'complex-lives-team',
  'childrens-sarc-sheffield',
  'ceop',
  'cica',
  'nrm',
])

/** In danger nothing comes before it. */
const emergency = 'emergency-999'

const trust = ['open', 'presumed_open', 'unverified', 'at_risk', 'closed']

/** Smaller is better; the first difference decides. */
function rank({ option, reasons }: Found, today: string): number[] {
  const says = (about: Reason['about'], answer: Reason['says']) =>
    reasons.filter((reason) => reason.about === about && reason.says === answer).length
  const danger = reasons.some(({ what }) => what === 'danger_now')
  return [
    danger && option.slug === emergency ? 0 : 1,
    // For what is only near: another need is further away than another age, that further than another way.
    says('need', 'no') * 8 + says('police', 'no') * 6 + says('who', 'no') * 4 + says('who', 'not known'),
    Math.min(says('way', 'not known'), 1),
    isPastCheck(option, today) ? 1 : 0,
    -says('need', 'yes'),
    shownContacts(option).length > 0 ? 0 : 1,
    trust.indexOf(option.status),
    isLocal(option) ? 0 : 1,
    // Made for few things rather than for many.
    option.needs.length,
  ]
}

function isLocal({ area }: Option): boolean {
  return /Rotherham|South Yorkshire/.test(area ?? '')
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

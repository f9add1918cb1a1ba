import type { Directory } from '../directory.ts'
import { type CheckRules, isPastCheck } from '../keeping/due.ts'
import type { Option } from '../option.ts'
import { around } from './areas.ts'
import { isForYoung } from './person.ts'
import { type Asked, besides, EMERGENCY, need } from './reasons.ts'
import { hasNumber, isDoubtful, isInReach } from './ways.ts'
import { type Weights, weightsOf } from './weights.ts'
import { needs as allNeeds } from './wishes.ts'

/**
 * A directory made ready for the finder. Of thousands of options most are alike in any one thing that can be wished for,
 * so an answer judges each kind once, and then only adds up numbers.
 */
export type DirectoryIndex = {
  /** In the order of what does not depend on wishes; places in it are the last digits of a score. */
  options: Option[]
  /** A bit for each need, and one more. */
  needs: Uint32Array
  /** For each aspect besides: which kind an option is of, and one option of each kind. */
  aspects: { kind: Uint16Array; samples: Option[] }[]
  /** 1 where a check is overdue. */
  late: Uint8Array
  /** 1 where it is near: Rotherham, or South Yorkshire around it. */
  local: Uint8Array
  /** 1 where it was made for the young, and its number may be shown. */
  young: Uint8Array
  /** 1 where those who look after a child can ring or write, and it is for everybody. */
  carers: Uint8Array
  weights: Weights
}

/** Rotherham, with its villages, and South Yorkshire around it. */
const isLocal = ({ areas }: Option) => areas.some((key) => around(key).has('south_yorkshire'))

const EMERGENCY_BIT = 1

/** Made for one group: whoever did not say what they are may be turned away there. */
const forSome = new Set(['women_only', 'men_only', 'lgbt', 'minority_ethnic'])
const trust = ['open', 'presumed_open', 'unverified', 'at_risk', 'closed']

/** Made once for each revision of the directory and each day: `currentDirectory` keeps the object as long as it is right. */
const made = new WeakMap<object, DirectoryIndex>()

/** The index of a directory, made when it is first asked for. @param rules after how many days an entry is past its check */
export function indexOf(directory: Pick<Directory, 'options' | 'today'>, rules?: CheckRules): DirectoryIndex {
  const index = made.get(directory) ?? makeIndex(directory, rules)
  made.set(directory, index)
  return index
}

/**
 * One number for each option, the smallest for the best. Its last digits are the option's place in the index, so that a
 * score leads back to its option and no two are the same.
 */
export function scoresFor(index: DirectoryIndex, asked: Asked): Float64Array {
  const { options, late, weights } = index
  const scores = new Float64Array(options.length)
  for (let at = 0; at < scores.length; at++) scores[at] = at + (late[at] ?? 0) * weights.late
  addNeeds(index, asked, scores)
  for (const [number, { kind, samples }] of index.aspects.entries()) {
    const { reasons } = besides[number]!
    const added = Float64Array.from(samples, (option) => weights.of(reasons(option, asked), asked.wishes))
    if (added.every((one) => one === 0)) continue
    for (let at = 0; at < scores.length; at++) scores[at]! += added[kind[at]!]!
  }
  return scores
}

/** Options are alike here when they have the same of those needs that the reasons look at: the wished, talking, and 999. */
function addNeeds({ options, needs, weights }: DirectoryIndex, asked: Asked, scores: Float64Array): void {
  const { wishes } = asked
  if (wishes.needs.length === 0) return
  const looked = bitsOf([...wishes.needs, 'talk_to_someone']) | EMERGENCY_BIT
  const added = new Map<number, number>()
  for (let at = 0; at < scores.length; at++) {
    const kind = needs[at]! & looked
    let more = added.get(kind)
    if (more === undefined) {
      more = weights.of(need.reasons(options[at]!, asked), wishes)
      added.set(kind, more)
    }
    scores[at]! += more
  }
}

/** The best few of some scores, best first: those from one distance up to another. Cheaper than sorting all. @param among 1 for each option that may be one */
export function bestOf(
  { weights }: DirectoryIndex,
  scores: Float64Array,
  most: number,
  from: number,
  to: number,
  among?: Uint8Array,
): Float64Array {
  const best = new Float64Array(most)
  let count = 0
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!
    if (score < from * weights.away || score >= to * weights.away || among?.[at] === 0) continue
    if (count === most && score > best[most - 1]!) continue
    let place = count < most ? count++ : most - 1
    for (; place > 0 && best[place - 1]! > score; place--) best[place] = best[place - 1]!
    best[place] = score
  }
  return best.subarray(0, count)
}

/** How far from what was asked; 0 when all is met, but for what may stay unknown. */
export function distanceIn({ weights }: DirectoryIndex, score: number): number {
  return Math.floor(score / weights.away)
}

/** The option that a score belongs to. */
export function optionAt({ options, weights }: DirectoryIndex, score: number): Option {
  return options[score % weights.size]!
}

function makeIndex({ options, today }: Pick<Directory, 'options' | 'today'>, rules?: CheckRules): DirectoryIndex {
  const ordered = options
    .map((option) => ({ option, rank: rankOf(option) }))
    .sort((a, b) => compare(a.rank, b.rank) || a.option.name.localeCompare(b.option.name))
    .map(({ option }) => option)
  return {
    options: ordered,
    needs: Uint32Array.from(ordered, ({ needs, slug }) => bitsOf(needs) | (slug === EMERGENCY ? EMERGENCY_BIT : 0)),
    aspects: besides.map(({ facts }) => intern(ordered, facts)),
    late: marked(ordered, (option) => isPastCheck(option, today, rules)),
    local: marked(ordered, isLocal),
    young: marked(ordered, (option) => isForYoung(option) && hasNumber(option)),
    carers: marked(ordered, (option) => option.tier === 'universal' && isInReach(option)),
    weights: weightsOf(ordered.length),
  }
}

function marked(options: Option[], is: (option: Option) => boolean): Uint8Array {
  return Uint8Array.from(options, (option) => (is(option) ? 1 : 0))
}

function bitsOf(needs: string[]): number {
  return allNeeds.reduce((bits, one, at) => (needs.includes(one) ? bits | (2 << at) : bits), 0)
}

function intern(options: Option[], facts: (option: Option) => unknown[]) {
  const kinds = new Map<string, number>()
  const samples: Option[] = []
  const kind = Uint16Array.from(options, (option) => {
    const key = JSON.stringify(facts(option))
    const known = kinds.get(key)
    if (known !== undefined) return known
    kinds.set(key, samples.length)
    return samples.push(option) - 1
  })
  return { kind, samples }
}

/** What can be reached, by a number before a page, and is sure to be there, then what is for everybody, what is near, and what was made for few things. */
function rankOf(option: Option): number[] {
  return [
    isInReach(option) ? 0 : 1,
    isDoubtful(option) ? 1 : 0,
    option.police === 'runs' || option.slug === EMERGENCY ? 1 : 0,
    hasNumber(option) ? 0 : 1,
    option.welcomes.some((one) => forSome.has(one)) ? 1 : 0,
    // A door with a threshold is not the first to send somebody to who only said what they need.
    option.tier === 'specialist' ? 1 : 0,
    trust.indexOf(option.status),
    isForAnyAge(option) ? 0 : 1,
    isLocal(option) ? 0 : 1,
    option.needs.length,
  ]
}

/** For children and adults alike, as far as we know. */
function isForAnyAge({ age_min, age_max, audiences }: Option): boolean {
  const young = audiences.includes('child') || audiences.includes('young_person')
  return age_min === null && age_max === null && young && audiences.includes('adult_survivor')
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

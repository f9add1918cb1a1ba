import { aim } from './aiming.ts'
import { narrow, propagate, type System, type Trail, takeBack } from './propagation.ts'
import { findSlacks, putToRest, startSplitting } from './splitting.ts'

/** Up to so many unknowns a search goes on until the answer is exact. */
const EXACT = 12
const STEPS = 20_000

/** With more it begins anew when it is lost: nine in ten are found in half as many steps as there are unknowns. */
const TRIES = 3

/** Whoever stands in more rules than this holds parts together. */
const HUB = 6

/** So many of the groups try what was not seen yet; if all did, large systems would seldom come out even. */
const DARING = 0.4

/** So many sets of numbers are drawn before single values are tried one by one. */
const DRAWS = 6

/** Single values that are tried: so far from nobody, and so far from what was seen. All of them might be thousands. */
const FAR = 40
const CLOSE_BY = 8

/** An unknown of which so many values must stay possible. `mayBeNone`: that it can only be 0 tells of nobody. */
export type Target = { unknown: number; enough: number; mayBeNone?: boolean }

/**
 * Looks for a target of which too few values stay possible. Each value is shown by a whole set of numbers that fit every rule; one
 * that could not be shown counts as impossible, also when the search gave up: what cannot be shown to be safe is not.
 * @param system has been propagated, and without contradiction
 * @param random from 0 up to 1, so that one search finds different sets of numbers
 * @returns the first such target, undefined when there is none, or 'nothing fits' when no numbers do
 */
export function tooFewValues(
  system: System,
  targets: Target[],
  random: () => number,
): Target | undefined | 'nothing fits' {
  const seen = targets.map(() => new Set<number>())
  const seenOf: (Set<number> | undefined)[] = system.low.map(() => undefined)
  for (const [i, { unknown }] of targets.entries()) seenOf[unknown] = seen[i]!
  let open = targets.map((_, i) => i)
  const note = () => {
    open = open.filter((i) => {
      seen[i]!.add(system.low[targets[i]!.unknown]!)
      return seen[i]!.size < targets[i]!.enough
    })
  }
  const search = startSearch(system, seenOf, random)
  for (let draw = 0; draw < DRAWS && open.length > 0; draw++) {
    if (!search(note, draw === 0 ? 0 : DARING) && draw === 0) return 'nothing fits'
    if (draw > 0) continue
    // What the bounds alone leave too few values needs no search.
    const close = open.find((i) => isTooClose(system, targets[i]!))
    if (close !== undefined) return targets[close]
    open = open.filter((i) => system.low[targets[i]!.unknown] !== system.high[targets[i]!.unknown])
  }
  while (open.length > 0) {
    const target = targets[open[0]!]!
    const values = seen[open[0]!]!
    for (const value of worthTrying(system.low[target.unknown]!, system.high[target.unknown]!, values)) {
      if (values.has(value)) continue
      const trail: Trail = []
      if (
        narrow(system, target.unknown, value, value, trail) &&
        propagate(system, system.touching[target.unknown]!, trail)
      )
        search(note, DARING)
      takeBack(system, trail, 0)
      if (values.size >= target.enough) break
    }
    const isNone = target.mayBeNone && values.size === 1 && values.has(0)
    if (values.size < target.enough && !isNone) return target
    open = open.slice(values.size < target.enough ? 1 : 0)
  }
  return undefined
}

/** Few people come first; where a group can only be large or is tied in a way that the bounds do not show, what stands by it. */
function* worthTrying(low: number, high: number, seen: ReadonlySet<number>): Generator<number> {
  const first = Math.min(high, Math.max(low, 0))
  for (let away = 0; away <= FAR; away++) {
    if (first + away <= high) yield first + away
    if (away > 0 && first - away >= low) yield first - away
  }
  for (const value of [...seen]) {
    for (let other = value - CLOSE_BY; other <= value + CLOSE_BY; other++)
      if (other >= low && other <= high) yield other
  }
}

/** Whether the bounds alone leave it too few values. That nobody came and nobody went tells of nobody. */
export function isTooClose({ low, high }: System, { unknown, enough, mayBeNone }: Target): boolean {
  const isNone = low[unknown] === 0 && high[unknown] === 0
  return high[unknown]! - low[unknown]! + 1 < enough && !(mayBeNone && isNone)
}

/**
 * @param seenOf for each unknown the values that were seen of it: some try another one first
 * @returns a search for one set of numbers that fits: it tells it, leaves the system as it was, and says whether there was one
 */
function startSearch(
  system: System,
  seenOf: (Set<number> | undefined)[],
  random: () => number,
): (found: () => void, dares: number) => boolean {
  const { low, high, touching } = system
  const everything = low.map((_, unknown) => unknown)
  const slackOf = findSlacks(system)
  const split = startSplitting(system, slackOf)
  const trail: Trail = []
  let left = 0
  let isSure = true
  const point: number[] = low.map(() => 0)

  function fill(unknowns: number[]): boolean {
    for (const part of split(unknowns)) {
      aim(system, part, point)
      if (!fillPart(part)) return false
    }
    return true
  }

  function fillPart(part: number[]): boolean {
    const unknown = next(part)
    if (unknown === -1) return true
    const [from, to] = [low[unknown]!, high[unknown]!]
    const value = Math.max(from, Math.min(to, Math.floor(point[unknown]! + (isSure ? 0.5 : random()))))
    for (let branch = 0; branch < 3; branch++) {
      const least = branch === 2 ? value + 1 : branch === 1 ? from : value
      const most = branch === 1 ? value - 1 : branch === 2 ? to : value
      if (least > most) continue
      if (--left < 0) return false
      const mark = trail.length
      if (narrow(system, unknown, least, most, trail) && propagate(system, touching[unknown]!, trail)) {
        // Only what many hang on is worth looking whether the rest has come apart.
        if (touching[unknown]!.length > HUB ? fill(part) : fillPart(part)) return true
      }
      takeBack(system, trail, mark)
    }
    return false
  }

  /** Where an unknown starts: some at what was not seen yet, the rest anywhere. */
  function start(unknown: number, daring: number): number {
    const [from, to] = [low[unknown]!, high[unknown]!]
    const drawn = from + random() * (to - from)
    const before = seenOf[unknown]
    if (!before || random() >= daring) return daring === 0 ? (from + to) / 2 : drawn
    for (let other = Math.floor(drawn); other <= to; other++) if (!before.has(other)) return other
    for (let other = Math.floor(drawn) - 1; other >= from; other--) if (!before.has(other)) return other
    return drawn
  }

  /** What most others hang on, and of those the one with the fewest values. */
  function next(part: number[]): number {
    let best = -1
    let most = 0
    let fewest = 0
    for (let i = 0; i < part.length; i++) {
      const one = part[i]!
      const width = high[one]! - low[one]!
      const rules = touching[one]!.length
      if (width === 0 || rules < most || (rules === most && width >= fewest)) continue
      best = one
      most = rules
      fewest = width
    }
    return best
  }

  return (found, dares) => {
    const resting = putToRest(system, slackOf)
    const slacks = new Set(resting.map(slackOf))
    const unknowns = everything.filter((unknown) => low[unknown] !== high[unknown] && !slacks.has(unknown))
    const isSmall = unknowns.length <= EXACT
    let fits = false
    for (let time = 0; time < (isSmall ? 1 : TRIES); time++) {
      left = isSmall ? STEPS : 50 + unknowns.length
      isSure = time === 0
      for (const unknown of unknowns) point[unknown] = start(unknown, dares / (time + 1))
      fits = fill(unknowns)
      // With steps left, it is not lost: there is nothing.
      if (fits || left >= 0) break
      takeBack(system, trail, 0)
    }
    for (const rule of resting) system.resting[rule] = false
    if (fits && propagate(system, resting, trail)) found()
    takeBack(system, trail, 0)
    return fits
  }
}

import { narrow, propagate, type System, type Trail, takeBack } from './propagation.ts'

/** Up to so many unknowns a search goes on until the answer is exact. */
const EXACT = 12
const STEPS = 20_000

/** With more it begins anew when it is lost: nine in ten are found in half as many steps as there are unknowns. */
const TRIES = 4

/** So many sets of numbers are drawn before single values are tried one by one. */
const DRAWS = 24

/** An unknown of which enough values must stay possible. */
export type Target = { unknown: number; enough: number }

/**
 * Which values stay possible for each target, until it has enough: each is shown by a whole set of numbers that fit every rule.
 * A value that could not be shown counts as impossible, also when the search gave up: what cannot be shown to be safe is not.
 * @param system has been propagated, and without contradiction
 * @param random from 0 up to 1, so that one search finds different sets of numbers
 * @returns for each target the values seen, or undefined when no numbers fit at all
 */
export function possibleValues(system: System, targets: Target[], random: () => number): Set<number>[] | undefined {
  const seen = targets.map(() => new Set<number>())
  const note = () => {
    for (let i = 0; i < targets.length; i++) seen[i]!.add(system.low[targets[i]!.unknown]!)
  }
  const isOpen = (i: number) => seen[i]!.size < Math.min(targets[i]!.enough, widthOf(system, targets[i]!.unknown) + 1)
  const search = startSearch(system, random)
  for (let draw = 0; draw < DRAWS && targets.some((_, i) => isOpen(i)); draw++) {
    if (!search(note) && draw === 0) return undefined
  }
  for (let i = 0; i < targets.length; i++) {
    const { unknown, enough } = targets[i]!
    for (let value = system.low[unknown]!; value <= system.high[unknown]! && seen[i]!.size < enough; value++) {
      if (seen[i]!.has(value)) continue
      const trail: Trail = []
      if (narrow(system, unknown, value, value, trail) && propagate(system, system.touching[unknown]!, trail))
        search(note)
      takeBack(system, trail, 0)
    }
  }
  return seen
}

/** @returns a search for one set of numbers that fits: it tells it, leaves the system as it was, and says whether there was one */
function startSearch(system: System, random: () => number): (found: () => void) => boolean {
  const { low, high, touching } = system
  const everything = low.map((_, unknown) => unknown)
  const trail: Trail = []
  let left = 0

  function fill(unknowns: number[]): boolean {
    for (const part of apart(system, unknowns)) if (!fillPart(part)) return false
    return true
  }

  function fillPart(part: number[]): boolean {
    const unknown = next(part)
    const [from, to] = [low[unknown]!, high[unknown]!]
    const value = from + Math.floor(random() * (to - from + 1))
    for (let branch = 0; branch < 3; branch++) {
      const least = branch === 2 ? value + 1 : branch === 1 ? from : value
      const most = branch === 1 ? value - 1 : branch === 2 ? to : value
      if (least > most) continue
      if (--left < 0) return false
      const mark = trail.length
      if (narrow(system, unknown, least, most, trail) && propagate(system, touching[unknown]!, trail) && fill(part))
        return true
      takeBack(system, trail, mark)
    }
    return false
  }

  /** What most others hang on, and of those the one with the fewest values. */
  function next(part: number[]): number {
    let best = part[0]!
    for (const one of part) {
      const more = touching[one]!.length - touching[best]!.length
      if (more > 0 || (more === 0 && high[one]! - low[one]! < high[best]! - low[best]!)) best = one
    }
    return best
  }

  return (found) => {
    const unknowns = everything.filter((unknown) => low[unknown] !== high[unknown])
    const isSmall = unknowns.length <= EXACT
    for (let time = 0; time < (isSmall ? 1 : TRIES); time++) {
      left = isSmall ? STEPS : 50 + unknowns.length
      const fits = fill(unknowns)
      if (fits) found()
      takeBack(system, trail, 0)
      // With steps left, it is not lost: there is nothing.
      if (fits || left >= 0) return fits
    }
    return false
  }
}

/**
 * Parts that no rule ties to one another any more, so that each can be filled by itself. Left out is what is known, and what only
 * takes up whatever the others leave: it follows from them.
 */
function apart(system: System, unknowns: number[]): number[][] {
  const { rules, touching } = system
  const parts: number[][] = []
  const met = new Set<number>()
  const asked = new Map<number, number>()
  for (const start of unknowns) {
    if (met.has(start) || widthOf(system, start) === 0) continue
    const part: number[] = []
    const toVisit = [start]
    met.add(start)
    while (toVisit.length > 0) {
      const unknown = toVisit.pop()!
      let isSlack = false
      for (const number of touching[unknown]!) {
        let slack = asked.get(number)
        if (slack === undefined) {
          slack = rules[number]!.kind === 'sum' ? slackOf(system, rules[number]!.unknowns) : -1
          asked.set(number, slack)
          if (slack === -1) {
            for (const other of rules[number]!.unknowns) {
              if (met.has(other) || widthOf(system, other) === 0) continue
              met.add(other)
              toVisit.push(other)
            }
          }
        }
        if (slack === unknown) isSlack = true
      }
      if (!isSlack) part.push(unknown)
    }
    if (part.length > 0) parts.push(part)
  }
  return parts
}

/** The unknown that stands in this rule alone and leaves the others free, whatever they are; -1 when there is none. */
function slackOf(system: System, unknowns: number[]): number {
  let widths = 0
  for (const unknown of unknowns) widths += widthOf(system, unknown)
  for (const unknown of unknowns) {
    if (system.touching[unknown]!.length === 1 && widths > 0 && widthOf(system, unknown) * 2 >= widths) return unknown
  }
  return -1
}

function widthOf({ low, high }: System, unknown: number): number {
  return high[unknown]! - low[unknown]!
}

import { narrow, propagate, type System, type Trail, takeBack } from './propagation.ts'

/** How far a search goes before it gives up. Up to twelve unknowns it is never reached: there the answer is exact. */
const STEPS = 20_000

/** An unknown of which enough values must stay possible. */
export type Target = { unknown: number; enough: number }

/**
 * Which values stay possible for each target, until it has enough: each is shown by a whole set of numbers that fit every rule.
 * A target for which too few could be shown is reported, also when the search gave up: what cannot be shown to be safe is not.
 * @param system must have been propagated, and has a solution as far as that can tell
 * @param random from 0 up to 1, so that one search finds different sets of numbers
 * @returns for each target the values seen, or undefined when no numbers fit at all
 */
export function possibleValues(system: System, targets: Target[], random: () => number): Set<number>[] | undefined {
  const seen = targets.map(() => new Set<number>())
  const note = () => {
    for (const [i, { unknown }] of targets.entries()) seen[i]!.add(system.low[unknown]!)
  }
  const isOpen = (i: number) => seen[i]!.size < Math.min(targets[i]!.enough, widthOf(system, targets[i]!))
  const rest = system.low.map((_, unknown) => unknown)
  for (let time = 0; time < 24 && targets.some((_, i) => isOpen(i)); time++) {
    const order = [
      ...shuffled(
        targets.flatMap(({ unknown }, i) => (isOpen(i) ? [unknown] : [])),
        random,
      ),
      ...rest,
    ]
    const found = tryNumbers(system, order, random, note, time === 0 ? STEPS : 4 * rest.length)
    if (time === 0 && !found) return undefined
  }
  for (let i = 0; i < targets.length; i++) {
    const { unknown, enough } = targets[i]!
    for (let value = system.low[unknown]!; value <= system.high[unknown]! && seen[i]!.size < enough; value++) {
      if (seen[i]!.has(value)) continue
      const trail: Trail = []
      if (narrow(system, unknown, value, value, trail) && propagate(system, [...system.touching[unknown]!], trail))
        tryNumbers(system, rest, random, note, STEPS)
      takeBack(system, trail, 0)
    }
  }
  return seen
}

function widthOf(system: System, { unknown }: Target): number {
  return system.high[unknown]! - system.low[unknown]! + 1
}

/** Looks for one set of numbers that fits, tells it, and leaves the system as it was. @returns whether one was found */
function tryNumbers(system: System, order: number[], random: () => number, found: () => void, steps: number): boolean {
  let left = steps
  const trail: Trail = []
  const descend = (at: number): boolean => {
    let next = at
    while (next < order.length && system.low[order[next]!] === system.high[order[next]!]) next++
    if (next === order.length) {
      found()
      return true
    }
    const unknown = order[next]!
    const low = system.low[unknown]!
    const high = system.high[unknown]!
    const value = low + Math.floor(random() * (Math.min(high, low + 40) - low + 1))
    for (const [from, to] of [
      [value, value],
      [low, value - 1],
      [value + 1, high],
    ] as const) {
      if (from > to) continue
      if (--left < 0) return false
      const mark = trail.length
      if (narrow(system, unknown, from, to, trail) && propagate(system, [...system.touching[unknown]!], trail)) {
        if (descend(next)) return true
      }
      takeBack(system, trail, mark)
    }
    return false
  }
  const done = descend(0)
  takeBack(system, trail, 0)
  return done
}

function shuffled(list: number[], random: () => number): number[] {
  return list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

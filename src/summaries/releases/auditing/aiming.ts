import type { System } from './propagation.ts'

/** So often all rules are gone through; a rule that is then still not met is left to the search. */
const SWEEPS = 20

/** After so many, or when as many again bring it hardly nearer, what does not come out even never will. */
const MANY_SWEEPS = 600
const CLOSE = 0.2

/**
 * Moves a point, fractions allowed, towards one that meets every rule within its bounds: each rule in turn shares out what it is
 * off by among its unknowns, by how much room they have (projections onto convex sets, after S. Kaczmarz 1937). Whole numbers near
 * it mostly fit, which numbers taken at random do not once there are many.
 * @param unknowns those that are still open; only their rules are met
 * @param point a value for every unknown, changed in place
 * @returns by how much the worst rule was off in the end
 */
export function aim(
  { low, high, rules, touching, resting }: System,
  unknowns: readonly number[],
  point: number[],
  sweeps: number = SWEEPS,
): number {
  const active: number[] = []
  const met = new Set<number>()
  for (const unknown of unknowns) {
    point[unknown] = Math.min(high[unknown]!, Math.max(low[unknown]!, point[unknown]!))
    for (const rule of touching[unknown]!) {
      if (met.has(rule) || resting[rule] || rules[rule]!.kind !== 'sum') continue
      met.add(rule)
      active.push(rule)
    }
  }
  let off = 1
  let offBefore = Number.POSITIVE_INFINITY
  for (let sweep = 1; sweep <= sweeps && off > CLOSE; sweep++) {
    if (sweep % SWEEPS === 0) {
      if (off > 0.9 * offBefore) return off
      offBefore = off
    }
    off = 0
    for (const number of active) {
      const rule = rules[number]!
      if (rule.kind !== 'sum') continue
      const { unknowns: all, signs } = rule
      let sum = 0
      let room = 0
      for (let i = 0; i < all.length; i++) {
        const one = all[i]!
        const width = high[one]! - low[one]!
        room += width
        sum += signs[i]! * (width === 0 ? low[one]! : point[one]!)
      }
      if (room === 0) continue
      if (sum > off || -sum > off) off = Math.abs(sum)
      for (let i = 0; i < all.length; i++) {
        const one = all[i]!
        const width = high[one]! - low[one]!
        if (width === 0) continue
        const moved = point[one]! - (signs[i]! * sum * width) / room
        point[one] = moved < low[one]! ? low[one]! : moved > high[one]! ? high[one]! : moved
      }
    }
  }
  return off
}

/** Whether all rules can be met together, fractions allowed. */
export function comesOutEven(system: System): boolean {
  const { low, high } = system
  const point = low.map((from, unknown) => (from + high[unknown]!) / 2)
  const all = low.map((_, unknown) => unknown)
  return aim(system, all, point, MANY_SWEEPS) <= CLOSE
}

/** How far two judgements are apart: 0 the same, 1 nothing in common. */
export type Distance<V> = (a: V, b: V) => number

export const nominal: Distance<string> = (a, b) => (a === b ? 0 : 1)

/**
 * How far two sets of codes are apart: MASI, "measuring agreement on set-valued items" (Passonneau, LREC 2006). One minus
 * what they share of all (Jaccard), weighed down by a third when one holds the other, by two thirds when they only
 * overlap. Sets are written as sorted keys with a space between; the empty text is "none fits".
 */
export const masi: Distance<string> = (a, b) => {
  if (a === b) return 0
  const [one, other] = [new Set(a.split(' ')), new Set(b.split(' '))]
  if (a === '' || b === '') return 1
  const shared = [...one].filter((code) => other.has(code)).length
  if (shared === 0) return 1
  const nested = shared === Math.min(one.size, other.size)
  return 1 - (shared / (one.size + other.size - shared)) * (nested ? 2 / 3 : 1 / 3)
}

/**
 * Krippendorff's alpha: how much better people agree than by chance. 1 is always, 0 no better than chance.
 * As in "Computing Krippendorff's alpha-reliability" (2011): a unit with fewer than two judgements is left out.
 * @param units the judgements of each unit, in any order; who made them does not matter
 * @param weights how often each unit counts, for `interval`
 * @returns undefined when there is nothing to tell apart: fewer than two judgements, or all the same
 */
export function alpha<V extends string>(
  units: readonly (readonly V[])[],
  distance: Distance<V>,
  weights?: ArrayLike<number>,
): number | undefined {
  const counts = new Map<V, number>()
  let observed = 0
  let total = 0
  for (const [index, unit] of units.entries()) {
    const weight = weights?.[index] ?? 1
    if (unit.length < 2 || weight === 0) continue
    total += weight * unit.length
    for (const value of unit) counts.set(value, (counts.get(value) ?? 0) + weight)
    for (let i = 0; i < unit.length; i += 1) {
      for (let j = i + 1; j < unit.length; j += 1) {
        observed += (weight * 2 * distance(unit[i]!, unit[j]!)) / (unit.length - 1)
      }
    }
  }
  let expected = 0
  const found = [...counts]
  for (let i = 0; i < found.length; i += 1) {
    for (let j = i + 1; j < found.length; j += 1) {
      expected += 2 * found[i]![1] * found[j]![1] * distance(found[i]![0], found[j]![0])
    }
  }
  if (total < 2 || expected === 0) return undefined
  return 1 - observed / total / (expected / (total * (total - 1)))
}

export const DRAWS = 1_000

/**
 * A 95 % interval by drawing as many units anew, with replacement, a thousand times. The same units give the same
 * interval: it does not flicker from one look to the next.
 * @returns undefined when too few of the draws have an alpha at all
 */
export function interval<V extends string>(
  units: readonly (readonly V[])[],
  distance: Distance<V>,
): { from: number; to: number } | undefined {
  const next = chance(units.length)
  // The same judgements again and again are counted, not gone through one by one.
  const names = units.map((unit) => unit.join('\n'))
  const patterns = [...new Map(units.map((unit, index) => [names[index]!, unit])).values()]
  const places = new Map([...new Set(names)].map((name, index) => [name, index]))
  const patternOf = names.map((name) => places.get(name)!)
  const found: number[] = []
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const weights = new Uint32Array(patterns.length)
    for (let unit = 0; unit < units.length; unit += 1) weights[patternOf[Math.floor(next() * units.length)]!]! += 1
    const value = alpha(patterns, distance, weights)
    if (value !== undefined) found.push(value)
  }
  if (found.length < DRAWS / 2) return undefined
  found.sort((a, b) => a - b)
  const at = (share: number) => found[Math.min(found.length - 1, Math.floor(share * found.length))]!
  return { from: at(0.025), to: at(0.975) }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * What somebody may work out from figures that belong together. Each unknown is a whole number between two bounds, and every rule
 * says that some of them, added and taken away, make nothing: `a + b - whole = 0`. Or that one is a share of another.
 */
export type System = {
  low: number[]
  high: number[]
  rules: Rule[]
  /** For each unknown, the rules it stands in. */
  touching: number[][]
  /** Rules to look at next, only while propagating. */
  waiting: number[]
  isWaiting: boolean[]
  /** Rules that are left alone for now, because they follow from the others. */
  resting: boolean[]
}

type Rule =
  | { kind: 'sum'; unknowns: number[]; signs: number[] }
  /** `from` ≤ part / whole < `to` */
  | { kind: 'share'; unknowns: [part: number, whole: number]; from: number; to: number }

/** Bounds as they were, so that a step can be taken back: unknown, low, high, one after the other. */
export type Trail = number[]

/** A system that knows nothing yet. */
export function emptySystem(): System {
  return { low: [], high: [], rules: [], touching: [], waiting: [], isWaiting: [], resting: [] }
}

/** @returns the number of a new unknown between two bounds, both possible */
export function addUnknown(system: System, low: number, high: number): number {
  system.touching.push([])
  system.high.push(high)
  return system.low.push(low) - 1
}

/** Adds the rule that the first ones together are the others together. @returns the number of the rule */
export function addSum(system: System, plus: number[], minus: number[]): number {
  const signs = [...plus.map(() => 1), ...minus.map(() => -1)]
  return addRule(system, { kind: 'sum', unknowns: [...plus, ...minus], signs })
}

/** Adds any rule. @returns its number */
export function addRule(system: System, rule: Rule): number {
  const number = system.rules.push(rule) - 1
  system.isWaiting[number] = false
  system.resting[number] = false
  for (const unknown of rule.unknowns) system.touching[unknown]!.push(number)
  return number
}

/** Takes the newest rule away again. */
export function dropRule(system: System): void {
  const rule = system.rules.pop()
  for (const unknown of rule?.unknowns ?? []) system.touching[unknown]!.pop()
}

/**
 * Tightens the bounds until no rule can tighten them further (bounds propagation).
 * @param first numbers of the rules to begin with
 * @param trail gets what the bounds were
 * @returns false when no numbers fit; the bounds are then to be taken back
 */
export function propagate(system: System, first: readonly number[], trail: Trail): boolean {
  const { waiting, isWaiting, rules, touching } = system
  for (const number of first) wait(system, number)
  while (waiting.length > 0) {
    const number = waiting.pop()!
    isWaiting[number] = false
    const rule = rules[number]!
    const before = trail.length
    const fits = rule.kind === 'sum' ? tightenSum(system, rule, trail) : tightenShare(system, rule, trail)
    if (!fits) {
      while (waiting.length > 0) isWaiting[waiting.pop()!] = false
      return false
    }
    for (let at = before; at < trail.length; at += 3) {
      const next = touching[trail[at]!]!
      for (let i = 0; i < next.length; i++) wait(system, next[i]!)
    }
  }
  return true
}

function wait({ waiting, isWaiting, resting }: System, number: number): void {
  if (isWaiting[number] || resting[number]) return
  isWaiting[number] = true
  waiting.push(number)
}

/** Takes back everything after a point of the trail. */
export function takeBack(system: System, trail: Trail, to: number): void {
  while (trail.length > to) {
    const high = trail.pop()!
    const low = trail.pop()!
    const unknown = trail.pop()!
    system.low[unknown] = low
    system.high[unknown] = high
  }
}

/** Narrows one unknown. @returns false when nothing is left for it */
export function narrow(system: System, unknown: number, low: number, high: number, trail: Trail): boolean {
  const oldLow = system.low[unknown]!
  const oldHigh = system.high[unknown]!
  if (low <= oldLow && high >= oldHigh) return true
  trail.push(unknown, oldLow, oldHigh)
  if (low > oldLow) system.low[unknown] = low
  if (high < oldHigh) system.high[unknown] = high
  return system.low[unknown]! <= system.high[unknown]!
}

function tightenSum(system: System, { unknowns, signs }: Extract<Rule, { kind: 'sum' }>, trail: Trail): boolean {
  const { low, high } = system
  let least = 0
  let most = 0
  let widest = 0
  for (let i = 0; i < unknowns.length; i++) {
    const from = low[unknowns[i]!]!
    const to = high[unknowns[i]!]!
    if (to - from > widest) widest = to - from
    if (signs[i]! > 0) {
      least += from
      most += to
    } else {
      least -= to
      most -= from
    }
  }
  if (least > 0 || most < 0) return false
  // The others leave even the widest one all of its values.
  if (widest <= most && widest <= -least) return true
  for (let i = 0; i < unknowns.length; i++) {
    const unknown = unknowns[i]!
    const from = low[unknown]!
    const to = high[unknown]!
    if (from === to) continue
    // The others make at least `least` without this one's least, so this one is at most what cancels that; and so on.
    const fits =
      signs[i]! > 0
        ? narrow(system, unknown, to - most, from - least, trail)
        : narrow(system, unknown, to + least, from + most, trail)
    if (!fits) return false
  }
  return true
}

function tightenShare(system: System, rule: Extract<Rule, { kind: 'share' }>, trail: Trail): boolean {
  const [part, whole] = rule.unknowns
  const { low, high } = system
  const most = rule.to * high[whole]!
  return (
    narrow(system, part, Math.ceil(rule.from * low[whole]!), Math.ceil(most) - 1, trail) &&
    narrow(
      system,
      whole,
      Math.floor(low[part]! / rule.to) + 1,
      rule.from > 0 ? Math.floor(high[part]! / rule.from) : Number.POSITIVE_INFINITY,
      trail,
    )
  )
}

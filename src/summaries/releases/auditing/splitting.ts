import type { System } from './propagation.ts'

/** @returns the rules that only say what one unknown takes up, whatever the others are */
export function putToRest(system: System, slackOf: (rule: number) => number): number[] {
  const found: number[] = []
  for (let rule = 0; rule < system.rules.length; rule++) if (slackOf(rule) !== -1) found.push(rule)
  for (const rule of found) system.resting[rule] = true
  return found
}

/** @returns a search for the unknown that stands in one rule alone and leaves the others free, whatever they are; -1 is none */
export function findSlacks({ rules, touching, low, high }: System): (rule: number) => number {
  const ends = rules.map(({ kind, unknowns }) =>
    kind === 'sum' ? unknowns.filter((unknown) => touching[unknown]!.length === 1) : [],
  )
  return (rule) => {
    const candidates = ends[rule]!
    if (candidates.length === 0) return -1
    let widths = 0
    for (const unknown of rules[rule]!.unknowns) widths += high[unknown]! - low[unknown]!
    if (widths === 0) return -1
    for (const unknown of candidates) if ((high[unknown]! - low[unknown]!) * 2 >= widths) return unknown
    return -1
  }
}

/**
 * Finds the parts that no rule ties to one another any more, so that each can be filled by itself. Left out is what is known, and
 * what only takes up whatever the others leave: it follows from them.
 */
export function startSplitting(
  system: System,
  findSlack: (rule: number) => number,
): (unknowns: number[]) => number[][] {
  const { rules, touching, low, high } = system
  const metIn = low.map(() => 0)
  const askedIn = rules.map(() => 0)
  const slackOf = rules.map(() => -1)
  let time = 0

  return (unknowns) => {
    time++
    const parts: number[][] = []
    for (const start of unknowns) {
      if (metIn[start] === time || low[start] === high[start]) continue
      const part: number[] = []
      const toVisit = [start]
      metIn[start] = time
      while (toVisit.length > 0) {
        const unknown = toVisit.pop()!
        let isSlack = false
        for (const rule of touching[unknown]!) {
          if (askedIn[rule] !== time) {
            askedIn[rule] = time
            slackOf[rule] = findSlack(rule)
            if (slackOf[rule] === -1) {
              for (const other of rules[rule]!.unknowns) {
                if (metIn[other] === time || low[other] === high[other]) continue
                metIn[other] = time
                toVisit.push(other)
              }
            }
          }
          if (slackOf[rule] === unknown) isSlack = true
        }
        if (!isSlack) part.push(unknown)
      }
      if (part.length > 0) parts.push(part)
    }
    return parts
  }
}

import type { StandIn } from './stand-ins.ts'

/** A place that may have to be hidden. A person decides. */
export type Proposal = {
  starts: number
  ends: number
  as: StandIn
  /** Why it is proposed, in a few words. */
  why: string
}

/** A proposer that looks at one text. */
export type Looking = (text: string) => Proposal[]

/** All matches of a pattern as proposals; a group called `it` narrows the place to what it holds. */
export function matches(text: string, pattern: RegExp, as: StandIn, why: string): Proposal[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const [from, to] = match.indices?.groups?.it ?? [match.index, match.index + match[0].length]
    const end = text.slice(from, to).replace(/[\s.,;:!?)'"]+$/, '').length
    return { starts: from, ends: from + end, as, why }
  }).filter(({ starts, ends }) => ends > starts)
}

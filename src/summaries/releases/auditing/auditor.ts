import { type Belief, beliefs, tieTogether } from './beliefs.ts'
import { type Group, type Place, readReleases } from './model.ts'
import { propagate } from './propagation.ts'
import { possibleValues } from './search.ts'
import type { Seen } from './seen.ts'

/** So many figures must stay possible for a group of one to nine (security.md, section 3.6, T25). */
const ENOUGH = 5

/** And so many for how a group changed between two releases: "about 10" stands for no more than three itself. */
const ENOUGH_CHANGES = 3

/** Something that can be worked out too closely. `belief` is what a reader has to suppose for it. */
export type Finding = { place: Place; kind: Group['kind'] | 'everybody'; belief: Belief }

/** A narrower question: only these people, or only one place and what is asked about it. */
export type Only = { of?: string; finding?: Finding }

/**
 * Tries to work out groups of one to nine people from everything that was ever published. It shares no code with what publishes,
 * gets no exact figure, and so judges every group that may be small, whatever it is.
 * @param newest the release that is to be published
 * @param earlier all that were published before, also those that were corrected
 * @returns what it found, each place once; empty when it found nothing
 */
export function audit(newest: Seen, earlier: Seen[], only: Only = {}): Finding[] {
  const releases = [...related(newest, earlier), newest]
  const peoples = only.of === undefined ? [...new Set(newest.tables.map(({ of }) => of))] : [only.of]
  const findings = peoples.flatMap((of) => auditPeople(releases, of, only.finding))
  return [...new Map(findings.map((one) => [JSON.stringify([one.place, one.kind]), one])).values()]
}

function auditPeople(releases: Seen[], of: string, only?: Finding): Finding[] {
  const findings: Finding[] = []
  for (const belief of beliefs) {
    const model = readReleases(releases, of)
    const isAsked = (one: Pick<Finding, 'place' | 'kind'>) =>
      !only || (one.kind === only.kind && samePlace(one.place, only.place))
    if (belief === beliefs[0])
      findings.push(
        ...model.contradicted.map((place) => ({ place, kind: 'everybody' as const, belief })).filter(isAsked),
      )
    const tied = tieTogether(model, releases, belief)
    if (!tied && belief !== beliefs[0]) break
    model.groups = model.groups.filter(isAsked)
    findings.push(...tooClose(model).map(({ place, kind }) => ({ place, kind, belief })))
  }
  return findings
}

function samePlace(a: Place, b: Place): boolean {
  return a.release === b.release && a.table === b.table && a.row === b.row && a.column === b.column
}

function tooClose({ system, groups }: ReturnType<typeof readReleases>): Group[] {
  propagate(
    system,
    system.rules.map((_, number) => number),
    [],
  )
  const judged = groups.filter(({ unknown }) => mayBeSmall(system.low[unknown]!, system.high[unknown]!))
  const targets = judged.map((group) => ({ unknown: group.unknown, enough: enough(group) }))
  const seen = possibleValues(system, targets, startRandom(groups.length))
  // Figures that no numbers fit are read wrongly here, and a reader may read them rightly.
  if (!seen) return groups.slice(0, 1)
  return judged.filter((group, i) => {
    const values = [...seen[i]!]
    return values.length < enough(group) && (isBand(group) || values.some((n) => n !== 0 && Math.abs(n) < 10))
  })
}

const isBand = ({ kind }: Group) => kind === 'figure'
const enough = ({ kind }: Group) => (kind === 'change' ? ENOUGH_CHANGES : ENOUGH)
const mayBeSmall = (low: number, high: number) => low < 10 && high > -10

/** Releases whose time meets this one's, or meets that of one that does, and so on. */
function related(newest: Seen, earlier: Seen[]): Seen[] {
  const found = new Set<Seen>()
  const look = (one: Seen): void => {
    for (const other of earlier) {
      if (found.has(other) || other.from >= one.until || other.until <= one.from) continue
      found.add(other)
      look(other)
    }
  }
  look(newest)
  return earlier.filter((one) => found.has(one))
}

/** The same figures are always audited in the same way (mulberry32, public domain, T. Ettinger). */
function startRandom(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

import { type Belief, beliefs, type Tie, tiesOf, tieTogether } from './beliefs.ts'
import { type Group, type Model, type Place, placeKey, remember } from './model.ts'
import { readReleases } from './reading.ts'
import { isTooClose, type Target, tooFewValues } from './search.ts'
import type { Seen } from './seen.ts'

/** So many figures must stay possible for a group of one to nine (security.md, section 3.6, T25). */
const ENOUGH = 5

/** And so many for how a group changed between two releases: "about 10" stands for no more than three itself. */
const ENOUGH_CHANGES = 3

/** So often what had to be given up is tried first instead. */
const TURNS = 4

/** So many pairs of what may be supposed are tried. */
const MOST_PAIRS = 150

/** Something that can be worked out too closely. `belief` is what a reader has to suppose for it. */
export type Finding = { place: Place; kind: Group['kind'] | 'everybody'; belief: Belief }

/** A narrower question: only these people, or only one place and what is asked about it. */
export type Only = { of?: string; finding?: Finding }

/**
 * Tries to work out groups of one to nine people from everything that was ever published. It shares no code with what publishes,
 * gets no exact figure, and so judges every group that may be small, whatever it is.
 * @param newest the release that is to be published
 * @param earlier all that were published before, also those that were corrected
 * @returns the first thing it finds; undefined when it finds nothing
 */
export function tryToWorkOut(newest: Seen, earlier: Seen[], only: Only = {}): Finding | undefined {
  const releases = [...related(newest, earlier), newest]
  const peoples = only.of === undefined ? new Set(newest.tables.map(({ of }) => of)) : [only.of]
  for (const of of peoples) {
    const found = auditPeople(releases, of, only.finding)
    if (found) return found
  }
  return undefined
}

function auditPeople(releases: Seen[], of: string, only?: Finding): Finding | undefined {
  const isAsked = (one: Pick<Finding, 'place' | 'kind'>) =>
    !only || (one.kind === only.kind && samePlace(one.place, only.place))
  for (const belief of beliefs) {
    const read = readReleases(releases, of)
    const everybody = read.contradicted.map((place) => ({ place, kind: 'everybody' as const, belief })).find(isAsked)
    if (everybody) return everybody
    const ties = tiesOf(read, releases, belief)
    const suppose = (some: Tie[]) => {
      let model = readReleases(releases, of)
      let givenUp = tieTogether(model, some, false)
      let found = tooClose(model, isAsked)
      if (found === 'nothing fits') {
        // Then the reader's belief is wrong somewhere, and what is left of it is looked for.
        model = readReleases(releases, of)
        givenUp = tieTogether(model, some, true)
        found = tooClose(model, isAsked)
      }
      return { found: found === 'nothing fits' ? model.groups.find(isAsked) : found, givenUp }
    }
    let { found, givenUp } = suppose(ties)
    if (givenUp.length > 0)
      found ??= otherwise(read, ties, givenUp, isAsked) ?? withEverybody(read, releases, of, ties, givenUp, isAsked)
    if (found) return { place: found.place, kind: found.kind, belief }
    // Then every other belief is a weaker one.
    if (givenUp.length === 0 && ties.every(({ isFirm }) => isFirm)) break
  }
  return undefined
}

/**
 * What had to be given up may be what was true, and what contradicted it not. So it is tried before the others, every tie is tried
 * alone, and so is what two releases and two others say together. What the bounds leave is all that is asked here.
 */
function otherwise(
  model: Model,
  ties: readonly Tie[],
  givenUp: readonly Tie[],
  isAsked: (group: Group) => boolean,
): Group | undefined {
  const back = remember(model)
  const look = () =>
    model.groups.find((one) => isAsked(one) && mayBeFew(model, one) && isTooClose(model.system, targetOf(one)))
  for (const tie of ties) {
    const found = tie.hold(model) ? look() : undefined
    back()
    if (found) return found
  }
  for (const [some, others] of pairsOf(ties)) {
    for (const tie of [...some, ...others]) tie.hold(model)
    const found = look()
    back()
    if (found) return found
  }
  let open = [...givenUp]
  for (let turn = 0; open.length > 0 && turn < TURNS; turn++) {
    const again = tieTogether(model, [...open, ...ties.filter((tie) => !open.includes(tie))], false)
    const found = look()
    back()
    if (found) return found
    open = open.filter((tie) => again.includes(tie))
  }
  return undefined
}

/** A band that contradicts what is supposed may be no few people but everybody or nearly; then who is left over are the few. */
function withEverybody(
  read: Model,
  releases: Seen[],
  of: string,
  ties: readonly Tie[],
  givenUp: readonly Tie[],
  isAsked: (group: Group) => boolean,
): Group | undefined {
  const isBand = (place: Place) => releases.some(({ number }) => read.shown.get(placeKey(place, number)) === 'band')
  const bands = new Set(givenUp.flatMap(({ place }) => (isBand(place) ? [placeKey(place, 0)] : [])))
  if (bands.size === 0) return undefined
  // In every release, or in those of one time only.
  for (const when of [undefined, ...new Set(releases.map(({ key }) => key))]) {
    const isOpen = ({ key }: Seen, place: Place) => (when ?? key) === key && bands.has(placeKey(place, 0))
    const model = readReleases(releases, of, isOpen)
    tieTogether(model, ties, false)
    const isFound = (one: Group) => isAsked(one) && mayBeFew(model, one) && isTooClose(model.system, targetOf(one))
    const found = model.groups.find(isFound)
    if (found) return found
  }
  return undefined
}

/** All that is supposed of some releases, with all that is supposed of some others: a year then, and the same year now. */
function pairsOf(ties: readonly Tie[]): [Tie[], Tie[]][] {
  const firm = ties.filter(({ isFirm }) => isFirm)
  const groups = [...Map.groupBy(firm, ({ between }) => between).values()]
  return groups
    .flatMap((some, at) => groups.slice(at + 1).map((others): [Tie[], Tie[]] => [some, others]))
    .slice(0, MOST_PAIRS)
}

function mayBeFew({ system }: Model, { unknown }: Group): boolean {
  return system.low[unknown]! < 10 && system.high[unknown]! > -10
}

function targetOf({ unknown, kind }: Group): Target {
  return kind === 'change' ? { unknown, enough: ENOUGH_CHANGES, mayBeNone: true } : { unknown, enough: ENOUGH }
}

function samePlace(a: Place, b: Place): boolean {
  return a.release === b.release && a.table === b.table && a.row === b.row && a.column === b.column
}

function tooClose(model: Model, isAsked: (group: Group) => boolean): Group | undefined | 'nothing fits' {
  const judged = model.groups.filter((group) => isAsked(group) && mayBeFew(model, group))
  const targets = judged.map(targetOf)
  const found = tooFewValues(model.system, targets, startRandom(model.groups.length))
  return found === 'nothing fits' ? found : judged.find((_, i) => targets[i] === found)
}

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

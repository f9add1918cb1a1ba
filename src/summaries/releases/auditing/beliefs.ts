import { comesOutEven } from './aiming.ts'
import { believe, type Model, type Place, placeKey, remember } from './model.ts'
import { addUnknown } from './propagation.ts'
import type { Seen } from './seen.ts'

/**
 * What a reader may suppose about the time between two releases. None of it need be true; each makes the figures tell more.
 * `nothing else`: nobody came or went but where the figures show it; `only more` people came; `only fewer` were left.
 */
export const beliefs = ['nothing else', 'only more', 'only fewer'] as const
export type Belief = (typeof beliefs)[number]

/** Two releases that are nearer than this may be one person apart. */
const NEAR = 28 * 24 * 60 * 60 * 1000

/** One thing that a reader may suppose of one place. */
export type Tie = {
  /** The same place and releases have the same key. */
  key: string
  /** The table it stands in, and between which releases. */
  together: string
  between: string
  place: Place
  /** It holds or not; a correction that is not firm always holds somehow, and another belief makes something else of it. */
  isFirm: boolean
  /** @returns false when the figures contradict it */
  hold: (model: Model) => boolean
}

/** What there is to suppose about releases that were read, in an order that only what is published decides. */
export function tiesOf(model: Model, releases: Seen[], belief: Belief): Tie[] {
  const inOrder = [...releases].sort((a, b) => a.number - b.number)
  const ties: Tie[] = []
  const tie = (release: Seen, others: Seen[], isFirm: boolean, hold: (model: Model, place: Place) => boolean) => {
    const name = `${release.number} with ${others.map(({ number }) => number)}`
    for (const place of placesOf(model, release)) {
      if (!others.every((one) => countsTheSame(release, one, place))) continue
      const together = `${name}: ${place.table}`
      const key = `${name}: ${placeKey(place, 0)}`
      ties.push({ key, together, between: name, place, isFirm, hold: (its) => hold(its, place) })
    }
  }
  for (const [at, later] of inOrder.entries()) {
    const before = inOrder.slice(0, at).filter((one) => one.kind === later.kind && one.key === later.key)
    // What looks the same as longer ago may be the same, whatever it was in between.
    for (const one of belief === 'nothing else' ? before.toReversed() : [])
      tie(later, [one], true, (its, place) => tieSame(its, one, later, place))
    const last = before.at(-1)
    if (last) tie(later, [last], false, (its, place) => tieCorrection(its, last, later, belief, place))
  }
  for (const year of inOrder.filter(({ kind }) => kind === 'year')) {
    // A period may have been corrected since the year went out: a reader tries what stood before, and what stands now.
    const [then, now] = [periodsOf(year, inOrder), periodsOf({ ...year, number: Number.POSITIVE_INFINITY }, inOrder)]
    for (const periods of then.every((one) => now.includes(one)) ? [now] : [then, now])
      if (periods.length > 0) tie(year, periods, true, (its, place) => tieYear(its, year, periods, belief, place))
  }
  return ties
}

/**
 * Ties the releases together, one tie after the other, as far as the figures do not contradict it.
 * @param carefully also asks, table by table, whether all figures can still come out even together
 * @returns the ties that were given up
 */
export function tieTogether(model: Model, ties: readonly Tie[], carefully: boolean): Tie[] {
  const givenUp: Tie[] = []
  for (const some of carefully ? Map.groupBy(ties, ({ together }) => together).values() : [ties]) {
    const before = carefully ? remember(model) : undefined
    const contradicted = some.filter(({ hold }) => !hold(model))
    const even = !before || comesOutEven(model.system)
    if (!even) before?.()
    givenUp.push(...(even ? contradicted : some))
  }
  return givenUp
}

/** A union of other rows than then has people whom nobody said came. */
function countsTheSame(release: Seen, other: Seen, { table }: Place): boolean {
  const rowsOf = ({ tables }: Seen) => tables.find(({ key }) => key === table)?.anyOf?.rows.join()
  return rowsOf(release) === rowsOf(other)
}

/** @returns true: somebody may always have come, and somebody gone */
function tieCorrection(model: Model, before: Seen, later: Seen, belief: Belief, place: Place): true {
  const { system } = model
  if (model.same.includes(sameKey(place, before, later)) || hasSameParts(model, before, later, place)) return true
  const now = model.unknowns.get(placeKey(place, later.number))!
  const then = model.unknowns.get(placeKey(place, before.number))
  if (then === undefined) return true
  const isNear = Date.parse(later.frozenOn) - Date.parse(before.frozenOn) < NEAR
  const [least, most] = isNear ? [-1, 1] : [-model.many, model.many]
  const change = addUnknown(system, belief === 'only more' ? 0 : least, belief === 'only fewer' ? 0 : most)
  // Where the figures contradict it, somebody came and somebody went.
  if (!believe(model, [then, change], [now])) {
    system.low[change] = -model.many
    system.high[change] = model.many
    believe(model, [then, change], [now])
  }
  model.groups.push({ place, unknown: change, kind: 'change' })
  return true
}

/** @returns false when the figures contradict that it is the same people */
function tieSame(model: Model, before: Seen, later: Seen, place: Place): boolean {
  const [now, then] = [later, before].map(({ number }) => model.unknowns.get(placeKey(place, number)))
  if (now === undefined || then === undefined || place.row === null) return true
  const looks = [later, before].map(({ number }) => model.shown.get(placeKey(place, number)))
  // What is hidden in one may be read off the other.
  if (looks[0] !== looks[1] && !looks.includes('hidden') && !looks.includes('many')) return true
  if (!believe(model, [now], [then])) return false
  model.same.push(sameKey(place, before, later))
  return true
}

/** Where all parts are the same people, so is the whole. */
function hasSameParts(model: Model, before: Seen, later: Seen, place: Place): boolean {
  if (place.row !== null) return false
  const partsOf = ({ tables }: Seen) =>
    tables.filter(({ key, of, rowsAre, within }) => {
      return rowsAre === 'parts' && of === place.of && (within ? key : '') === place.table
    })
  return partsOf(later).some(({ key, rows }) => {
    const then = partsOf(before).find((one) => one.key === key)
    const isSame = (row: string) => model.same.includes(sameKey({ ...place, table: key, row }, before, later))
    return then?.rows.length === rows.length && rows.length > 0 && rows.every((row) => isSame(row.key))
  })
}

function sameKey(place: Place, before: Seen, later: Seen): string {
  return `${before.number} ${placeKey(place, later.number)}`
}

/** @returns false when the figures contradict that nobody came or went */
function tieYear(model: Model, year: Seen, periods: Seen[], belief: Belief, place: Place): boolean {
  const parts = periods.flatMap(({ number }) => model.unknowns.get(placeKey(place, number)) ?? [])
  const whole = model.unknowns.get(placeKey(place, year.number))!
  if (parts.length === 0) return true
  if (parts.length < periods.length || !coversYear(year, periods)) {
    if (belief === 'only fewer') return true
    const rest = addUnknown(model.system, 0, model.many)
    if (!believe(model, [...parts, rest], [whole])) return false
    model.groups.push({ place, unknown: rest, kind: 'rest' })
    return true
  }
  if (belief === 'nothing else') return believe(model, parts, [whole])
  const change = addUnknown(model.system, 0, model.many)
  if (belief === 'only more') return believe(model, [...parts, change], [whole])
  return believe(model, parts, [whole, change])
}

/** Of each period of a year the release nearest before it, or else the first after. */
function periodsOf(year: Seen, inOrder: Seen[]): Seen[] {
  const within = inOrder.filter(
    ({ kind, from, until }) => kind === 'period' && from >= year.from && until <= year.until,
  )
  return [...new Set(within.map(({ key }) => key))].map((key) => {
    const same = within.filter((one) => one.key === key)
    return same.findLast(({ number }) => number < year.number) ?? same[0]!
  })
}

function coversYear(year: Seen, periods: Seen[]): boolean {
  let day = year.from
  for (const { from, until } of [...periods].sort((a, b) => a.from.localeCompare(b.from))) {
    if (from !== day) return false
    day = until
  }
  return day === year.until
}

function placesOf(model: Model, release: Seen): Place[] {
  const seen = new Map<string, Place>()
  for (const table of release.tables) {
    const base = { release: release.number, of: table.of, table: table.within ? table.key : '', row: null, column: 0 }
    seen.set(placeKey(base, release.number), base)
    for (const row of table.rows) {
      row.cells.forEach((_, column) => {
        const place = { ...base, table: table.key, row: row.key, column }
        seen.set(placeKey(place, release.number), place)
      })
    }
  }
  return [...seen.keys()].sort().flatMap((key) => (model.unknowns.has(key) ? [seen.get(key)!] : []))
}

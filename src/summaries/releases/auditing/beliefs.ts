import { believe, type Model, type Place, placeKey } from './model.ts'
import { addUnknown, MANY } from './propagation.ts'
import type { Seen } from './seen.ts'

/**
 * What a reader may suppose about the time between two releases. None of it need be true; each makes the figures tell more.
 * `nothing else`: nobody came or went but where the figures show it; `only more` people came; `only fewer` were left.
 */
export const beliefs = ['nothing else', 'only more', 'only fewer'] as const
export type Belief = (typeof beliefs)[number]

/** Two releases that are nearer than this may be one person apart. */
const NEAR = 28 * 24 * 60 * 60 * 1000

/** Ties the releases together, as far as the figures do not contradict it. @returns whether another belief could make more of them */
export function tieTogether(model: Model, releases: Seen[], belief: Belief): boolean {
  const inOrder = [...releases].sort((a, b) => a.number - b.number)
  const corrected = inOrder.flatMap((later, at) => {
    const before = inOrder.slice(0, at).findLast((one) => one.kind === later.kind && one.key === later.key)
    return before ? [{ before, later }] : []
  })
  for (const { before, later } of corrected) tieCorrection(model, before, later, belief)
  const years = inOrder.filter(({ kind }) => kind === 'year')
  const fits = years.map((year) => tieYear(model, year, periodsOf(year, inOrder), belief))
  return corrected.length > 0 || fits.includes(false)
}

function tieCorrection(model: Model, before: Seen, later: Seen, belief: Belief): void {
  const { system } = model
  const isNear = Date.parse(later.frozenOn) - Date.parse(before.frozenOn) < NEAR
  for (const place of placesOf(model, later)) {
    const now = model.unknowns.get(placeKey(place, later.number))!
    const then = model.unknowns.get(placeKey(place, before.number))
    if (then === undefined) continue
    const looks = [later, before].map(({ number }) => model.shown.get(placeKey(place, number)))
    // What is hidden in one may be read off the other.
    const looksSame = place.row !== null && (looks[0] === looks[1] || looks.includes('hidden'))
    if (belief === 'nothing else' && looksSame && believe(model, [now], [then])) continue
    const [least, most] = isNear ? [-1, 1] : [-MANY, MANY]
    const change = addUnknown(system, belief === 'only more' ? 0 : least, belief === 'only fewer' ? 0 : most)
    // Where the figures contradict it, somebody came and somebody went.
    if (!believe(model, [then, change], [now])) {
      system.low[change] = -MANY
      system.high[change] = MANY
      believe(model, [then, change], [now])
    }
    model.groups.push({ place, unknown: change, kind: 'change' })
  }
}

/** @returns false when the figures contradict that nobody came or went */
function tieYear(model: Model, year: Seen, periods: Seen[], belief: Belief): boolean {
  const isWhole = coversYear(year, periods)
  let fits = true
  for (const place of periods.length > 0 ? placesOf(model, year) : []) {
    const parts = periods.flatMap(({ number }) => model.unknowns.get(placeKey(place, number)) ?? [])
    const whole = model.unknowns.get(placeKey(place, year.number))!
    if (parts.length === 0) continue
    if (!isWhole || parts.length < periods.length) {
      if (belief === 'only fewer') continue
      const rest = addUnknown(model.system, 0, MANY)
      if (believe(model, [...parts, rest], [whole])) model.groups.push({ place, unknown: rest, kind: 'rest' })
      else fits = false
      continue
    }
    if (belief === 'nothing else') {
      if (!believe(model, parts, [whole])) fits = false
      continue
    }
    const change = addUnknown(model.system, 0, MANY)
    if (belief === 'only more') believe(model, [...parts, change], [whole])
    else believe(model, parts, [whole, change])
  }
  return fits
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
  return [...seen].flatMap(([key, place]) => (model.unknowns.has(key) ? [place] : []))
}

import { linkFiltered, linkUnions } from './linking.ts'
import { type Model, mustHold, type Place, placeKey, placeOfTable } from './model.ts'
import { addRule, addSum, addUnknown, emptySystem, narrow, propagate, type Trail, takeBack } from './propagation.ts'
import { type Bounds, boundsOf, isRounded, type Seen, type SeenTable } from './seen.ts'

type IsOpen = (release: Seen, place: Place) => boolean

/**
 * Reads releases as somebody does who knows the rules of publishing and how each table adds up, and has kept everything.
 * @param of which people: tables of others tell nothing about these
 * @param isOpen whether a band is not taken for a few people: it may be everybody or nearly
 */
export function readReleases(releases: Seen[], of: string, isOpen: IsOpen = () => false): Model {
  const model: Model = {
    system: emptySystem(),
    groups: [],
    contradicted: [],
    unknowns: new Map(),
    many: manyFor(releases),
    shown: new Map(),
    same: [],
  }
  for (const release of releases) {
    const tables = release.tables.filter((table) => table.of === of)
    const roundsBases = isRounded(tables.map(({ base }) => base))
    const roundsCells = isRounded(tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells)))
    for (const table of tables)
      readTable(model, release.number, table, roundsBases, roundsCells, (place) => isOpen(release, place))
    linkFiltered(model, release.number, tables)
    linkUnions(model, release.number, tables)
  }
  return model
}

function manyFor(releases: Seen[]): number {
  const cells = releases.flatMap(({ tables }) =>
    tables.flatMap(({ base, rows }) => [base, ...rows.flatMap((row) => row.cells)]),
  )
  return 1_000 + 20 * cells.reduce((most, cell) => Math.max(most, cell.kind === 'about' ? cell.n : 0), 0)
}

function readTable(
  model: Model,
  release: number,
  table: SeenTable,
  roundsBases: boolean,
  roundsCells: boolean,
  isOpen: (place: Place) => boolean,
): void {
  const { system } = model
  const base = baseOf(model, release, table, roundsBases)
  const inOrder = table.rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const rows = inOrder.map(({ key, cells }) =>
    cells.map((cell, column) => {
      const place = { release, of: table.of, table: table.key, row: key, column }
      const mayBeAll = cell.kind === 'band' && isOpen(place)
      const bounds: Bounds = mayBeAll ? [0, model.many] : boundsOf(cell, roundsCells, model.many)
      const unknown = addUnknown(system, ...bounds)
      model.unknowns.set(placeKey(place, release), unknown)
      model.shown.set(placeKey(place, release), cell.kind === 'about' ? String(cell.n) : cell.kind)
      if (cell.kind !== 'about') model.groups.push({ place, unknown, kind: 'figure' })
      return unknown
    }),
  )
  if (table.rowsAre === 'parts' && rows.length > 0) {
    const firsts = rows.map(([first]) => first!)
    mustHold(model, addSum(system, firsts, [base]), placeOfTable(release, table))
  }
  rows.forEach((unknowns, at) => {
    unknowns.forEach((unknown, column) => {
      const whole = wholeOf(table, base, unknowns, column)
      if (whole === undefined) return
      const place = { release, of: table.of, table: table.key, row: inOrder[at]!.key, column }
      const rest = addUnknown(system, 0, model.many)
      mustHold(model, addSum(system, [unknown, rest], [whole]), place)
      model.groups.push({ place, unknown: rest, kind: 'rest' })
    })
    const percentage = table.percentages?.[table.rows.indexOf(inOrder[at]!)]
    if (percentage) readPercentage(model, percentage, unknowns[0]!, base)
  })
}

function wholeOf({ columnsAre }: SeenTable, base: number, row: number[], column: number): number | undefined {
  if (column === 0) return base
  if (columnsAre === 'apart') return undefined
  return columnsAre === 'nested' ? row[column - 1] : row[0]
}

/** Tables of the same people have one base between them; a filtered one has its own. */
function baseOf(model: Model, release: number, table: SeenTable, rounded: boolean): number {
  const { system } = model
  const place = { release, of: table.of, table: table.within ? table.key : '', row: null, column: 0 }
  const key = placeKey(place, release)
  const bounds = boundsOf(table.base, rounded, model.many)
  const known = model.unknowns.get(key)
  if (known !== undefined) {
    const trail: Trail = []
    // Two tables of the same people show one base, unless it was withheld from one of them.
    if (!narrow(system, known, ...bounds, trail)) takeBack(system, trail, 0)
    return known
  }
  const base = addUnknown(system, ...bounds)
  model.unknowns.set(key, base)
  model.shown.set(key, table.base.kind === 'about' ? String(table.base.n) : table.base.kind)
  if (table.base.kind !== 'about') model.groups.push({ place, unknown: base, kind: 'figure' })
  return base
}

function readPercentage({ system }: Model, percentage: string, part: number, whole: number): void {
  const step = 10 ** -(percentage.split('.')[1]?.length ?? 0)
  const share = { from: (Number(percentage) - step / 2) / 100, to: (Number(percentage) + step / 2) / 100 }
  const rule = addRule(system, { kind: 'share', unknowns: [part, whole], ...share })
  if (!propagate(system, [rule], [])) throw new Error('a percentage contradicts the figures beside it')
}

import {
  addRule,
  addSum,
  addUnknown,
  dropRule,
  emptySystem,
  narrow,
  propagate,
  type System,
  type Trail,
  takeBack,
} from './propagation.ts'
import { boundsOf, isRounded, type Seen, type SeenTable } from './seen.ts'

/** Where a figure stands. Without a row it is the base of its people; what is left over is of that figure too. */
export type Place = { release: number; of: string; table: string; row: string | null; column: number }

/** A group that nobody may get to know too closely. */
export type Group = {
  place: Place
  unknown: number
  /** `figure`: it was published as a band; `rest`: its whole without it; `change`: from one release to the next. */
  kind: 'figure' | 'rest' | 'change'
}

/** Everything that was published about the same people, as one system. */
export type Model = {
  system: System
  groups: Group[]
  /** Tables whose bands cannot all be a few people: then it shows where everybody is. */
  contradicted: Place[]
  /** By `placeKey`. */
  unknowns: Map<string, number>
  /** More people than any of the figures can mean. Far more would only take long to rule out. */
  many: number
  shown: Map<string, string>
  /** Figures of two releases that a reader takes for the same people. */
  same: string[]
}

/** @returns a key for a place, the same in every release but for its number */
export function placeKey(place: Pick<Place, 'table' | 'row' | 'column'>, release: number): string {
  return `${release}|${place.table}|${place.row ?? ''}|${place.column}`
}

/**
 * Reads releases as somebody does who knows the rules of publishing and how each table adds up, and has kept everything.
 * @param of which people: tables of others tell nothing about these
 */
export function readReleases(releases: Seen[], of: string): Model {
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
    for (const table of tables) readTable(model, release.number, table, roundsBases, roundsCells)
    linkFiltered(model, release.number, tables)
  }
  return model
}

function manyFor(releases: Seen[]): number {
  const cells = releases.flatMap(({ tables }) =>
    tables.flatMap(({ base, rows }) => [base, ...rows.flatMap((row) => row.cells)]),
  )
  return 1_000 + 20 * cells.reduce((most, cell) => Math.max(most, cell.kind === 'about' ? cell.n : 0), 0)
}

function readTable(model: Model, release: number, table: SeenTable, roundsBases: boolean, roundsCells: boolean): void {
  const { system } = model
  const base = baseOf(model, release, table, roundsBases)
  const inOrder = table.rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const rows = inOrder.map(({ key, cells }) =>
    cells.map((cell, column) => {
      const unknown = addUnknown(system, ...boundsOf(cell, roundsCells, model.many))
      const place = { release, of: table.of, table: table.key, row: key, column }
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

/** A row of the whole table is that row of all filtered ones together; and a filtered table's base is a row of the other table. */
function linkFiltered(model: Model, release: number, tables: SeenTable[]): void {
  for (const { key, within } of tables) {
    if (!within) continue
    const place = placeOfTable(release, { key: within.table, of: '' })
    const row = model.unknowns.get(placeKey({ ...place, row: within.row }, release))
    const base = model.unknowns.get(placeKey({ ...place, table: key }, release))
    if (row !== undefined && base !== undefined) believe(model, [row], [base])
  }
  for (const whole of tables.filter(({ within }) => !within)) {
    const filtered = tables.filter(({ key, within }) => within && key.startsWith(`${whole.key}|`))
    for (const { key: row } of filtered.length > 0 ? whole.rows : []) {
      const find = (table: string) => model.unknowns.get(placeKey({ table, row, column: 0 }, release))
      const parts = filtered.flatMap(({ key }) => find(key) ?? [])
      believe(model, parts, [find(whole.key)!])
    }
  }
}

function placeOfTable(release: number, { of, key }: Pick<SeenTable, 'of' | 'key'>): Place {
  return { release, of, table: key, row: null, column: 0 }
}

function mustHold(model: Model, rule: number, place: Place): void {
  const trail: Trail = []
  if (propagate(model.system, [rule], trail)) return
  takeBack(model.system, trail, 0)
  dropRule(model.system)
  model.contradicted.push(place)
}

/**
 * Adds a rule that a reader takes to hold unless the figures say otherwise.
 * @returns whether they let it stand
 */
export function believe(model: Model, plus: number[], minus: number[]): boolean {
  const trail: Trail = []
  if (propagate(model.system, [addSum(model.system, plus, minus)], trail)) return true
  takeBack(model.system, trail, 0)
  dropRule(model.system)
  return false
}

/** @returns a way back to what is known now */
export function remember({ system, groups, same }: Model): () => void {
  const [low, high] = [[...system.low], [...system.high]]
  const [rules, count, held] = [system.rules.length, groups.length, same.length]
  return () => {
    while (system.rules.length > rules) dropRule(system)
    for (const unknown of low.keys()) {
      system.low[unknown] = low[unknown]!
      system.high[unknown] = high[unknown]!
    }
    groups.length = count
    same.length = held
  }
}

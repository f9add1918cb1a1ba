import type { Finding } from './auditing/auditor.ts'
import type { MarkedCell, MarkedTable } from './release.ts'

/** Asks the auditor what could be worked out if these tables were published; or whether one thing still could. */
export type Look = (tables: MarkedTable[], finding?: Finding) => Finding | undefined

type Step = { tables: MarkedTable[]; says: string }

/** So many second figures are tried before a column is left out. */
const MOST_TRIED = 12

/** One figure of ten or more, and what was left out whole, whatever it held. */
const MANY: MarkedCell = { kind: 'many' }
const LEFT_OUT: MarkedCell = { kind: 'hidden' }

/**
 * Withholds one thing more: a second figure if that helps, or else a column, the base, or everything about these people. Which one
 * depends on what is published only, never on an exact count: else the choice would tell something.
 * @param tables all tables of the same people
 * @param isMain they are the people whom the release is about: it makes no sense without them
 * @returns undefined when nothing is left to withhold
 */
export function withholdMore(tables: MarkedTable[], finding: Finding, look: Look, isMain: boolean): Step | undefined {
  const table = tables.find(({ key }) => key === finding.place.table)
  const step = table
    ? (secondFigure(tables, table, finding, look) ?? withoutColumn(tables, table, finding))
    : withoutBase(tables, finding, look)
  return step ?? (isMain ? undefined : withoutAll(tables))
}

/** First what stands at the place itself, which only another figure can give away; then the smallest that helps. */
function secondFigure(tables: MarkedTable[], table: MarkedTable, finding: Finding, look: Look): Step | undefined {
  const { row, column } = finding.place
  const columns = column > 0 && finding.kind === 'rest' ? [column, column - 1, 0] : [column]
  const unions = unionsOf(tables, table)
  const figures = [...figuresOf(table, columns), ...unions.flatMap((one) => figuresOf(one, [0]))].sort(
    (a, b) => Number(b.key === row) - Number(a.key === row) || a.n - b.n,
  )
  for (const { of, key, name, at } of figures.slice(0, MOST_TRIED)) {
    const hidden = replaced(
      tables,
      hide(of, MANY, (one, column) => one === key && column === at),
    )
    if (look(hidden, finding)) continue
    return { tables: hidden, says: `In "${of.name}" the figure of "${name}" was withheld too.` }
  }
  return undefined
}

function figuresOf(table: MarkedTable, columns: number[]) {
  return table.rows
    .flatMap(({ key, name, cells }) => columns.map((at) => ({ of: table, key, name, at, cell: cells[at]! })))
    .flatMap(({ cell, ...where }) => (cell.kind === 'about' ? [{ ...where, n: cell.n }] : []))
}

/** What counts whoever is in any of the rows goes with them: it would tell of each. */
function withoutColumn(tables: MarkedTable[], table: MarkedTable, { place }: Finding): Step | undefined {
  const at = [place.column, 0].find((column) => table.rows.some(({ cells }) => cells[column]?.kind !== 'hidden'))
  if (at === undefined) return undefined
  const left = [table, ...(at === 0 ? unionsOf(tables, table) : [])]
  const without = (one: MarkedTable) => hide(one, LEFT_OUT, (_, column) => column === at)
  return {
    tables: tables.map((one) => (left.includes(one) ? without(one) : one)),
    says: `In ${left.map(({ name }) => `"${name}"`).join(' and ')} the column "${table.columns[at]?.name}" was left out.`,
  }
}

function unionsOf(tables: MarkedTable[], { key }: MarkedTable): MarkedTable[] {
  return tables.filter(({ anyOf }) => anyOf?.table === key)
}

function withoutBase(tables: MarkedTable[], finding: Finding, look: Look): Step | undefined {
  if (tables.every(({ base }) => base.kind !== 'about')) return undefined
  const without = tables.map((table) => ({ ...table, base: MANY }))
  if (look(without, finding)) return undefined
  return { tables: without, says: `How many people "${tables[0]!.name}" is about was withheld.` }
}

function withoutAll(tables: MarkedTable[]): Step | undefined {
  const isOut = ({ base, rows }: MarkedTable) =>
    base.kind === 'hidden' && rows.every(({ cells }) => cells.every(({ kind }) => kind === 'hidden'))
  if (tables.every(isOut)) return undefined
  const without = tables.map((table) => ({ ...hide(table, LEFT_OUT, () => true), base: LEFT_OUT }))
  return { tables: without, says: `${tables.map(({ name }) => `"${name}"`).join(' and ')} was left out.` }
}

function hide(table: MarkedTable, as: MarkedCell, which: (row: string, column: number) => boolean): MarkedTable {
  const rows = table.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell, column) => (which(row.key, column) ? as : cell)),
  }))
  return { ...table, rows }
}

function replaced(tables: MarkedTable[], one: MarkedTable): MarkedTable[] {
  return tables.map((table) => (table.key === one.key ? one : table))
}

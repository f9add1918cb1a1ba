import type { Finding } from './auditing/auditor.ts'
import type { Cell, ReleasedTable } from './release.ts'

/** Asks the auditor what could be worked out if these tables were published. */
export type Look = (tables: ReleasedTable[]) => Finding[]

type Step = { tables: ReleasedTable[]; says: string; findings: Finding[] }

/** So many second cells are tried in one column before it is left out. */
const MOST_TRIED = 12

const HIDDEN: Cell = { kind: 'hidden' }

/**
 * Withholds one thing more: a second figure if that helps, or else a column, the base, or everything about these people. Which one
 * depends on what is published only, never on an exact count: else the choice would tell something.
 * @param tables all tables of the same people
 * @param isMain they are the people whom the release is about: it makes no sense without them
 * @returns undefined when nothing is left to withhold
 */
export function withholdMore(
  tables: ReleasedTable[],
  findings: Finding[],
  look: Look,
  isMain: boolean,
): Step | undefined {
  const place = findings.find(({ place }) => place.table !== '')?.place
  if (place === undefined) return withoutBase(tables, findings, look) ?? (isMain ? undefined : withoutAll(tables, look))
  const table = tables.find(({ key }) => key === place.table)
  if (!table) return isMain ? undefined : withoutAll(tables, look)
  const columns = [...new Set(findings.filter((one) => one.place.table === table.key).map((one) => one.place.column))]
  return (
    secondFigure(tables, table, columns, findings, look) ??
    withoutColumn(tables, table, columns, look) ??
    (isMain ? undefined : withoutAll(tables, look))
  )
}

/** The smallest figure whose absence leaves the fewest groups to be worked out. */
function secondFigure(
  tables: ReleasedTable[],
  table: ReleasedTable,
  columns: number[],
  findings: Finding[],
  look: Look,
) {
  const figures = table.rows
    .flatMap(({ key, name, cells }) =>
      columns.map((column) => ({
        key,
        name,
        column,
        n: cells[column]?.kind === 'about' ? cells[column].n : undefined,
      })),
    )
    .filter(({ n }) => n !== undefined)
    .sort((a, b) => a.n! - b.n!)
    .slice(0, MOST_TRIED)
  let best: Step | undefined
  for (const { key, name, column } of figures) {
    const hidden = replaced(
      tables,
      hide(table, (row, at) => row === key && at === column),
    )
    const left = look(hidden)
    if (left.length >= (best?.findings ?? findings).length) continue
    best = { tables: hidden, findings: left, says: `In "${table.name}" the figure of "${name}" was withheld too.` }
    if (left.length === 0) break
  }
  return best
}

function withoutColumn(tables: ReleasedTable[], table: ReleasedTable, columns: number[], look: Look): Step | undefined {
  const open = columns.find((column) => table.rows.some(({ cells }) => cells[column]?.kind !== 'hidden'))
  if (open === undefined) return undefined
  const without = replaced(
    tables,
    hide(table, (_, at) => at === open),
  )
  const says = `In "${table.name}" the column "${table.columns[open]?.name}" was left out.`
  return { tables: without, says, findings: look(without) }
}

function withoutBase(tables: ReleasedTable[], findings: Finding[], look: Look): Step | undefined {
  if (tables.every(({ base }) => base.kind !== 'about')) return undefined
  const without = tables.map((table) => ({ ...table, base: HIDDEN }))
  const left = look(without)
  if (left.length >= findings.length) return undefined
  return { tables: without, says: `How many people "${tables[0]!.name}" is about was withheld.`, findings: left }
}

function withoutAll(tables: ReleasedTable[], look: Look): Step | undefined {
  const isOut = ({ base, rows }: ReleasedTable) =>
    base.kind === 'hidden' && rows.every(({ cells }) => cells.every(({ kind }) => kind === 'hidden'))
  if (tables.every(isOut)) return undefined
  const without = tables.map((table) => ({ ...hide(table, () => true), base: HIDDEN }))
  const says = `${tables.map(({ name }) => `"${name}"`).join(' and ')} was left out.`
  return { tables: without, says, findings: look(without) }
}

function hide(table: ReleasedTable, which: (row: string, column: number) => boolean): ReleasedTable {
  const rows = table.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell, column) => (which(row.key, column) ? HIDDEN : cell)),
  }))
  return { ...table, rows }
}

function replaced(tables: ReleasedTable[], one: ReleasedTable): ReleasedTable[] {
  return tables.map((table) => (table.key === one.key ? one : table))
}

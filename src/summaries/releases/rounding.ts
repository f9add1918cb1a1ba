import { shown, shownAmong } from '../../small-numbers.ts'
import type { ExactTable, MarkedCell, MarkedTable } from './release.ts'

/**
 * A table as small-numbers.ts lets it be shown by itself: every figure through the same rule, the base from its own exact count.
 * Whether figures can be worked out from one another is not its business: see `protect`.
 * @throws Error when the counts contradict what the table says of itself; that is a mistake of ours
 */
export function roundTable(exact: ExactTable): MarkedTable {
  const { key, name, of, rowsAre, columnsAre, columns, anyOf } = exact
  mustAddUp(exact)
  return {
    ...{ key, name, of, rowsAre, columnsAre, columns, ...(anyOf && { anyOf }) },
    base: shown(exact.base),
    rows: exact.rows.map((row) => ({
      ...{ key: row.key, name: row.name },
      cells: row.counts.map((count, column) => cell(exact, row, count, column)),
    })),
  }
}

/** Themes stand by what is shown of them, so that the order tells nothing more; parts stand as their question has them. */
export function inOrder(table: MarkedTable): MarkedTable {
  if (table.rowsAre === 'parts') return table
  const figure = (one?: MarkedCell) => (one?.kind === 'about' ? one.n : 0)
  const rows = [...table.rows].sort(
    (a, b) => figure(b.cells[0]) - figure(a.cells[0]) || a.name.localeCompare(b.name, 'en'),
  )
  return { ...table, rows }
}

function cell(
  { base, columnsAre }: ExactTable,
  { counts, mayBeAll }: ExactTable['rows'][number],
  count: number,
  column: number,
): MarkedCell {
  const whole = mayBeAll ? undefined : wholeOf(columnsAre, base, counts, column)
  return whole === undefined ? shown(count) : shownAmong(count, whole)
}

/** Of which people a column counts some; undefined when it counts people of its own. */
function wholeOf(columnsAre: ExactTable['columnsAre'], base: number, counts: number[], column: number) {
  if (column === 0) return base
  if (columnsAre === 'apart') return undefined
  return columnsAre === 'nested' ? counts[column - 1]! : counts[0]!
}

function mustAddUp({ key, base, rowsAre, columnsAre, columns, rows }: ExactTable): void {
  for (const { counts } of rows) {
    if (counts.length !== columns.length) throw new Error(`table ${key}: a row has another number of columns`)
    counts.forEach((count, column) => {
      const whole = wholeOf(columnsAre, base, counts, column)
      if (!Number.isInteger(count) || count < 0 || count > (whole ?? count))
        throw new Error(`table ${key}: a part is larger than its whole`)
    })
  }
  const sum = rows.reduce((total, { counts }) => total + (counts[0] ?? 0), 0)
  if (rowsAre === 'parts' && rows.length > 0 && sum !== base)
    throw new Error(`table ${key}: the parts do not add up to the whole`)
}

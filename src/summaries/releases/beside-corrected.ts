import type { Seen } from './auditing/seen.ts'
import { cellAt } from './marks.ts'
import type { MarkedCell, MarkedTable, ReleasePeriod } from './release.ts'

/** A figure that is left out whatever it is has no mark. */
const LEFT_OUT: MarkedCell = { kind: 'hidden' }

/**
 * A correction shows no figure that what it corrects did not show. What was withheld there would else be narrowed by what stands
 * here: of "30: not shown, not shown, not shown", corrected to "45: 10, 20, 10", whoever knows the rules learns that two of the
 * first three were seven to nine.
 * @param before every earlier release
 */
export function besideCorrected(tables: MarkedTable[], period: ReleasePeriod, before: Seen[]): MarkedTable[] {
  const same = before.filter(({ kind, key }) => kind === period.kind && key === period.key)
  const wasShown = (table: string, row: string, column: number) =>
    same.every((one) => cellAt(one.tables, { table, row, column })?.kind === 'about')
  return tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, column) => (wasShown(table.key, row.key, column) ? cell : LEFT_OUT)),
    })),
  }))
}

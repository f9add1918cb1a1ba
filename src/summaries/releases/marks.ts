import type { Db } from '../../db/open.ts'
import type { Earlier } from './protecting.ts'
import type { Cell, MarkedCell, MarkedTable, Release, ReleasedTable } from './release.ts'

/**
 * Takes the marks off: from here on nothing tells a few people from a figure that was withheld to protect them. The rule by which
 * figures are withheld is public, so whoever saw which are could run it backwards.
 * @returns tables as they are published
 */
export function withoutMarks(tables: readonly MarkedTable[]): ReleasedTable[] {
  return tables.map((table) => ({
    ...table,
    base: withoutMark(table.base),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(withoutMark) })),
  }))
}

function withoutMark(cell: MarkedCell): Cell {
  return cell.kind === 'about' ? cell : { kind: 'hidden' }
}

/**
 * What stands at a place of a release, wherever the table and the row stand in it.
 * @param row null is the whole of the table
 * @returns undefined when it has no such table, row or column
 */
export function cellAt(
  tables: readonly MarkedTable[],
  { table, row, column }: { table: string; row: string | null; column: number },
): MarkedCell | undefined {
  const found = tables.find(({ key }) => key === table)
  return row === null ? found?.base : found?.rows.find(({ key }) => key === row)?.cells[column]
}

/** Releases with the marks that their drafts keep. Whoever audits reckons with somebody who guessed each of them right. */
export async function withMarks(trx: Db, releases: readonly Release[]): Promise<Earlier[]> {
  const rows = await trx
    .selectFrom('release_drafts')
    .select(['number', 'marks'])
    .where('number', 'is not', null)
    .where('marks', 'is not', null)
    .execute()
  const marks = new Map(rows.map(({ number, marks }) => [number, marks as MarkedTable[]]))
  return releases.map((one) => ({ ...one, content: { tables: marks.get(one.number) ?? one.content.tables } }))
}

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

import type { Seen } from './auditing/seen.ts'
import { cellAt } from './marks.ts'
import type { MarkedCell, MarkedTable, ReleasePeriod } from './release.ts'

/** Why a year cannot be released whose whole number of people would have to be withheld. */
export const addsTooLittle = 'The year adds too few people to the periods that have a figure.'

/** A figure of a year is told where at least so many people may stand behind what it adds to its periods. */
const MAY_BE = 9

/** What is counted on a day: a year's are not those of its periods together. */
const ofADay = ['owed', 'readings']

/**
 * Withholds figures of a year where some of its periods show theirs and some do not, and the year would leave only a few people for
 * those. Left to the auditor, only a year that gives them away would be withheld, and that it is would tell just that: so it is
 * withheld already where it leaves up to eight, which then stay possible (minimality attack: Wong, Fu, Wang and Pei, VLDB 2007).
 * @param before every earlier release
 */
export function yearBesidePeriods(tables: MarkedTable[], period: ReleasePeriod, before: Seen[]): MarkedTable[] {
  if (period.kind !== 'year') return tables
  const within = before.filter(
    ({ kind, from, until }) => kind === 'period' && from >= period.from && until <= period.until,
  )
  // Whoever kept a period that was corrected since has that figure too.
  const told = [...Map.groupBy(within, ({ key }) => key).values()]
  const isWhole = coversAll(within, period)
  const guarded = tables.map((table) => {
    const guard = (cell: MarkedCell, row: string | null, column: number): MarkedCell => {
      if (cell.kind !== 'about' || ofADay.includes(table.key)) return cell
      const place = { table: table.key, row, column }
      const figureIn = (one: Seen) => {
        const there = cellAt(one.tables, place)
        return there?.kind === 'about' ? [there.n] : []
      }
      const parts = told.map((same) => same.flatMap(figureIn))
      const shown = parts.filter((figures) => figures.length > 0)
      if (shown.length === 0 || (isWhole && shown.length === told.length)) return cell
      const least = shown.reduce((sum, figures) => sum + Math.max(10, Math.max(...figures) - 2), 0)
      return cell.n + 2 - least < MAY_BE ? { kind: 'many' } : cell
    }
    return {
      ...table,
      base: guard(table.base, null, 0),
      rows: table.rows.map((row) => ({ ...row, cells: row.cells.map((cell, column) => guard(cell, row.key, column)) })),
    }
  })
  return guarded.map((table) => (tellsOfOne(table, guarded) ? withoutFirst(table) : table))
}

/** What counts whoever is in any of some rows tells of each of them. */
function tellsOfOne({ anyOf }: MarkedTable, tables: MarkedTable[]): boolean {
  const rows = tables.find(({ key }) => key === anyOf?.table)?.rows ?? []
  return rows.some(({ key, cells }) => anyOf?.rows.includes(key) && cells[0]?.kind === 'many')
}

function withoutFirst(table: MarkedTable): MarkedTable {
  const without = (cell: MarkedCell, column: number): MarkedCell =>
    column === 0 && cell.kind === 'about' ? { kind: 'many' } : cell
  return { ...table, rows: table.rows.map((row) => ({ ...row, cells: row.cells.map(without) })) }
}

function coversAll(periods: Seen[], { from, until }: ReleasePeriod): boolean {
  let day = from
  for (const one of [...periods].sort((a, b) => a.from.localeCompare(b.from))) if (one.from === day) day = one.until
  return day === until
}

import type { Release, ReleasedTable } from '../releases/release.ts'
import { challengesTable, measuresTable } from './answering.ts'
import { figureOf } from './cells.ts'
import { definitionOf, howOf, periodInDays } from './definitions.ts'
import { coverageTable, undecidedTable } from './listening.ts'
import type { Block, PackTable, Section } from './pack.ts'
import { SINCE_COLUMNS, sinceTable, whoAnsweredTable } from './since.ts'
import { ledgerTable } from './themes.ts'

const rowNames: Record<string, string> = {
  versions: 'Questions for',
  channels: 'Way',
  languages: 'Language',
  themes: 'Theme',
  told: 'Questions for',
  invited: 'Team',
  unmet: 'What was looked for',
}

/** These stand in sections of their own, in words or as a table. */
const elsewhere = ['ledger', 'challenges', 'measures', 'undecided']

/** The tables of the release with their definitions: nothing in the pack says a figure about people that is not here. */
export function annex(tables: PackTable[]): Section {
  const own = tables.filter(({ key }) => !elsewhere.includes(key))
  const blocks = own.map(
    (table): Block => ({
      kind: 'table',
      table,
      annex: true,
      ...(table.key === 'since' ? { show: SINCE_COLUMNS } : {}),
    }),
  )
  return { id: 'annex', title: 'Annex: the tables', blocks, page: 'plain' }
}

/** All tables that a release gives, in the order of the annex. */
export function annexTables(release: Release): PackTable[] {
  return [
    ...release.content.tables.map((table) => figures(table, release)),
    coverageTable(release),
    ledgerTable(release),
    sinceTable(release),
    whoAnsweredTable(release),
    undecidedTable(release),
    challengesTable(release),
    measuresTable(release),
  ].filter((table) => table !== undefined)
}

function figures(table: ReleasedTable, release: Release): PackTable {
  const how = howOf(table.key)
  const { definition, rule } = definitionOf(table.key)
  const rows = table.rows.map(({ name, cells }) => [{ text: name }, ...cells.map((cell) => figureOf(cell, how))])
  const all = [
    { text: 'All together' },
    figureOf(table.base, how),
    ...table.columns.slice(1).map(() => ({ text: 'not added up' })),
  ]
  return {
    ...{ key: table.key, name: table.name, definition, rule, period: periodInDays(release) },
    columns: [rowNames[table.key] ?? 'Answer', ...table.columns.map(({ name }) => name)],
    rows: [...rows, all],
  }
}

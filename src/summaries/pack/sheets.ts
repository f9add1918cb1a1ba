import type { Release } from '../releases/release.ts'
import { inDays } from './definitions.ts'
import type { Figure, Pack, PackTable } from './pack.ts'

/** One sheet of a spreadsheet: its title stands in A1, and there is one table in it. */
export type Sheet = { name: string; title: string; notes: string[]; columns: string[]; rows: Figure[][] }

/** What stands about a release in every file of tables. */
export type About = {
  pack: Pack
  release: Pick<Release, 'number' | 'kind' | 'key' | 'frozenOn' | 'publishedOn' | 'digest'>
}

/** Spreadsheets of the office programs cut off what is longer. */
const LONGEST_NAME = 31

/**
 * The sheets of a pack as the Analysis Function asks for them: a cover, contents, notes, then one table a sheet with its title
 * in A1, no empty row and no colour that means something.
 */
export function sheetsOf({ pack, release }: About): Sheet[] {
  const names = tabNames(pack.tables)
  const of = (table: PackTable) => names.get(table.key) ?? table.key
  return [
    {
      ...{ name: 'Cover', title: pack.title, columns: ['About', 'What'], notes: [] },
      rows: [
        ['What this is', pack.subtitle],
        ['Release', String(release.number)],
        ['Frozen on', inDays(release.frozenOn)],
        ['Published on', inDays(release.publishedOn)],
        ['Seal of the frozen document (SHA-256)', release.digest],
        ['Language', 'English'],
        ['Next one', 'With the next release: every two months, and one for each year'],
        ['Who to ask', 'The partnership’s lead for this service'],
      ].map((row) => row.map((text) => ({ text }))),
    },
    {
      ...{ name: 'Contents', title: 'Contents', columns: ['Sheet', 'Table'], notes: [] },
      rows: [
        ...[{ text: 'Notes' }].map((name) => [
          name,
          { text: 'What every table counts, and how small numbers are kept' },
        ]),
        ...pack.tables.map((table) => [{ text: of(table) }, { text: table.name }]),
      ],
    },
    {
      ...{ name: 'Notes', title: 'Notes', columns: ['Table', 'What it counts', 'Period', 'Small numbers'], notes: [] },
      rows: pack.tables.map((table) =>
        [table.name, table.definition, table.period, table.rule].map((text) => ({ text })),
      ),
    },
    ...pack.tables.map((table) => ({
      ...{ name: of(table), title: table.name, columns: table.columns, rows: table.rows },
      notes: [`${table.period}. ${table.definition} ${table.rule}`],
    })),
  ]
}

/** Names of tabs and files: small letters, digits and hyphens, each once. */
export function tabNames(tables: PackTable[]): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    tables.map(({ key }) => {
      const plain =
        key
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-|-$/g, '')
          .slice(0, LONGEST_NAME - 3) || 'table'
      let name = plain
      for (let n = 2; taken.has(name); n += 1) name = `${plain}-${n}`
      taken.add(name)
      return [key, name]
    }),
  )
}

import { strToU8, zipSync } from 'fflate'
import type { Figure, PackTable } from './pack.ts'
import { type About, tabNames } from './sheets.ts'

/** Spreadsheets read a file as what their country writes unless it begins with this. */
const MARK = '\ufeff'

/**
 * The tables of a pack as CSV files (RFC 4180) with what has to be known about them: `csv-metadata.json` for programs, in the
 * W3C's words for tables (CSV on the Web), and `read-me.txt` for people.
 */
export function packAsCsv(about: About): Uint8Array {
  const { tables } = about.pack
  const names = tabNames(tables)
  const file = (table: PackTable) => `${names.get(table.key)}.csv`
  return zipSync(
    Object.fromEntries([
      ['read-me.txt', strToU8(`${MARK}${readMe(about, file)}`)],
      ['csv-metadata.json', strToU8(JSON.stringify(metadata(about, file), null, 2))],
      ...tables.map((table) => [file(table), strToU8(`${MARK}${csvOf(table)}`)]),
    ]),
    { mtime: '1980-01-01T00:00:00' },
  )
}

/** One table, its first line the names of the columns. */
export function csvOf({ columns, rows }: PackTable): string {
  const lines = [columns.map((text) => ({ text })), ...rows]
  return lines.map((cells) => `${cells.map(field).join(',')}\r\n`).join('')
}

function field({ text, n }: Figure): string {
  if (n !== undefined) return String(n)
  // A spreadsheet would run a text that begins like this as a formula, so it is told that it is none.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

function metadata({ pack, release }: About, file: (table: PackTable) => string): object {
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': pack.language }],
    'dc:title': pack.title,
    'dc:description': pack.subtitle,
    'dc:identifier': `release ${release.number}, sha256:${release.digest}`,
    'dc:created': release.frozenOn,
    'dc:issued': release.publishedOn,
    tables: pack.tables.map((table) => ({
      url: file(table),
      'dc:title': table.name,
      'dc:description': table.definition,
      'dc:temporal': table.period,
      'dc:rights': table.rule,
      tableSchema: {
        columns: table.columns.map((title, at) => ({
          name: `c${at + 1}`,
          titles: title,
          datatype: at > 0 && isNumeric(table, at) ? 'integer' : 'string',
          ...(at > 0 ? { null: noFigures } : {}),
        })),
      },
    })),
  }
}

/** What stands where there is no figure. */
const noFigures = ['not shown', 'not added up', 'not counted', 'no total given']

function isNumeric({ rows }: PackTable, at: number): boolean {
  const cells = rows.flatMap((row) => row[at] ?? [])
  return (
    cells.some(({ n }) => n !== undefined) && cells.every(({ n, text }) => n !== undefined || noFigures.includes(text))
  )
}

function readMe({ pack, release }: About, file: (table: PackTable) => string): string {
  const head = [
    pack.title,
    pack.subtitle,
    `Release ${release.number}, frozen on ${release.frozenOn}.`,
    `SHA-256 ${release.digest}`,
  ]
  const tables = pack.tables.map((table) =>
    [file(table), table.name, table.definition, `Period: ${table.period}`, `Small numbers: ${table.rule}`].join('\r\n'),
  )
  return `${[head.join('\r\n'), ...tables].join('\r\n\r\n')}\r\n`
}

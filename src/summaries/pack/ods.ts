import { strToU8, zipSync } from 'fflate'
import type { Figure } from './pack.ts'
import { type About, type Sheet, sheetsOf } from './sheets.ts'
import { xml } from './xml.ts'

const TYPE = 'application/vnd.oasis.opendocument.spreadsheet'
const names =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'

/** The tables of a pack as an OpenDocument spreadsheet (ODF 1.3). The file is the same each time it is asked for. */
export function packAsOds(about: About): Uint8Array {
  const { pack, release } = about
  const file = (text: string) => strToU8(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)
  const meta = `<office:document-meta ${names} office:version="1.3"><office:meta><meta:generator>Heard</meta:generator><dc:title>${xml(pack.title)}</dc:title><dc:description>${xml(`${pack.subtitle} Release ${pack.number}.`)}</dc:description><dc:language>${pack.language}</dc:language><dc:date>${release.publishedOn}T00:00:00</dc:date></office:meta></office:document-meta>`
  // The type comes first and is not packed, so that a program knows the file by its first bytes (ODF 1.3, part 2, 3.3).
  const bytes = zipSync(
    {
      mimetype: [strToU8(TYPE), { level: 0 }],
      'META-INF/manifest.xml': file(manifest()),
      'meta.xml': file(meta),
      'styles.xml': file(styles(pack.language)),
      'content.xml': file(content(sheetsOf(about))),
    },
    { mtime: '1980-01-01T00:00:00' },
  )
  return bytes
}

function content(sheets: Sheet[]): string {
  const style = (name: string, more: string) =>
    `<style:style style:name="${name}" style:family="table-cell">${more}</style:style>`
  const automatic = `<office:automatic-styles><style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="6cm"/></style:style>${style('title', '<style:text-properties fo:font-weight="bold" fo:font-size="14pt"/>')}${style('head', '<style:table-cell-properties fo:wrap-option="wrap"/><style:text-properties fo:font-weight="bold"/>')}${style('plain', '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>')}</office:automatic-styles>`
  const tables = sheets.map(sheet).join('')
  return `<office:document-content ${names} office:version="1.3">${automatic}<office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`
}

function sheet({ name, title, notes, columns, rows }: Sheet): string {
  const line = (cells: string) => `<table:table-row>${cells}</table:table-row>`
  const before = [line(words(title, 'title')), ...notes.map((note) => line(words(note, 'text')))].join('')
  const head = `<table:table-header-rows>${line(columns.map((one) => words(one, 'head')).join(''))}</table:table-header-rows>`
  const body = rows.map((row) => line(row.map(cell).join(''))).join('')
  return `<table:table table:name="${xml(name)}"><table:table-column table:style-name="wide" table:number-columns-repeated="${columns.length}"/>${before}${head}${body}</table:table>`
}

/** A figure is a number of the file, and stands as it stands on the page. */
function cell({ text, n }: Figure): string {
  if (n === undefined) return words(text, 'plain')
  return `<table:table-cell office:value-type="float" office:value="${n}"><text:p>${xml(text)}</text:p></table:table-cell>`
}

function words(text: string, style: 'title' | 'head' | 'plain' | 'text'): string {
  const named = style === 'text' ? '' : ` table:style-name="${style}"`
  const lines = text.split('\n').map((line) => `<text:p>${xml(line)}</text:p>`)
  return `<table:table-cell office:value-type="string"${named}>${lines.join('')}</table:table-cell>`
}

function manifest(): string {
  const parts = ['meta.xml', 'styles.xml', 'content.xml'].map(
    (path) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="text/xml"/>`,
  )
  return `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${TYPE}"/>${parts.join('')}</manifest:manifest>`
}

function styles(language: string): string {
  const [spoken = 'en', country = 'GB'] = language.split('-')
  return `<office:document-styles ${names} office:version="1.3"><office:styles><style:default-style style:family="table-cell"><style:text-properties fo:font-family="Arial" fo:font-size="12pt" fo:language="${spoken}" fo:country="${country}"/></style:default-style></office:styles></office:document-styles>`
}

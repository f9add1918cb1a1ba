import t from 'tap'
import { findBrowser } from '../../src/bin/runway/browser.mjs'
import { buildPack, type Ingredients } from '../../src/summaries/pack/building.ts'
import { packAsDocx } from '../../src/summaries/pack/docx.ts'
import { packAsOds } from '../../src/summaries/pack/ods.ts'
import type { PackTable } from '../../src/summaries/pack/pack.ts'
import { packAsPaper, printPdf } from '../../src/summaries/pack/pdf.ts'
import { drawPictures } from '../../src/summaries/pack/pictures.ts'
import { tabNames } from '../../src/summaries/pack/sheets.ts'
import { lookAtPdf, lookAtPictures, pagesOf, throughOffice } from '../fixtures/office.ts'
import { partOf, readCsv } from '../fixtures/pack-files.ts'
import { exampleHistory } from '../fixtures/release.ts'

// It needs a browser, as those tests do that open one with fixtures/browser.ts, but to print.
const history = exampleHistory('2026-09', [120, 125, 110, 120, 130, 125, 115, 120, 135, 125, 130, 125, 145])
const release = history.at(-1)!
const [decision] = release.content.ledger
release.content.quotes = [{ decisionId: decision!.id, segmentId: decision!.id, tone: 'criticism' }]
const ingredients: Ingredients = {
  ...{ release, earlier: history.slice(0, -1), within: [], replacedBy: undefined },
  corrections: [{ on: '2026-11-20', sentence: 'Fewer than 10 people took back what they said.' }],
  quotes: new Map([[decision!.id, { words: 'Nobody told me she was leaving.', language: undefined }]]),
}
const pack = buildPack(ingredients)
const rows = ({ columns, rows }: PackTable) => [columns, ...rows.map((row) => row.map(({ text }) => text))]
const flat = (text: string) => text.replace(/\s+/g, ' ')
/** Those that stand as tables in what is printed, and of these two so many columns: the others are said beside them. */
const printed = pack.tables.filter(({ key }) => !['ledger', 'challenges'].includes(key))
const shown = (table: PackTable) => rows(table).map((row) => row.slice(0, { measures: 3, since: 9 }[table.key]))

t.test('LibreOffice opens the spreadsheet and reads in every sheet what the page says', async (t) => {
  const out = await throughOffice({ 'tables.ods': packAsOds({ pack, release }) }, 'csv')
  const names = tabNames(pack.tables)
  for (const table of pack.tables) {
    const [title, , ...lines] = readCsv(out[`tables-${names.get(table.key)}.csv`] ?? '')
    t.equal(title?.[0], table.name)
    t.same(
      lines.map((line) => line.slice(0, table.columns.length)),
      rows(table),
      table.key,
    )
  }
  t.match(out['tables-Cover.csv'], 'Frozen on,1 November 2026')
  t.match(out['tables-Notes.csv'], 'What it counts')
})

t.test('LibreOffice opens the Word document and reads the same words and figures, in the same order', async (t) => {
  const out = await throughOffice({ 'pack.docx': await packAsDocx(pack) }, 'txt')
  const said = flat(out['pack.txt'] ?? '')
  for (const { title } of pack.sections) t.match(said, title)
  for (const table of printed) t.match(said, flat(shown(table).flat().join(' ')), table.key)
  for (const line of release.content.ledger) for (const words of [line.title, line.reason]) t.match(said, words)
  t.match(said, 'Nobody told me she was leaving.')
  t.match(said, '20 November 2026. Fewer than 10 people took back what they said.')
})

t.test('the Word file shows the charts and the small pictures, and where none was drawn it says so', async (t) => {
  const pictures = await drawPictures(pack, findBrowser() ?? 'no browser', AbortSignal.timeout(100_000))
  const blocks = pack.sections.flatMap((section) => section.blocks)
  const charts = blocks.filter(({ kind }) => kind === 'chart').length
  const small = blocks.filter(({ kind }) => kind === 'picture').length
  const bare = await packAsDocx(pack)
  const out = await throughOffice({ 'with.docx': await packAsDocx(pack, pictures), 'bare.docx': bare }, 'pdf')
  const drawn = await lookAtPictures(out['with.pdf'] ?? '')
  t.ok(drawn.wide.length >= charts, `${drawn.wide}`)
  t.ok(
    drawn.wide.every((one) => one >= 64),
    'and no point is drawn out into a block',
  )
  t.ok(drawn.coloured < 0.25, `at most ${drawn.coloured} of a page`)
  const none = await lookAtPictures(out['bare.pdf'] ?? '')
  t.same(none.wide, [])
  const said = partOf(bare, 'word/document.xml').match(/The chart is not drawn in this file/g)
  t.equal(said?.length, charts)
  t.equal(partOf(await packAsDocx(pack, pictures), 'word/document.xml').match(/<pic:pic /g)?.length, charts + small)
})

t.test(
  'the PDF has headings, tables with header cells, described drawings, a language, and the same figures',
  async (t) => {
    const bytes = await printPdf(packAsPaper(pack), findBrowser() ?? 'no browser', AbortSignal.timeout(100_000))
    const { facts, structure } = await lookAtPdf(bytes)
    t.match(facts, /Title:\s+What people told us: September and October 2026/)
    t.match(facts, /Tagged:\s+yes/)
    t.match(bytes.toString('latin1'), /\/Lang \(en-GB\)/)
    t.match(bytes.toString('latin1'), '/Outlines', 'and bookmarks')
    for (const tag of ['H1', 'H2', 'H3', 'Table', 'TH', 'TD', 'LI', 'Figure', 'BlockQuote']) {
      t.match(structure, new RegExp(`^\\s*${tag}\\b`, 'm'), tag)
    }
    const tables = tablesIn(structure)
    for (const table of printed) t.ok(tables.includes(tight(shown(table))), table.key)
    // poppler says nothing of descriptions, so they are looked for in the file itself.
    t.match(bytes.toString('latin1'), '/Alt (People by theme How support ends: about 45')
  },
)

t.test('the page for children and the one in easy read are one sheet each, as full as they can be', async (t) => {
  const [line] = release.content.ledger
  const sentence = 'You will meet your new worker before you turn 18. Your old worker will come with you then.'
  const ways = ['made', 'made', 'planned', 'planned', 'late', 'late', 'cannot', 'cannot', 'untold'].map((way, at) => ({
    ...{ ...line!, id: `${line!.id}-${at}`, since: null, easySentence: sentence, easyReason: sentence },
    ...{ madeOn: way === 'made' ? '2026-09-10' : null, late: way === 'late' ? 9 : 0, told: way !== 'untold' },
    outcome: way === 'cannot' ? ('not possible' as const) : ('planned' as const),
  }))
  const [row] = release.content.coverage
  const coverage = ['Boys, young men and men', 'Adults harmed as children', 'Parents, carers and families'].map(
    (name) => ({
      ...row!,
      name,
    }),
  )
  const full = { ...release, content: { ...release.content, ledger: ways, coverage } }
  const { sections, ...rest } = buildPack({ ...ingredients, release: full, quotes: new Map() })
  const html = packAsPaper({
    ...rest,
    sections: sections.filter(({ id }) => ['limits', 'children', 'easy', 'annex'].includes(id)),
  })
  const pages = await pagesOf(await printPdf(html, findBrowser() ?? 'no browser', AbortSignal.timeout(100_000)))
  const [child, easy] = ['For children', 'Easy read'].map((title) => pages.findIndex((page) => page.startsWith(title)))
  t.match(
    pages[child!],
    /Thank you\. They talked about:.*We are late:.*one more thing.*A grown-up you trust can help you\./,
  )
  t.equal(easy, child! + 1)
  t.match(pages[easy!], /It is late:.*Ask us if you want help to read or write\./)
  t.match(pages[easy! + 1], /^Annex: the tables/, 'what comes after begins on a sheet of its own')
})

/**
 * The tables of pdfinfo's structure, without spaces: it prints a line for each element, deeper ones further in, words in
 * quotation marks, and joins the lines of a cell without a space between.
 */
function tablesIn(structure: string): string[] {
  const tables: { at: number; rows: string[][] }[] = []
  let inside: (typeof tables)[number] | undefined
  for (const line of structure.split('\n')) {
    const at = line.search(/\S/)
    if (inside && at <= inside.at) inside = undefined
    if (/^\s*Table\b/.test(line)) {
      inside = { at, rows: [] }
      tables.push(inside)
    } else if (/^\s*TR\b/.test(line)) inside?.rows.push([])
    else if (/^\s*T[HD]\b/.test(line)) inside?.rows.at(-1)?.push('')
    else if (/^\s*"/.test(line)) {
      const cells = inside?.rows.at(-1)
      if (cells && cells.length > 0) cells[cells.length - 1] += line.trim().slice(1, -1)
    }
  }
  return tables.map(({ rows: [head = [], ...rows] }) => tight([head.map(once), ...rows]))
}

/** A head stands again on the next page, and is said twice then. */
function once(text: string): string {
  const half = text.slice(0, text.length / 2)
  return half + half === text ? half : text
}

function tight(table: string[][]): string {
  return JSON.stringify(table).replace(/\s/g, '')
}

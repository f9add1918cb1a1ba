import { HeadingLevel, ImageRun, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx'
import type { Block, PackTable } from './pack.ts'
import type { Pictures } from './pictures.ts'
import { plain } from './xml.ts'

type Child = Paragraph | Table

/** In points of a page: as wide as the text of an A4 page with narrow margins allows, and a small picture beside words. */
const WIDE = 480
const SMALL = 56

/** One thing of the pack as Word has it: real headings, lists and tables, nothing laid out by hand. */
export function inDocx(block: Block, larger: boolean, pictures: Pictures): Child[] {
  switch (block.kind) {
    case 'words':
      return [words(block.text, larger)]
    case 'heading':
      return [
        heading(
          block.late ? `${block.text} (${block.late})` : block.text,
          block.under ? HeadingLevel.HEADING_3 : HeadingLevel.HEADING_2,
        ),
      ]
    case 'list':
      return block.items.map(({ strong, text }) => item(strong, text, larger))
    case 'facts':
      return block.rows.map(({ name, text }) => named(name, text))
    case 'first':
      return block.rows.map(({ name, strong, text }) => named(name, [strong, text].filter(Boolean).join('. ')))
    case 'table':
      return tableIn(block.table, block.annex, block.show)
    case 'chart':
      return [
        heading(block.chart.headline, HeadingLevel.HEADING_2),
        new Paragraph({ keepNext: true, spacing: { after: 120 }, children: [run(block.chart.under)] }),
        chartIn(block.chart, pictures[block.chart.id]),
        ...tableIn(block.chart.data, false),
      ]
    case 'quote':
      return [
        new Paragraph({
          style: 'Quote',
          children: [run(`“${block.words}”`, { language: { value: block.language ?? 'en-GB' } })],
        }),
        words(`Beside: ${block.beside}`, false),
      ]
    case 'picture':
      return [pictured(block.text, block.drawing, pictures[block.drawing])]
  }
}

/** A heading that Word's own navigation finds. */
export function heading(
  text: string,
  level: (typeof HeadingLevel)[keyof typeof HeadingLevel],
  newPage = false,
): Paragraph {
  return new Paragraph({ heading: level, pageBreakBefore: newPage, keepNext: true, children: [run(text)] })
}

function words(text: string, larger: boolean): Paragraph {
  return new Paragraph({ spacing: { after: 120 }, children: [run(text, larger ? { size: 32 } : {})] })
}

function item(strong: string | undefined, text: string, larger: boolean): Paragraph {
  const size = larger ? { size: 32 } : {}
  const runs = [...(strong ? [run(`${strong} `, { bold: true, ...size })] : []), run(text, size)]
  return new Paragraph({ bullet: { level: 0 }, children: runs })
}

function named(name: string, text: string): Paragraph {
  return new Paragraph({ spacing: { after: 80 }, children: [run(`${name}: `, { bold: true }), run(text)] })
}

function tableIn(table: PackTable, annex: boolean, show = table.columns.length): Child[] {
  const title = annex
    ? heading(table.name, HeadingLevel.HEADING_2)
    : new Paragraph({
        keepNext: true,
        spacing: { before: 120, after: 60 },
        children: [run(table.name, { bold: true })],
      })
  const row = (cells: string[], header: boolean) =>
    new TableRow({
      tableHeader: header,
      cantSplit: true,
      children: cells.slice(0, show).map((text) => cell(text, header)),
    })
  const made = new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      row(table.columns, true),
      ...table.rows.map((cells) =>
        row(
          cells.map(({ text }) => text),
          false,
        ),
      ),
    ],
  })
  const about = [`Period: ${table.period}.`, table.definition, table.rule]
  return [
    title,
    made,
    new Paragraph({ spacing: { before: 60, after: 200 }, children: [run(about.join(' '), { size: 20 })] }),
  ]
}

function cell(text: string, header: boolean): TableCell {
  const margins = { top: 40, bottom: 40, left: 80, right: 80 }
  return new TableCell({ margins, children: [new Paragraph({ children: [run(text, header ? { bold: true } : {})] })] })
}

/** A picture that every program shows. Where none was drawn, the words say where the figures are. */
function chartIn(chart: Extract<Block, { kind: 'chart' }>['chart'], png: string | undefined): Paragraph {
  if (!png) return words('The chart is not drawn in this file. The table below has its figures.', false)
  const altText = { name: chart.id, title: plain(chart.title), description: plain(chart.described) }
  return new Paragraph({ keepNext: true, children: [image(png, WIDE, altText)] })
}

/** Words of the larger pages, with the small picture of what they are about. It says nothing that they do not say. */
function pictured(text: string, drawing: string, png: string | undefined): Paragraph {
  const picture = png ? [image(png, SMALL, { name: drawing, title: '', description: '' }), run(' ')] : []
  return new Paragraph({ spacing: { after: 120 }, children: [...picture, run(text, { size: 32 })] })
}

/** @param png in base 64; its size stands in its first bytes */
function image(png: string, width: number, altText: { name: string; title: string; description: string }): ImageRun {
  const data = Buffer.from(png, 'base64')
  const height = Math.round((width * data.readUInt32BE(20)) / data.readUInt32BE(16))
  return new ImageRun({ type: 'png', data, transformation: { width, height }, altText })
}

function run(text: string, more: Omit<ConstructorParameters<typeof TextRun>[0] & object, 'text'> = {}): TextRun {
  return new TextRun({ ...more, text: plain(text) })
}

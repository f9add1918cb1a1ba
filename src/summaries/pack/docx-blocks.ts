import { HeadingLevel, ImageRun, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx'
import { chartAsImage } from './chart-image.ts'
import type { Block, PackTable } from './pack.ts'
import { plain } from './xml.ts'

type Child = Paragraph | Table

/** One thing of the pack as Word has it: real headings, lists and tables, nothing laid out by hand. */
export function inDocx(block: Block, larger: boolean): Child[] {
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
        words(block.chart.under, false),
        new Paragraph({ children: [image(block.chart)] }),
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
      return [words(block.text, larger)]
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

function image(chart: Extract<Block, { kind: 'chart' }>['chart']): ImageRun {
  const { svg, width, height } = chartAsImage(chart)
  return new ImageRun({
    type: 'svg',
    data: Buffer.from(svg),
    transformation: { width, height },
    // Programs that do not know drawings show this empty point; the table below says the same.
    fallback: { type: 'png', data: EMPTY },
    altText: { name: chart.id, title: plain(chart.title), description: plain(chart.described) },
  })
}

const EMPTY = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

function run(text: string, more: Omit<ConstructorParameters<typeof TextRun>[0] & object, 'text'> = {}): TextRun {
  return new TextRun({ ...more, text: plain(text) })
}

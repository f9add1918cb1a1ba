import { AlignmentType, Document, Footer, HeadingLevel, Packer, PageNumber, Paragraph, TextRun } from 'docx'
import { heading, inDocx } from './docx-blocks.ts'
import type { Pack, Section } from './pack.ts'
import type { Pictures } from './pictures.ts'
import { plain } from './xml.ts'

/** Councils' committee papers are Word files in Arial 12, to the left, with real headings (design notes, reports out). */
const FONT = 'Arial'
const SIZE = 24

/**
 * The pack as a Word document: the same words and figures as the page, in the same order.
 * @param pictures those that were drawn; a chart without one says that its table has the figures
 */
export async function packAsDocx(pack: Pack, pictures: Pictures = {}): Promise<Uint8Array> {
  const document = new Document({
    title: plain(pack.title),
    description: plain(`${pack.subtitle} Release ${pack.number}.`),
    creator: 'Heard',
    lastModifiedBy: 'Heard',
    styles: {
      default: {
        document: { run: { font: FONT, size: SIZE, language: { value: pack.language } } },
        title: { run: { font: FONT, size: 40, bold: true }, paragraph: { spacing: { after: 120 } } },
        heading1: { run: { font: FONT, size: 32, bold: true }, paragraph: { spacing: { before: 360, after: 120 } } },
        heading3: { run: { font: FONT, size: SIZE, bold: true }, paragraph: { spacing: { before: 200, after: 60 } } },
        heading2: { run: { font: FONT, size: 26, bold: true }, paragraph: { spacing: { before: 240, after: 80 } } },
      },
      paragraphStyles: [
        {
          id: 'Quote',
          name: 'Quote',
          basedOn: 'Normal',
          paragraph: { indent: { left: 400 }, spacing: { before: 120, after: 60 } },
        },
      ],
    },
    sections: [
      {
        properties: {
          page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } },
        },
        footers: { default: footer(pack) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(plain(pack.title))] }),
          new Paragraph({
            spacing: { after: 200 },
            children: [new TextRun(plain(`${pack.subtitle} Release ${pack.number}.`))],
          }),
          ...pack.sections.flatMap((one) => section(one, pictures)),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(document))
}

function section({ title, blocks, page }: Section, pictures: Pictures) {
  const larger = page === 'easy' || page === 'child'
  return [
    heading(title, HeadingLevel.HEADING_1, page !== undefined),
    ...blocks.flatMap((block) => inDocx(block, larger, pictures)),
  ]
}

function footer(pack: Pack): Footer {
  const text = new TextRun({
    size: 18,
    children: [
      `${plain(pack.name)}, release ${pack.number}. Page `,
      PageNumber.CURRENT,
      ' of ',
      PageNumber.TOTAL_PAGES,
    ],
  })
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.LEFT, children: [text] })] })
}

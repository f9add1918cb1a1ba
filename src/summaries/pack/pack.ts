import type { PackChart } from './chart.ts'

/** A figure or a word in a table. `how` leads to the definition behind it. */
export type Figure = { text: string; n?: number; how?: string }

/** A table with what has to be known to read it. The first column names the row. */
export type PackTable = {
  key: string
  name: string
  /** What is counted. */
  definition: string
  period: string
  /** How small numbers are kept in this one. */
  rule: string
  columns: string[]
  rows: Figure[][]
}

/** One thing on a page of the pack. Page, PDF, print and DOCX all say the same blocks, in the same order. */
export type Block =
  | { kind: 'words'; text: string; quiet?: boolean; how?: string }
  /** `under`: one of several within a heading; `late` stands beside it. */
  | { kind: 'heading'; text: string; id?: string; under?: boolean; late?: string }
  | { kind: 'list'; items: { strong?: string; text: string; late?: boolean }[] }
  /** `folded`: behind its heading, on a screen. */
  | {
      kind: 'facts'
      rows: { name: string; text: string; how?: string; id?: string }[]
      folded?: { text: string; late?: string }
    }
  /** What somebody sees who opens this five minutes before the meeting. */
  | { kind: 'first'; rows: { name: string; strong: string; text: string; how: string; over?: boolean }[] }
  /** `show`: only so many of its columns; the others are said elsewhere on the page. */
  | { kind: 'table'; table: PackTable; annex: boolean; show?: number }
  | { kind: 'chart'; chart: PackChart }
  | { kind: 'quote'; words: string; language: string | undefined; beside: string }
  | { kind: 'picture'; drawing: string; text: string }

export type Section = {
  id: string
  title: string
  blocks: Block[]
  /** Begins a page of its own where there are pages; `easy` and `child` are also set larger. */
  page?: 'plain' | 'easy' | 'child'
}

/** The pack of one release: everything that is said, with no figure but those of published releases. */
export type Pack = {
  number: number
  /** Of its period, such as "September and October 2026". */
  name: string
  title: string
  subtitle: string
  /** Of the words. */
  language: 'en-GB'
  sections: Section[]
  /** Every table, in the order of the annex, those behind charts last: what ODS and CSV hold. */
  tables: PackTable[]
}

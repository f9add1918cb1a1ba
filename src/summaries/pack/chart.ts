import type { PackTable } from './pack.ts'

/**
 * A chart of the pack: a sentence as its headline, what it shows in words, and the table behind it. `view` draws it from
 * `drawn`; where nothing can be drawn the table stands alone.
 */
export type PackChart = {
  key: string
  headline: string
  /** Period and number of people, beneath. */
  note: string
  /** What somebody who does not see the drawing is told. */
  described: string
  view: string | undefined
  drawn: unknown
  table: PackTable
}

import { type Finding, tryToWorkOut } from './auditing/auditor.ts'
import type { Seen } from './auditing/seen.ts'
import { besideCorrected } from './beside-corrected.ts'
import type { ExactTable, MarkedTable, ReleasePeriod } from './release.ts'
import { inOrder, roundTable } from './rounding.ts'
import { type Look, withholdMore } from './withholding.ts'
import { addsTooLittle, yearBesidePeriods } from './year-beside-periods.ts'

/** What the auditor did and found, in sentences that hold no exact figure: a draft may be shown with it. */
export type Report = {
  /** Figures in the tables of this release. */
  figures: number
  /** Earlier releases that it was held against. */
  earlier: number
  /** What was withheld in addition so that nothing can be worked out. */
  withheld: string[]
  /** What could still be worked out; empty when it passed. */
  found: string[]
}

export type Protected = { ok: true; tables: MarkedTable[]; report: Report } | { ok: false; why: string; report: Report }

/** A release as it was published, with the marks that stayed with its draft. */
export type Earlier = ReleasePeriod & { number: number; frozenOn: string; content: { tables: MarkedTable[] } }

/** More is withheld at most so often from the tables of the same people. */
const MOST_STEPS = 60

/**
 * Makes exact counts into what may leave the service, or refuses. Bands and rounding come first; then the auditor, who sees only
 * what would be published and all that ever was, tries to work out a group of one to nine people, and more is withheld until it
 * cannot (security.md, section 3.6).
 * @param earlier every release ever published, also those that were corrected: somebody may have kept them
 * @param frozenOn 'YYYY-MM-DD'
 * @returns tables with marks: they leave the service through `withoutMarks`
 */
export function protect(
  exact: ExactTable[],
  period: ReleasePeriod,
  earlier: Earlier[],
  frozenOn: string = period.until,
): Protected {
  const before = earlier.map(asSeen)
  const number = Math.max(0, ...before.map((one) => one.number)) + 1
  const rounded = besideCorrected(yearBesidePeriods(exact.map(roundTable), period, before), period, before)
  const tables = new Map(rounded.map((table) => [table.key, table]))
  const withheld: string[] = []
  const found: string[] = []
  const main = exact[0]?.of
  if (rounded.some(({ of, base }) => of === main && base.kind === 'many')) found.push(addsTooLittle)
  for (const of of new Set(exact.map((table) => table.of))) {
    const look: Look = (some, finding) =>
      tryToWorkOut({ ...period, number, frozenOn, tables: some }, before, { of, ...(finding && { finding }) })
    let current = [...tables.values()].filter((table) => table.of === of)
    let finding = look(current)
    for (let step = 0; finding && step < MOST_STEPS; step++) {
      const next = withholdMore(current, finding, look, of === main)
      if (!next) break
      current = next.tables
      withheld.push(next.says)
      finding = look(current)
    }
    if (finding) found.push(inWords(finding, number, exact))
    for (const table of current) tables.set(table.key, table)
  }
  const all = exact.map(({ key }) => inOrder(tables.get(key)!))
  const report = { figures: countFigures(all), earlier: earlier.length, withheld, found }
  if (found.length === 0) return { ok: true, tables: all, report }
  const why = `It is not published, because figures in it would tell too much about a few people. ${found[0]}`
  return { ok: false, why, report }
}

function asSeen({ kind, key, from, until, number, frozenOn, content }: Earlier): Seen {
  return { kind, key, from, until, number, frozenOn, tables: content.tables }
}

function countFigures(tables: MarkedTable[]): number {
  return tables.reduce((sum, { rows, columns }) => sum + 1 + rows.length * columns.length, 0)
}

function inWords({ place, kind }: Finding, newest: number, exact: ExactTable[]): string {
  const table = exact.find(({ key, of }) => (place.table === '' ? of === place.of : key === place.table))
  const row = place.row === null ? undefined : table?.rows.find(({ key }) => key === place.row)
  const where = `"${table?.name ?? place.table}"${row ? `, "${row.name}"` : ''}`
  const whose = place.release === newest ? '' : ` of release ${place.release}`
  if (kind === 'everybody') return `In ${where}${whose} somebody could see that all are meant.`
  if (kind === 'change') return `From ${where} somebody could work out how a group of fewer than ten changed.`
  return `From ${where}${whose} somebody could work out a group of fewer than ten.`
}

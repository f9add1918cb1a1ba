import type { LedgerLine } from '../releases/release.ts'
import { partsOf, standingMonths, sumOver, type Told } from './told-months.ts'

/**
 * Who answered before and after each change, by version of the questions: when other people answer, a share can move by that
 * alone. It is added up from what the two-month releases say, and only from that, so nothing can be worked out of it that they do
 * not tell themselves.
 * @param releases all of them, and the one that is being made as the last of its period
 * @returns the lines; `who` stays null where some months have no release
 */
export function withWhoAnswered(ledger: readonly LedgerLine[], releases: readonly Told[]): LedgerLine[] {
  const months = standingMonths(releases)
  return ledger.map((line) => {
    const { since } = line
    if (!since?.stretches || since.verdict === 'too early to say') return line
    const before = partsOf(months, since.stretches.before, 'versions')
    const after = partsOf(months, since.stretches.after, 'versions')
    const rows = after?.at(-1)?.rows
    if (!before || !after || !rows) return line
    const sum = (parts: typeof before, rowKey: string) =>
      sumOver(parts, (part) => part.rows.find(({ key }) => key === rowKey)?.cells[0]).cell
    const who = rows.map(({ key, name }) => ({ key, name, before: sum(before, key), after: sum(after, key) }))
    return { ...line, since: { ...since, who } }
  })
}

import type { Cell, LedgerLine, Release, ReleasedTable, Since } from '../releases/release.ts'
import type { Windows } from './windows.ts'

/** What one two-month release says, as far as it is added up here. */
type Told = Pick<Release, 'number' | 'kind' | 'from' | 'until'> & { tables: readonly ReleasedTable[] }

/** The days that are compared. @returns null while there are none on both sides */
export function stretchesOf({ before, after }: Pick<Windows, 'before' | 'after'>): Since['stretches'] {
  const [first, beforeLast, afterFirst, last] = [before[0], before.at(-1), after[0], after.at(-1)]
  if (!first || !beforeLast || !afterFirst || !last) return null
  return {
    before: { from: first.from, until: beforeLast.until },
    after: { from: afterFirst.from, until: last.until },
  }
}

/**
 * Who answered before and after each change, by version of the questions: when other people answer, a share can move by that
 * alone. It is added up from what the two-month releases say, and only from that, so nothing can be worked out of it that they do
 * not tell themselves.
 * @param releases all of them, and the one that is being made as the last of its period
 * @returns the lines; `who` stays null where some months have no release
 */
export function withWhoAnswered(ledger: readonly LedgerLine[], releases: readonly Told[]): LedgerLine[] {
  // A correction has a higher number than what it replaces, and stands in its place.
  const inOrder = releases.filter(({ kind }) => kind === 'period').sort((a, b) => a.number - b.number)
  const standing = [...new Map(inOrder.map((one) => [one.from, one])).values()]
  return ledger.map((line) => {
    const { since } = line
    if (!since?.stretches || since.verdict === 'too early to say') return line
    const sides = { before: partsOf(standing, since.stretches.before), after: partsOf(standing, since.stretches.after) }
    const rows = sides.after?.at(-1)?.rows
    if (!sides.before || !sides.after || !rows) return line
    const [before, after] = [sides.before, sides.after]
    const who = rows.map(({ key, name }) => ({ key, name, before: sumOf(before, key), after: sumOf(after, key) }))
    return { ...line, since: { ...since, who } }
  })
}

/** The tables of versions that together make up a stretch; undefined where one is missing. */
function partsOf(standing: readonly Told[], { from, until }: { from: string; until: string }) {
  const parts: ReleasedTable[] = []
  for (let day = from; day < until; ) {
    const told = standing.find((one) => one.from === day)
    const table = told?.tables.find(({ key }) => key === 'versions')
    if (!told || !table) return undefined
    parts.push(table)
    day = told.until
  }
  return parts
}

/** Withheld as soon as one part is: a sum of the others would be taken for all of them. */
function sumOf(parts: readonly ReleasedTable[], rowKey: string): Cell {
  let sum = 0
  for (const { rows } of parts) {
    const cell = rows.find(({ key }) => key === rowKey)?.cells[0]
    if (cell?.kind !== 'about') return { kind: 'hidden' }
    sum += cell.n
  }
  return { kind: 'about', n: sum }
}

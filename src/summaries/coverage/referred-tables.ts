import type { Db } from '../../db/open.ts'
import type { ExactTable } from '../releases/release.ts'
import { type Days, periodsIn } from './counting.ts'
import { groupsOn } from './groups.ts'
import { findTotals } from './referral-totals.ts'

const column = [{ key: 'people', name: 'People referred' }]

/**
 * How many people services saw, by one question at a time, as the lead typed it in. Which tables and rows there are
 * depends on what was typed in and on no figure.
 * @returns exact counts: they go through `protect` and nowhere else. Keys `referred` (its base is everybody) and
 *   `referred:sex`
 */
export async function referredTables(trx: Db, days: Days): Promise<ExactTable[]> {
  const totals = await findTotals(
    trx,
    periodsIn(days).map(({ key }) => key),
  )
  const { total } = totals
  const tables = groupsOn(days.from).questions.flatMap(({ key, name, groups }): ExactTable[] => {
    const typed = groups.flatMap((group) => {
      const people = totals[`${key}.${group.key}`]
      return people === undefined ? [] : [{ key: group.key, name: group.name, counts: [people] }]
    })
    if (typed.length === 0) return []
    const sum = typed.reduce((all, { counts }) => all + counts[0]!, 0)
    // Whatever nobody typed in is a row too: the rows make up the whole.
    const rest = { key: 'not-typed', name: 'Not known', counts: [(total ?? sum) - sum] }
    return [
      {
        ...{ key: `referred:${key}`, name: `People referred: ${name.toLowerCase()}` },
        ...{ of: total === undefined ? `referred ${key}` : 'referred', base: total ?? sum },
        rows: total === undefined ? typed : [...typed, rest],
        ...{ rowsAre: 'parts', columnsAre: 'nested', columns: column },
      },
    ]
  })
  if (total === undefined) return tables
  const whole = { key: 'referred', name: 'People referred', of: 'referred', base: total, rows: [], columns: column }
  return [{ ...whole, rowsAre: 'overlapping', columnsAre: 'beside' }, ...tables]
}

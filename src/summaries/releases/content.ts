import type { Db } from '../../db/open.ts'
import type { Content, ReleasedTable, ReleasePeriod } from './release.ts'
import { releaseName } from './release-period.ts'

/** Everything that a release says beside its tables, as it stands on the day of freezing. */
export async function gatherWords(_trx: Db, _period: ReleasePeriod, _now: Date): Promise<Omit<Content, Fixed>> {
  return { ledger: [], undecided: [], coverage: [], measures: [], challenges: [] }
}

type Fixed = 'version' | 'name' | 'tables' | 'quotes'

/** Puts a release's document together. */
export function contentOf(
  period: ReleasePeriod,
  tables: ReleasedTable[],
  words: Omit<Content, Fixed>,
  quotes: Content['quotes'],
): Content {
  return { version: 1, name: releaseName(period), tables, ...words, quotes }
}

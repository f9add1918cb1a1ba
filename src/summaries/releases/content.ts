import { challengesFor } from '../../changes/challenging/challenges-for.ts'
import { undecidedFor } from '../../changes/escalating/undecided.ts'
import type { Db } from '../../db/open.ts'
import { ledgerFor } from '../afterwards/ledger.ts'
import { coverageFor } from '../coverage/released-coverage.ts'
import { quotesFor } from './quotes.ts'
import type { Content, ReleasedTable, ReleasePeriod } from './release.ts'
import { releaseName } from './release-period.ts'

type Words = Pick<Content, 'ledger' | 'undecided' | 'challenges'>

/** What a release says of our own tasks, as it stands when the people are counted. */
export async function gatherWords(trx: Db, period: ReleasePeriod, now: Date): Promise<Words> {
  return {
    ledger: await ledgerFor(trx, period, now),
    undecided: await undecidedFor(trx, period),
    challenges: await challengesFor(trx, period.from, period.until),
  }
}

/**
 * A release's document, whole.
 * @param tables as they will be published: what stands beside them takes its figures from them
 */
export async function contentOf(
  trx: Db,
  period: ReleasePeriod,
  tables: ReleasedTable[],
  words: Words,
  now: Date,
): Promise<Content> {
  return {
    ...{ version: 1, name: releaseName(period), tables, ...words },
    coverage: await coverageFor(trx, period, tables, now),
    measures: [],
    quotes: await quotesFor(trx, { ...period, tables }),
  }
}

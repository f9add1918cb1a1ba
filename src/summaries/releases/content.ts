import { challengesFor } from '../../changes/challenging/challenges-for.ts'
import { undecidedFor } from '../../changes/escalating/undecided.ts'
import type { Db } from '../../db/open.ts'
import type { CheckRules } from '../../support/keeping/due.ts'
import { ledgerFor } from '../afterwards/ledger.ts'
import { withSince } from '../afterwards/since.ts'
import { withWhoAnswered } from '../afterwards/who-is-told.ts'
import { coverageFor } from '../coverage/released-coverage.ts'
import { measuresBefore, measuresFor } from '../scorecard/measures.ts'
import { quotesFor } from './quotes.ts'
import type { Content, Release, ReleasedTable, ReleasePeriod } from './release.ts'
import { releaseName } from './release-period.ts'

/** After how many days a check of the directory is overdue, and since when the duty to notify holds. */
export type Rules = { checks?: CheckRules; duty?: string | undefined }

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
 * @param given every earlier release, for the scorecard's "before"; what counts as overdue; and which share of what people said
 *   was a concern, for the quotes
 */
export async function contentOf(
  trx: Db,
  period: ReleasePeriod,
  tables: ReleasedTable[],
  words: Words,
  now: Date,
  given: { earlier: readonly Release[]; rules: Rules; share?: number | undefined },
): Promise<Content> {
  const coverage = await coverageFor(trx, period, tables, now)
  const told = given.earlier.map((one) => ({ ...one, tables: one.content.tables }))
  const number = Number.POSITIVE_INFINITY
  const releases = [...told, { ...period, number, tables }]
  const since = withSince(words.ledger, releases, period.until)
  const all = { ...words, ledger: withWhoAnswered(since, releases) }
  const before = measuresBefore(given.earlier, period)
  return {
    ...{ version: 1, name: releaseName(period), tables, ...all },
    coverage,
    measures: await measuresFor(trx, period, now, { ...all, coverage, tables, before, ...given.rules }),
    quotes: await quotesFor(trx, { ...period, tables }, given.share),
  }
}

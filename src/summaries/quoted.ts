import type { Decision } from '../changes/decision-list.ts'
import { peopleOnThemes } from '../changes/people.ts'
import { agreedQuotes, type Quote } from '../changes/quote.ts'
import { published } from '../changes/what-changed.ts'
import type { Db } from '../db/open.ts'
import type { Period } from '../period.ts'

export type QuotedChange = { id: string; title: string; quote: Quote }

/** Quotes beside what was decided or made in a period: only those that stand on the public page at this moment. */
export async function quotedChanges(
  db: Db,
  decisions: Decision[],
  { from, until }: Period,
  now: Date,
): Promise<QuotedChange[]> {
  const quotes = await agreedQuotes(db, await peopleOnThemes(db, now))
  const within = (day: string | null) => day !== null && day >= from && day < until
  return published(decisions)
    .filter(({ decidedOn, madeOn }) => within(decidedOn) || within(madeOn))
    .flatMap(({ id, title }) => {
      const quote = quotes.get(id)
      return quote ? [{ id, title, quote }] : []
    })
}

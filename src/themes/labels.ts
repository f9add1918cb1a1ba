import type { Db } from '../db/open.ts'
import { type Label, labelsOfSome } from './searching/corpus.ts'

/**
 * Passages with what may be said beside them. A month and a set of questions beside a few words could tell who wrote, so
 * only what ten people share is said, as among the results of a search, and their order tells no more than that.
 * @param passages each with the id of its response, which is left away
 * @param today 'YYYY-MM-DD'
 * @returns with `labels`, such as "July and August 2026" and "11 to 17"; the newest two months first, then those without
 */
export async function labelled<Passage extends { responseId: string }>(
  db: Db,
  passages: readonly Passage[],
  today: string,
): Promise<(Omit<Passage, 'responseId'> & { labels: string[] })[]> {
  if (passages.length === 0) return []
  const ids = [...new Set(passages.map(({ responseId }) => responseId))]
  const labels = await labelsOfSome(db, ids, today)
  const shown = passages.map(({ responseId, ...passage }) => ({ passage, label: labels.get(responseId) ?? {} }))
  // They come newest first: two months that can be named keep their place, whatever cannot be placed comes last.
  const periods = [...new Set(shown.flatMap(({ label }) => label.period ?? []))]
  const place = ({ period }: Label) => (period ? periods.indexOf(period) : periods.length)
  return shown
    .toSorted((a, b) => place(a.label) - place(b.label))
    .map(({ passage, label }) => ({ ...passage, labels: [label.period, label.set].filter((one) => one !== undefined) }))
}

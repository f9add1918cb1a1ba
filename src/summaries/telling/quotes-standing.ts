import { languageTag } from '../../changes/languages.ts'
import type { Quote } from '../../changes/quote.ts'
import { isTranslation } from '../../feedback/reading/texts.ts'
import type { ReleasedDb } from '../releases/reading.ts'
import type { Release } from '../releases/release.ts'
import { cellOf, tableOf } from '../releases/standing.ts'

/**
 * The words of the quotes that these releases name, as far as each may stand at this moment: it is the passage that was
 * named, its person still says yes and took nothing back, two people agree, and its theme has a figure in that release.
 * @returns by decision id
 */
export async function quotesStanding(released: ReleasedDb, releases: Release[]): Promise<Map<string, Quote>> {
  const named = releases.flatMap((release) => release.content.quotes.map((line) => ({ ...line, release })))
  if (named.length === 0) return new Map()
  const rows = await released
    .selectFrom('released.quotes')
    .selectAll()
    .where(
      'segment_id',
      'in',
      named.map(({ segmentId }) => segmentId),
    )
    .execute()
  const standing = rows.filter((row) =>
    named.some(
      ({ decisionId, segmentId, release }) =>
        decisionId === row.decision_id &&
        segmentId === row.segment_id &&
        cellOf(tableOf(release, 'themes'), row.theme_key).kind === 'about',
    ),
  )
  return new Map(
    standing.map((row) => {
      const language = isTranslation(row.question_key) ? undefined : languageTag(row.written_in)
      return [row.decision_id, { words: row.words.trim(), language }]
    }),
  )
}

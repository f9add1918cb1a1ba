import type { Db } from '../../db/open.ts'
import { FEWEST } from '../../small-numbers.ts'
import type { Content, ExactTable, ReleasedTable, ReleasePeriod } from './release.ts'

type QuoteLine = Content['quotes'][number]

/** A page of quotes is read; a list of them is not. Chosen by this project. */
export const MOST_QUOTES = { period: 6, year: 12 } as const

/**
 * The quotes of a release. Each was released, its person says yes to being quoted, two people agreed, it stands beside a
 * published decision, and its theme has a figure (ten people or more) in this very release. Praise and criticism stand in the
 * proportion in which they were received; ideas are neither, and take the places that are left.
 *
 * These are names of quotes and no words: whoever shows one asks `quotesStanding`, which looks again at every condition.
 * @param release its period, and its tables as they will be published
 * @param share as `shareOfConcerns` says it of the same moment
 * @returns the newest decisions first
 */
export async function quotesFor(
  trx: Db,
  release: ReleasePeriod & { tables: ReleasedTable[] },
  share: number | undefined,
): Promise<QuoteLine[]> {
  const themes = release.tables.find(({ key }) => key === 'themes')
  const named = (themes?.rows ?? []).filter(({ cells }) => cells[0]?.kind === 'about').map(({ key }) => key)
  if (named.length === 0) return []
  const rows = await trx
    .selectFrom('released.quotes as quote')
    .innerJoin('released.told as told', 'told.id', 'quote.decision_id')
    .innerJoin('segments', 'segments.id', 'quote.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .innerJoin('themes', (join) =>
      join.onRef('themes.id', '=', 'codes.theme_id').onRef('themes.key', '=', 'quote.theme_key'),
    )
    .where('quote.theme_key', 'in', named)
    .where('responses.received_on', '<', release.until)
    .select(['quote.decision_id', 'quote.segment_id', 'segment_codes.kind', 'told.made_on', 'told.decided_on'])
    .execute()
  const kinds = new Map<string, typeof rows>()
  for (const row of rows) kinds.set(row.decision_id, [...(kinds.get(row.decision_id) ?? []), row])
  const lines = [...kinds.values()]
    .sort(([a], [b]) => newestDay(b).localeCompare(newestDay(a)) || a!.decision_id.localeCompare(b!.decision_id))
    .map((coded): QuoteLine => {
      const [{ decision_id: decisionId, segment_id: segmentId }] = coded as [(typeof rows)[number]]
      return { decisionId, segmentId, tone: toneOf(coded.map(({ kind }) => kind)) }
    })
  return inProportion(lines, share, MOST_QUOTES[release.kind])
}

/**
 * As many quotes as there may be. Of those that praise or criticise, the critical ones are at most one more, and at most one
 * fewer, than their share of what was received.
 * @param lines those that may stand, the first ones first
 * @param share of concerns among concerns and praise, 0 to 1; undefined: there is none, and only ideas stand
 */
export function inProportion(lines: QuoteLine[], share: number | undefined, most: number): QuoteLine[] {
  const of = (tone: QuoteLine['tone']) => lines.filter((line) => line.tone === tone)
  const [critical, praising] = [of('criticism'), of('praise')]
  let best = { critical: 0, praising: 0, off: 0 }
  for (let c = 0; share !== undefined && c <= Math.min(critical.length, most); c += 1) {
    for (let p = 0; p <= Math.min(praising.length, most - c); p += 1) {
      const off = Math.abs(c - share * (c + p))
      const more = c + p - best.critical - best.praising
      if (off <= 1 && (more > 0 || (more === 0 && off < best.off))) best = { critical: c, praising: p, off }
    }
  }
  const left = most - best.critical - best.praising
  const kept = new Set([
    ...critical.slice(0, best.critical),
    ...praising.slice(0, best.praising),
    ...of('idea').slice(0, left),
  ])
  return lines.filter((line) => kept.has(line))
}

/**
 * What part of what people said was a concern, counted at freezing: over all themes, also those whose figures are withheld,
 * which are the most one-sided ones. Concerns and praise are made rough first, as a figure is: fewer than ten, nobody included,
 * is five, and all else goes to the nearest five. So how many quotes of each kind stand there tells nothing about a few people.
 * @param exact tables as they are counted; the share is not published
 * @returns undefined where fewer than ten spoke either way: then nothing is in proportion
 */
export function shareOfConcerns(exact: readonly ExactTable[]): number | undefined {
  const themes = exact.find(({ key }) => key === 'themes')
  const sum = (column: string) => {
    const at = themes?.columns.findIndex(({ key }) => key === column) ?? -1
    return (themes?.rows ?? []).reduce((total, { counts }) => total + (counts[at] ?? 0), 0)
  }
  const [concerns, praise] = [sum('concern'), sum('praise')]
  if (concerns < FEWEST && praise < FEWEST) return undefined
  const rough = (people: number) => (people < FEWEST ? 5 : 5 * Math.round(people / 5))
  return rough(concerns) / (rough(concerns) + rough(praise))
}

/** A passage that holds a concern beside praise is a concern: nothing critical passes as praise. */
function toneOf(kinds: ('praise' | 'concern' | 'idea')[]): QuoteLine['tone'] {
  if (kinds.includes('concern')) return 'criticism'
  return kinds.includes('praise') ? 'praise' : 'idea'
}

function newestDay(row: { made_on: string | null; decided_on: string } | undefined): string {
  return row?.made_on ?? row?.decided_on ?? ''
}

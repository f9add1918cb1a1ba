import { saidIt } from '../afterwards/judging.ts'
import { intervalChart } from '../charts/interval-chart.ts'
import type { Cell, LedgerLine, Release } from '../releases/release.ts'
import { wilson } from '../wilson.ts'
import { figureOf } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { howOf, inDays, periodInDays } from './definitions.ts'
import { heardMeans } from './since.ts'

const MOST_CHANGES = 2

/** Before and after, for the newest changes that are old enough to compare. */
export function afterwardsCharts(release: Release): PackChart[] {
  return release.content.ledger
    .filter(({ since }) => since?.difference && since.before && since.after)
    .sort((a, b) => (b.madeOn ?? '').localeCompare(a.madeOn ?? ''))
    .slice(0, MOST_CHANGES)
    .map(afterwards)
}

function afterwards(line: LedgerLine): PackChart {
  const sides = (['before', 'after'] as const).map((key) => {
    const side = line.since?.[key]
    const [said, heard] = [n(side?.said), n(side?.heard)]
    const [low, high] = wilson(Math.min(said, heard), heard)
    const of = heard === 0 ? 0 : said / heard
    return { name: key === 'before' ? 'Before' : 'After', said: side?.said, heard: side?.heard, share: of, low, high }
  })
  const words = ({ share: of, low, high }: (typeof sides)[number]) =>
    `${percent(of)}, likely ${percent(low)} to ${percent(high)}`
  const how = howOf('since')
  const id = `chart-since-${line.id.slice(0, 8)}-${line.themeKey}`
  const counted = saidIt(line.hearWay)
  return chartFrom(
    {
      ...{ kind: 'interval', id, headline: headlineOf(line) },
      under: `${line.title}, made on ${line.madeOn ? inDays(line.madeOn) : 'no day'}. People who spoke of “${line.theme}” and ${counted}, of all who were heard. ${daysOf(line)} Other things also changed, and other people may have answered: see “Who answered before and after a change”.`,
      title: `Share of people who spoke of “${line.theme}” and ${counted}, before and after`,
      described: `${sides.map((side) => `${side.name}: ${words(side)}`).join('; ')}. ${headlineOf(line)}`,
      drawn: intervalChart(
        sides.map((side) => ({
          ...{ name: side.name, words: words(side), share: side.share },
          ...{ low: side.low, high: side.high },
        })),
      ),
    },
    {
      ...{ key: id, name: `“${line.theme}” before and after: ${line.title}`, period: daysOf(line).slice(0, -1) },
      definition: `People who spoke of the theme and ${counted}, of all who were heard. ${heardMeans} The range is Wilson’s interval, 95 in 100, from the figures as shown.`,
      rule: 'Sums of figures to the nearest 5; shown where at least 50 people were heard on either side.',
      columns: ['When', sentence(counted), 'Heard', 'Share in 100', 'From', 'To'],
      rows: sides.map((side) => [
        { text: side.name },
        figureOf(side.said, how),
        figureOf(side.heard, how),
        ...[side.share, side.low, side.high].map((one) => {
          const value = Math.round(one * 100)
          return { text: String(value), n: value, how }
        }),
      ]),
    },
  )
}

/** The release's own sentence, with what "this" is; it knows when only the share moved, and not the number. */
function headlineOf({ since, hearWay }: LedgerLine): string {
  const [first = ''] = (since?.sentence ?? '').split(/\.(?: |$)/)
  return first.replace('said this', saidIt(hearWay))
}

function daysOf({ since }: LedgerLine): string {
  if (!since?.stretches) return 'Two stretches of the same length.'
  return `Before: ${periodInDays(since.stretches.before)}; after: ${periodInDays(since.stretches.after)}.`
}

function n(cell: Cell | undefined): number {
  return cell?.kind === 'about' ? cell.n : 0
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

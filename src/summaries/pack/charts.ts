import { barChart } from '../charts/bar-chart.ts'
import type { Release } from '../releases/release.ts'
import { heardIn, tableOf } from '../releases/standing.ts'
import { byPeople, figureOf, peopleInWords } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { afterwardsCharts } from './charts-of-afterwards.ts'
import { overTime } from './charts-of-change.ts'
import { definitionOf, howOf, periodInDays } from './definitions.ts'
import { funnelCharts } from './funnels.ts'
import type { Section } from './pack.ts'

const MOST_BARS = 8
/** A year and the time a year before; the line of shares has all. */
const MOST_TIMES = 7

/**
 * The charts of a pack: of this release, and over time. No figure is drawn that is not in the table behind.
 * @param series releases to set beside each other, oldest first
 */
export function chartsOf(release: Release, series: Release[]): PackChart[] {
  const drawn = [themesChart(release), overTime(series), heardChart(series)].filter((one) => one !== undefined)
  return [...drawn, ...afterwardsCharts(release), ...funnelCharts(release)]
}

/** The section that shows them. */
export function charts(all: PackChart[]): Section {
  const none = { kind: 'words' as const, text: 'Too few figures can be shown for a chart.' }
  const blocks = all.map((chart) => ({ kind: 'chart' as const, chart }))
  return { id: 'charts', title: 'Charts', blocks: blocks.length > 0 ? blocks : [none] }
}

function themesChart(release: Release): PackChart | undefined {
  const table = tableOf(release, 'themes')
  const rows = (table ? byPeople(table) : []).filter(({ cells }) => cells[0]?.kind === 'about').slice(0, MOST_BARS)
  if (rows.length === 0) return undefined
  const bars = rows
    .map(({ name, cells }) => ({ name, ...figureOf(cells[0]) }))
    .map(({ text, ...bar }) => ({ ...bar, words: text }))
  return chartFrom(
    {
      ...{ kind: 'bar', id: 'chart-themes', headline: 'What most people spoke about' },
      under: `${periodInDays(release)}. Of ${peopleInWords(heardIn(release))}; each can speak about several things.`,
      title: 'People by theme',
      described: bars.map(({ name, words }) => `${name}: about ${words}`).join('; '),
      drawn: barChart(bars),
    },
    {
      ...{ key: 'chart-themes', name: 'People by theme, those with a figure', period: periodInDays(release) },
      ...definitionOf('themes'),
      columns: ['Theme', 'People'],
      rows: rows.map(({ name, cells }) => [{ text: name }, figureOf(cells[0], howOf('themes'))]),
    },
  )
}

/** People heard in the newest releases of the same kind, up to this one. */
function heardChart(all: Release[]): PackChart | undefined {
  const releases = all.slice(-MOST_TIMES)
  if (releases.length < 2) return undefined
  const points = releases.map((release) => ({
    name: release.content.name,
    said: figureOf(heardIn(release), howOf('versions')),
  }))
  const bars = points.map(({ name, said }) => ({
    name,
    words: said.text,
    ...(said.n === undefined ? {} : { n: said.n }),
  }))
  return chartFrom(
    {
      ...{ kind: 'bar', id: 'chart-heard', headline: 'How many people we heard, each time' },
      under: `${releases.length < all.length ? `The newest ${releases.length} of ${all.length}` : releases.length} releases, each frozen on its own day.`,
      title: 'People heard in each release',
      described: bars.map(({ name, words }) => `${name}: ${words}`).join('; '),
      drawn: barChart(bars),
    },
    {
      ...{ key: 'chart-heard', name: 'People heard over time', period: 'Each release its own' },
      ...definitionOf('versions'),
      columns: ['Period', 'People'],
      rows: points.map(({ name, said }) => [{ text: name }, said]),
    },
  )
}

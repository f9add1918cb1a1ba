import type { Release } from '../releases/release.ts'
import { heardIn, tableOf } from '../releases/standing.ts'
import { byPeople, part, peopleInWords, whole } from './cells.ts'
import type { PackChart } from './chart.ts'
import { definitionOf, howOf, periodInDays } from './definitions.ts'
import type { Section } from './pack.ts'

/**
 * The charts of a pack: of this release, and over time. No figure is drawn that is not in the table behind.
 * @param series releases to set beside each other, oldest first
 */
export function chartsOf(release: Release, series: Release[]): PackChart[] {
  return [themesChart(release), heardChart(series)].filter((chart) => chart !== undefined)
}

/** The section that shows them. */
export function charts(all: PackChart[]): Section {
  const none = { kind: 'words' as const, text: 'Too few people spoke for a chart.' }
  const blocks = all.map((chart) => ({ kind: 'chart' as const, chart }))
  return { id: 'charts', title: 'Charts', blocks: blocks.length > 0 ? blocks : [none] }
}

function themesChart(release: Release): PackChart | undefined {
  const table = tableOf(release, 'themes')
  const rows = (table ? byPeople(table) : []).filter(({ cells }) => cells[0]?.kind === 'about')
  if (!table || rows.length === 0) return undefined
  const bars = rows.flatMap(({ name, cells: [cell] }) => (cell?.kind === 'about' ? [{ name, n: cell.n }] : []))
  const how = howOf('themes')
  return {
    key: 'chart-themes',
    headline: `Most people spoke about: ${bars[0]?.name}`,
    note: `${periodInDays(release)}. ${peopleInWords(heardIn(release))} spoke; each can speak about several things.`,
    described: bars.map(({ name, n }) => `${name}: about ${n}`).join('; '),
    view: undefined,
    drawn: bars,
    table: {
      ...{ key: 'chart-themes', name: 'People by theme, those with a figure', period: periodInDays(release) },
      ...{ definition: definitionOf('themes').definition, rule: definitionOf('themes').rule },
      columns: ['Theme', 'People'],
      rows: rows.map(({ name, cells }) => [{ text: name }, part(cells[0], how)]),
    },
  }
}

/** People heard in each release of the same kind, up to this one. */
function heardChart(releases: Release[]): PackChart | undefined {
  if (releases.length < 2) return undefined
  const how = howOf('versions')
  const points = releases.map((release) => ({ name: release.content.name, cell: heardIn(release) }))
  return {
    key: 'chart-heard',
    headline: 'How many people were heard, each time',
    note: `${releases.length} releases, each frozen on its own day.`,
    described: points.map(({ name, cell }) => `${name}: ${peopleInWords(cell)}`).join('; '),
    view: undefined,
    drawn: points,
    table: {
      ...{ key: 'chart-heard', name: 'People heard over time' },
      ...{ definition: definitionOf('versions').definition, rule: definitionOf('versions').rule },
      period: 'Each release its own',
      columns: ['Period', 'People'],
      rows: points.map(({ name, cell }) => [{ text: name }, whole(cell, how)]),
    },
  }
}

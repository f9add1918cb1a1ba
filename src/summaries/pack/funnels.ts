import { funnelChart } from '../charts/funnel-chart.ts'
import type { Release } from '../releases/release.ts'
import { cellOf, tableOf } from '../releases/standing.ts'
import { figureOf } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { howOf, periodInDays, smallNumbers } from './definitions.ts'

/** One figure alone is no funnel. */
const FEWEST_STAGES = 2

const says =
  'Each stage is counted by itself. The first three count invitations of this time and what came with one. The last counts everybody who was heard, by any way: nobody’s words are joined to an invitation.'

/** Offered, opened, answered, told: one for the whole service, and a stage that is not shown is drawn as such. */
export function funnelCharts(release: Release): PackChart[] {
  const cells = [
    { name: 'Offered', cell: tableOf(release, 'invited')?.base, how: 'invited' },
    { name: 'Opened', cell: cellOf(tableOf(release, 'opened'), 'opened'), how: 'opened' },
    { name: 'Answered', cell: cellOf(tableOf(release, 'channels'), 'invitation'), how: 'channels' },
    { name: 'Told what came of it', cell: cellOf(tableOf(release, 'told'), 'told'), how: 'told' },
  ]
  if (cells.filter(({ cell }) => cell?.kind === 'about').length < FEWEST_STAGES) return []
  const stages = cells.map(({ name, cell, how }) => ({ name, ...figureOf(cell, howOf(how)) }))
  const bars = stages.map(({ name, text, n }) => ({ name, words: text, n }))
  const title = 'From an invitation to an answer'
  return [
    chartFrom(
      {
        ...{ kind: 'funnel', id: 'chart-funnel', headline: headline(bars) },
        under: `${periodInDays(release)}. ${says}`,
        title,
        described: bars.map(({ name, words, n }) => `${name}: ${n === undefined ? '' : 'about '}${words}`).join('; '),
        drawn: funnelChart(bars),
      },
      {
        ...{ key: 'chart-funnel', name: title, period: periodInDays(release) },
        ...{ definition: says, rule: smallNumbers },
        columns: ['Stage', 'Invitations, or people'],
        rows: stages.map(({ name, ...said }) => [{ text: name }, said]),
      },
    ),
  ]
}

/** The first and the last stage of an invitation that have a figure; the last of all stages counts everybody who was heard. */
function headline(bars: { name: string; n?: number | undefined }[]): string {
  const known = bars.slice(0, -1).filter(({ n }) => n !== undefined)
  const said = [...new Set([known[0], known.at(-1)])].filter((bar) => bar !== undefined)
  return `Invitations: ${said.map(({ name, n }) => `about ${n} ${name.toLowerCase()}`).join(', ')}`
}

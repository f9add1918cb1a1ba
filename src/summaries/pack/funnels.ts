import { funnelChart } from '../charts/funnel-chart.ts'
import type { Release } from '../releases/release.ts'
import { tableOf } from '../releases/standing.ts'
import { part } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { definitionOf, howOf, periodInDays } from './definitions.ts'

const MOST_DRAWN = 3
/** One figure alone is no funnel. */
const FEWEST_STAGES = 2

/** Offered, opened, answered: one for each team with figures. A stage that is not shown is drawn as such. */
export function invitationCharts(release: Release): PackChart[] {
  return funnels(release, 'invited', { headline: 'Invitations from', counts: 'Invitations' })
}

/** Heard, and told what came of it: one for each kind of questions with figures. No invitation leads to an answer. */
export function toldCharts(release: Release): PackChart[] {
  return funnels(release, 'told', { headline: 'Told what came of it:', counts: 'People' })
}

/** In the order of the table, and not of the figures. */
function funnels(release: Release, of: string, { headline, counts }: Record<'headline' | 'counts', string>) {
  const table = tableOf(release, of)
  const drawn = (table?.rows ?? []).filter(
    ({ cells }) => cells.filter(({ kind }) => kind === 'about').length >= FEWEST_STAGES,
  )
  return drawn.slice(0, MOST_DRAWN).map(({ key, name, cells }) => {
    const stages = cells.map((cell, at) => ({ name: table?.columns[at]?.name ?? '', ...part(cell, howOf(of)) }))
    const bars = stages.map(({ name: stage, text, n }) => ({ name: stage, words: text, n }))
    const title = `${headline} ${name}`
    const id = `chart-${of}-${key}`
    return chartFrom(
      {
        ...{ kind: 'funnel', id, headline: title },
        under: `${periodInDays(release)}. Each stage is a part of the one before.`,
        title,
        described: bars
          .map(({ name: stage, words, n }) => `${stage}: ${n === undefined ? '' : 'about '}${words}`)
          .join('; '),
        drawn: funnelChart(bars),
      },
      {
        ...{ key: id, name: title, period: periodInDays(release) },
        ...definitionOf(of),
        columns: ['Stage', counts],
        rows: stages.map(({ name: stage, ...said }) => [{ text: stage }, said]),
      },
    )
  })
}

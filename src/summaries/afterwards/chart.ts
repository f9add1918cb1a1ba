import type { Compared, Side } from '../../changes/heard.ts'
import { FEWEST_INSIDE } from '../../small-numbers.ts'
import { monthInWords } from '../../themes/wording.ts'
import type { Chart } from '../charts/chart.ts'
import { type Interval, intervalChart } from '../charts/interval-chart.ts'
import { wilson } from '../wilson.ts'
import { FEWEST_TO_COMPARE, saidIt } from './judging.ts'

/**
 * The shares before and after a change with their intervals, for a page of the team that says the message above it.
 * @returns undefined where a count is under five, or too few people spoke to compare
 */
export function afterwardsChart({ sides, counted, sentence }: Compared): Chart | undefined {
  if (!sides) return undefined
  const both = [sides.before, sides.after]
  if (both.some(({ said, spoke }) => said < FEWEST_INSIDE || spoke < FEWEST_TO_COMPARE)) return undefined
  const rows = [row('Before', sides.before), row('After', sides.after)]
  const what = saidIt(counted)
  return {
    kind: 'interval',
    id: 'before-after',
    headline: 'How far apart the two shares may really be',
    under: `Share of the people who spoke that ${what}. The line is where the true share may lie, in 95 of 100 such comparisons.`,
    title: `Share of people who ${what}, before and after`,
    described: `${rows.map(({ interval }) => `${interval.name}, ${interval.words}`).join('. ')}. ${sentence}`,
    drawn: intervalChart(rows.map(({ interval }) => interval)),
    table: {
      caption: `People who ${what}`,
      columns: ['Months', 'People', 'Share', 'Between'],
      rows: rows.map(({ name, cells }) => ({ name, cells })),
    },
  }
}

function row(name: string, { first, last, said, spoke }: Side): { name: string; cells: string[]; interval: Interval } {
  const [low, high] = wilson(said, spoke)
  const share = said / spoke
  return {
    name: `${name}, ${monthInWords(first)} to ${monthInWords(last)}`,
    cells: [`${said} of ${spoke}`, percent(share), `${percent(low)} and ${percent(high)}`],
    interval: { name, words: `${said} of ${spoke} people, ${percent(share)}`, share, low, high },
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

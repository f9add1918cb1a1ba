import { dayInWords, monthInWords } from '../../themes/wording.ts'
import { FEWEST_POINTS } from '../change-in.ts'
import type { Chart } from '../charts/chart.ts'
import { percent } from '../charts/scale.ts'
import { groupsOf, inSignal, isShort, isUp, xmrChart } from '../charts/xmr-chart.ts'
import type { Judged } from '../xmr.ts'
import { groupStarts, type LoggedChange, type Rebase } from './rebasing.ts'
import { judgeSeries, positionOf, type ThemeSeries } from './series.ts'

/** A theme over time as a chart: what is drawn, its sentence, and the table behind it. */
export function overTimeChart(
  theme: { name: string },
  series: ThemeSeries,
  changes: readonly LoggedChange[],
  rebases: readonly Rebase[],
): Chart {
  const starts = groupStarts(series, rebases)
  const judged = series.without ? undefined : judgeSeries(series, starts)
  const values = series.stretches.map(({ share }) => share)
  const trialFrom = isTrial(values, starts) ? starts.at(-1) : undefined
  const hasShortPast =
    judged !== undefined &&
    groupsOf(values.length, starts)
      .slice(0, -1)
      .some((group) => isShort(values, group))
  const whens = changes.flatMap(({ madeOn }) => {
    const at = positionOf(series, madeOn)
    return at ? [{ at, words: `Change made, ${shortDay(madeOn)}` }] : []
  })
  const signal = judged && trialFrom === undefined ? signalOf(judged, values) : undefined
  const drawn = xmrChart({
    names: series.stretches.map(({ firstMonth }) => shortMonth(firstMonth)),
    values,
    // In a trial nothing is marked as new.
    judged: trialFrom === undefined ? judged : judged?.map((one) => ({ ...one, label: 'common' })),
    ...{ rebaseAt: starts, trialFrom, better: 'down', whens },
  })
  return {
    kind: 'xmr',
    id: 'over-time',
    headline: headlineOf(series, signal, trialFrom !== undefined),
    under: [
      underOf(theme, series),
      ...(trialFrom === undefined ? [] : ['Limits with a question mark are on trial until there are twelve points.']),
      ...(hasShortPast ? ['A stretch before with fewer than twelve points has its average alone.'] : []),
    ].join(' '),
    title: `Share of people who raised “${theme.name}” as a concern`,
    described: describe(series, judged?.at(-1), changes),
    drawn,
    table: tableOf(theme, series),
    key: signal
      ? [
          { shape: 'ring', tone: 'usual', words: 'as usual' },
          {
            shape: signal,
            tone: signal === 'down' ? 'better' : 'worse',
            words: `${signal === 'down' ? 'fewer' : 'more'} than before: ask why`,
          },
        ]
      : [],
  }
}

/** Ten words at most; a reason to ask, never an answer. */
function headlineOf({ each, stretches, without }: ThemeSeries, signal: 'up' | 'down' | undefined, trial: boolean) {
  if (stretches.length === 0) return 'Nobody has spoken yet in a time that has ended'
  if (without === 'too short') return 'Too short a time to tell a change from chance'
  if (without === 'too few') return 'Too few people to tell a change from chance'
  if (without === 'never moves') return 'The same share every time'
  const newest = `the newest ${each === 'month' ? 'month' : 'two months'}`
  if (stretches.at(-1)?.share === undefined) return `Too few people in ${newest} to be shown`
  if (trial) return 'A new start: too short a time to tell'
  if (!signal) return `Nothing stands out in ${newest}`
  return `Something may have changed: a ${signal === 'up' ? 'larger' : 'smaller'} share. Ask why`
}

function underOf({ name }: { name: string }, { each, stretches }: ThemeSeries): string {
  const known = stretches.flatMap(({ spoke }) => (spoke === undefined ? [] : [spoke]))
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (!first || !last) return `Share of people who raised “${name}” as a concern.`
  const [fewest, most] = [Math.min(...known), Math.max(...known)]
  const people = known.length > 0 ? ` ${fewest === most ? most : `${fewest} to ${most}`} people each time.` : ''
  const time = first === last ? first.name : `${first.name} to ${last.name}`
  return `Of the people who spoke, the share who raised “${name}” as a concern, each ${each === 'month' ? 'month' : 'two months'}, ${time}.${people}`
}

function describe({ stretches }: ThemeSeries, limits: Judged | undefined, changes: readonly LoggedChange[]): string {
  const known = stretches.flatMap((one) => (one.share === undefined ? [] : [{ ...one, share: one.share }]))
  const [lowest] = known.toSorted((a, b) => a.share - b.share)
  const [highest] = known.toSorted((a, b) => b.share - a.share)
  const newest = known.at(-1)
  if (!lowest || !highest || !newest) return 'Nothing can be shown.'
  const inside = limits
    ? [
        `On average ${percent(limits.mean)}, as usual between ${percent(Math.max(0, limits.lpl))} and ${percent(Math.min(1, limits.upl))}.`,
      ]
    : ['Without an average and limits.']
  return [
    `${known.length} points from ${stretches[0]!.name} on.`,
    `The lowest is ${percent(lowest.share)}, in ${lowest.name}, the highest ${percent(highest.share)}, in ${highest.name}.`,
    `The newest that is shown, ${newest.name}, is ${percent(newest.share)}.`,
    ...inside,
    ...changes.map(({ title, madeOn }) => `Change made on ${dayInWords(madeOn)}: ${title}.`),
  ].join(' ')
}

function tableOf({ name }: { name: string }, { each, stretches }: ThemeSeries): Chart['table'] {
  const cell = (value: number | undefined) => (value === undefined ? 'not shown' : String(value))
  return {
    caption: `People who raised “${name}” as a concern. Fewer than 5, or none, is never shown as a number, and neither is a figure that would give it away`,
    columns: [each === 'month' ? 'Month' : 'Two months', 'People who spoke', 'Raised it', 'Share'],
    rows: stretches.map((one) => ({
      name: one.name,
      cells: [cell(one.spoke), cell(one.said), one.share === undefined ? 'not shown' : percent(one.share)],
    })),
  }
}

function signalOf(judged: readonly Judged[], values: readonly (number | undefined)[]): 'up' | 'down' | undefined {
  if (!inSignal(judged, values).some(Boolean)) return undefined
  return isUp(judged.at(-1)!.label) ? 'up' : 'down'
}

/** A new group has limits for a trial until it has twelve points. */
function isTrial(values: readonly (number | undefined)[], starts: readonly number[]): boolean {
  const newest = starts.at(-1)
  return newest !== undefined && values.slice(newest).filter((value) => value !== undefined).length < FEWEST_POINTS
}

/** Beside a line: "16 Mar 2026". */
function shortDay(day: string): string {
  return `${Number(day.slice(8))} ${shortMonth(day.slice(0, 7))}`
}

/** Below an axis: "Jan 2025". @param month 'YYYY-MM' */
export function shortMonth(month: string): string {
  const [name = '', year = ''] = monthInWords(month).split(' ')
  return `${name.slice(0, 3)} ${year}`
}

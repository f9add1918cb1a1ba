import { changeIn, sharesOf, whyNoLimits } from '../change-in.ts'
import { intervalChart } from '../charts/interval-chart.ts'
import { xmrChart } from '../charts/xmr-chart.ts'
import type { Cell, LedgerLine, Release } from '../releases/release.ts'
import { cellOf, heardIn, tableOf } from '../releases/standing.ts'
import { wilson } from '../wilson.ts'
import { xmr } from '../xmr.ts'
import { part, share, whole } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { definitionOf, howOf, inDays } from './definitions.ts'
import { namedThemes } from './themes.ts'

const MOST_CHANGES = 2
/** Fewer points are a table, not a chart. */
const FEWEST_DRAWN = 3

const tooFew = 'too few to tell a change from chance'

/** The theme that most people spoke of in all of these together, so that packs after each other follow the same one. */
function mostNamed(series: Release[]): { key: string; name: string } | undefined {
  const people = new Map<string, { key: string; name: string; n: number }>()
  for (const { key, name, people: more } of series.flatMap(namedThemes)) {
    people.set(key, { key, name, n: (people.get(key)?.n ?? 0) + more })
  }
  return [...people.values()].sort((a, b) => b.n - a.n || a.key.localeCompare(b.key))[0]
}

/**
 * The theme that most people spoke of, over the releases of its kind: the share of those who were heard, from the figures as
 * shown. Limits stand only where there are enough points (`changeIn`), all of them with a figure; without them the headline says so.
 */
export function overTime(series: Release[]): PackChart | undefined {
  const theme = mostNamed(series)
  if (!theme) return undefined
  const points = series.map((one) => ({
    name: one.content.name,
    said: cellOf(tableOf(one, 'themes'), theme.key),
    spoke: heardIn(one),
  }))
  const shares = points.map(({ said, spoke }) => share(said, spoke))
  if (shares.filter((one) => one !== undefined).length < FEWEST_DRAWN) return undefined
  const known = points
    .filter((_, at) => shares[at] !== undefined)
    .map(({ said, spoke }) => ({ said: n(said), spoke: n(spoke) }))
  const isWhole = known.length === points.length && !whyNoLimits(known)
  const change = isWhole ? changeIn(known) : undefined
  const signal = change?.judged ? change.signal : undefined
  const judged = signal ? `${signal === 'up' ? 'more' : 'fewer'} people speak of it: ask why` : 'no clear change'
  // Without limits nothing was tested, so nothing is said of a change, and nothing of there being none.
  const says = change?.judged ? judged : tooFew
  const how = howOf('themes')
  return chartFrom(
    {
      ...{ kind: 'xmr', id: 'chart-over-time', headline: `“${theme.name}” over time: ${says}` },
      under: `Share of the people heard who spoke of it, in each of ${points.length} releases; made of figures to the nearest 5.`,
      title: `Share of people who spoke of “${theme.name}”`,
      described: [says, ...points.map(({ name }, at) => `${name}: ${percent(shares[at])}`)].join('; '),
      drawn: xmrChart({
        names: points.map(({ name }) => short(name)),
        values: shares.map((one) => (one === undefined ? undefined : one / 100)),
        judged: isWhole ? xmr(sharesOf(known)) : undefined,
      }),
    },
    {
      ...{ key: 'chart-over-time', name: `People who spoke of “${theme.name}”`, period: 'Each release its own' },
      definition: `${definitionOf('themes').definition} The share is of all people heard in the same time.`,
      rule: `${definitionOf('themes').rule} A share stands where 50 people or more were heard, and is made of the figures as shown.`,
      columns: ['Period', 'Spoke of it', 'Heard', 'Share in 100'],
      rows: points.map(({ name, said, spoke }, at) => [
        { text: name },
        part(said, how),
        whole(spoke, howOf('versions')),
        shares[at] === undefined ? { text: 'not shown', how } : { text: String(shares[at]), n: shares[at], how },
      ]),
    },
  )
}

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
    const [said, spoke] = [n(side?.said), n(side?.spoke)]
    const [low, high] = wilson(Math.min(said, spoke), spoke)
    const of = spoke === 0 ? 0 : said / spoke
    return { name: key === 'before' ? 'Before' : 'After', said: side?.said, spoke: side?.spoke, share: of, low, high }
  })
  const words = ({ share: of, low, high }: (typeof sides)[number]) =>
    `${percent(of * 100)}, likely ${percent(low * 100)} to ${percent(high * 100)}`
  const heading = { more: 'More people said it after the change', fewer: 'Fewer people said it after the change' }
  const verdict = line.since?.verdict
  const how = howOf('since')
  const id = `chart-since-${line.id.slice(0, 8)}-${line.themeKey}`
  return chartFrom(
    {
      ...{
        kind: 'interval',
        id,
        headline: verdict === 'more' || verdict === 'fewer' ? heading[verdict] : 'We cannot tell if this changed',
      },
      under: `${line.title}, made on ${line.madeOn ? inDays(line.madeOn) : 'no day'}. People who spoke of “${line.theme}”, of all who spoke in as long a time before and after. Other things also changed.`,
      title: `“${line.theme}” before and after`,
      described: sides.map((side) => `${side.name}: ${words(side)}`).join('; '),
      drawn: intervalChart(
        sides.map((side) => ({
          name: side.name,
          words: words(side),
          share: side.share,
          low: side.low,
          high: side.high,
        })),
      ),
    },
    {
      ...{
        key: id,
        name: `“${line.theme}” before and after: ${line.title}`,
        period: 'Two stretches of the same length',
      },
      definition:
        'People who spoke of the theme, of all who spoke. The range is Wilson’s interval, 95 in 100, from the figures as shown.',
      rule: 'Figures to the nearest 5; shown where at least 30 people spoke on either side.',
      columns: ['When', 'Said it', 'Spoke', 'Share in 100', 'From', 'To'],
      rows: sides.map((side) => [
        { text: side.name },
        part(side.said, how),
        whole(side.spoke, how),
        ...[side.share, side.low, side.high].map((one) => {
          const value = Math.round(one * 100)
          return { text: String(value), n: value, how }
        }),
      ]),
    },
  )
}

function n(cell: Cell | undefined): number {
  return cell?.kind === 'about' ? cell.n : 0
}

function percent(value: number | undefined): string {
  return value === undefined ? 'not shown' : `${Math.round(value)}%`
}

/** Below an axis: "Sep 2026" of "September and October 2026". */
function short(name: string): string {
  const [, month = name, year = ''] = /^(\w{3})\w* .*?(\d{4})$/.exec(name) ?? []
  return year ? `${month} ${year}` : month
}

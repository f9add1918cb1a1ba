import { changeIn, sharesOf, whyNoLimits } from '../change-in.ts'
import { xmrChart } from '../charts/xmr-chart.ts'
import type { Cell, Release } from '../releases/release.ts'
import { cellOf, heardIn, tableOf } from '../releases/standing.ts'
import { xmr } from '../xmr.ts'
import { figureOf, share } from './cells.ts'
import { chartFrom, type PackChart } from './chart.ts'
import { definitionOf, howOf } from './definitions.ts'
import { namedThemes } from './themes.ts'

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
      under: `Share of the people heard who spoke of it, in ${releasesWith(shares)}; made of figures to the nearest 5.`,
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
        figureOf(said, how),
        figureOf(spoke, howOf('versions')),
        shares[at] === undefined ? { text: 'not shown', how } : { text: String(shares[at]), n: shares[at], how },
      ]),
    },
  )
}

/** As many as have a point in the chart; the others are named beside them. */
function releasesWith(shares: (number | undefined)[]): string {
  const known = shares.filter((one) => one !== undefined).length
  const others = shares.length - known
  return others === 0 ? `each of ${known} releases` : `${known} of ${shares.length} releases; ${others} cannot be shown`
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

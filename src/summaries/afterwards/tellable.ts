import type { ToCompare } from '../../changes/heard.ts'
import { hasEnded, type Period, periodAfter, periodOf } from '../../period.ts'
import { countedWay } from './comparing.ts'
import type { CountIn } from './counting.ts'
import { type Known, keepsApart, knownFrom, learn, type Stretch } from './keeping-apart.ts'
import { windowsAround } from './windows.ts'

/** One comparison as some release told it, or could have: after one period, after two, and so on. */
type Event = { id: string; series: string; before: Stretch; after: Stretch; newest: boolean }

/**
 * Of which changes the counts before and after may leave the service. Stretches of different changes overlap, and so do
 * those of one change in two releases: taken from each other, and from the figures of each period and year, they must not
 * let a small group be worked out. So they are gone through in the order in which releases could have told them, and one
 * that would is withheld from then on.
 * @param decisions that were made
 * @param first the first day of the first whole period
 * @param until the first day that is not counted
 * @returns the ids of those whose newest counts may be told
 */
export async function tellable(
  countIn: CountIn,
  decisions: readonly ToCompare[],
  first: string,
  until: string,
): Promise<Set<string>> {
  const periods = periodsBetween(first, until)
  const counts = new Map<string, number[]>([
    ['spoke', await over(periods, async (one) => (await countIn(one, '')).spoke)],
  ])
  for (const decision of decisions) {
    const way = countedWay(decision) === 'more praise' ? 'praise' : 'concern'
    if (counts.has(seriesOf(decision))) continue
    counts.set(seriesOf(decision), await over(periods, async (one) => (await countIn(one, decision.themeKey))[way]))
  }
  const known = new Map<string, Known>([...counts].map(([series, each]) => [series, knownFrom(each)]))
  /** Tells the sums of these stretches too, unless somebody could work out a small group with them. */
  const tell = (series: readonly string[], stretches: readonly Stretch[]) => {
    const more = series.map((one): [string, Known] => {
      const each = counts.get(one) ?? []
      return [one, stretches.reduce((now, stretch) => learn(now, each, stretch), known.get(one) ?? knownFrom(each))]
    })
    if (!more.every(([one, now]) => keepsApart(now, counts.get(one) ?? []))) return false
    for (const [one, now] of more) known.set(one, now)
    return true
  }
  for (const year of years(periods)) for (const series of counts.keys()) tell([series], [year])
  const may = new Set<string>()
  for (const { id, series, before, after, newest } of eventsOf(decisions, periods, first, until))
    if (tell(['spoke', series], [before, after]) && newest) may.add(id)
  return may
}

function eventsOf(decisions: readonly ToCompare[], periods: Period[], first: string, until: string): Event[] {
  const place = ({ key }: Period) => periods.findIndex((one) => one.key === key)
  const stretch = (some: Period[]): Stretch => ({ from: place(some[0]!), until: place(some.at(-1)!) + 1 })
  const events = decisions.flatMap((decision): Event[] => {
    const { before, after } = windowsAround(decision.madeOn ?? until, first, until, decision.recordedOn ?? undefined)
    return after.map((_, index) => ({
      ...{ id: decision.id, series: seriesOf(decision), newest: index === after.length - 1 },
      ...{ before: stretch(before.slice(-1 - index)), after: stretch(after.slice(0, index + 1)) },
    }))
  })
  return events.sort((a, b) => a.after.until - b.after.until || a.id.localeCompare(b.id))
}

function seriesOf(decision: ToCompare): string {
  return `${decision.themeKey} ${countedWay(decision)}`
}

function periodsBetween(first: string, until: string): Period[] {
  const periods: Period[] = []
  for (let one = periodOf(first); hasEnded(one, until); one = periodAfter(one)) periods.push(one)
  return periods
}

/** Whole calendar years: a release of its own tells each of them. */
function years(periods: Period[]): Stretch[] {
  return periods.flatMap(({ key }, from) =>
    key.endsWith('-01') && from + 6 <= periods.length ? [{ from, until: from + 6 }] : [],
  )
}

async function over(periods: Period[], count: (period: Period) => Promise<number>): Promise<number[]> {
  const counts: number[] = []
  for (const period of periods) counts.push(await count(period))
  return counts
}

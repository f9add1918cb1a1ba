import type { Db } from '../../db/open.ts'
import { hasEnded, periodName, periodOf } from '../../period.ts'
import { FEWEST, FEWEST_INSIDE } from '../../small-numbers.ts'
import { monthInWords } from '../wording.ts'

/** How many people said a thing in one stretch of time, and how many spoke in it at all. */
export type Count = { said: number; spoke: number }

/** Whether a series changed, or why that cannot be told. */
export type Change =
  | { judged: false; why: 'too short' | 'too few' | 'never moves' }
  | { judged: true; signal: 'up' | 'down' | undefined; label: string }

/** Judges a series in the order of time. The rules are the summaries' (`changeIn`); they are handed in. */
export type ChangeIn = (counts: readonly Count[]) => Change

/** People in one stretch of time; undefined is not shown. */
export type Cell = number | undefined
export type Row = { key: string; name: string; change: Change; cells: Cell[] }
export type OverTime = { each: 'month' | 'two months'; stretches: { name: string; spoke: Cell }[]; rows: Row[] }

/** Two years: older figures belong to a service that was another (standards, section 2). */
const MOST_POINTS = 24
const SHOWN = 6
const A_YEAR = 12

/**
 * How many of the people who spoke in a stretch of time spoke of each code. Only stretches that have ended, and those of
 * the board's page unless twenty people or more spoke in every month of a year. In the codebook's order: a list by signals
 * would put chance on top.
 * @param today 'YYYY-MM-DD'
 */
export async function codesOverTime(db: Db, today: string, changeIn: ChangeIn): Promise<OverTime> {
  const { spoke, said, codes } = await countMonths(db)
  const { each, stretches: newest } = stretchesOf(spoke, today)
  const sum = (counts: Map<string, number> | undefined, months: string[]) =>
    months.reduce((total, month) => total + (counts?.get(month) ?? 0), 0)
  return {
    each,
    stretches: newest.slice(-SHOWN).map(({ name, months }) => ({ name, spoke: hideFew([sum(spoke, months)])[0] })),
    rows: codes.map(({ key, name }) => {
      const counts = newest.map(({ months }) => ({ said: sum(said.get(key), months), spoke: sum(spoke, months) }))
      const cells = hideFew(counts.slice(-SHOWN).map((count) => count.said))
      return { key, name, change: changeIn(counts), cells }
    }),
  }
}

/**
 * The stretches of time in which a series is told, at most two years of them: months if twenty people or more spoke in
 * each of the last twelve, otherwise the board's two months. Only what has ended, and what somebody spoke in.
 * @param spoke how many people spoke, by 'YYYY-MM'
 * @param today 'YYYY-MM-DD'
 */
export function stretchesOf(spoke: ReadonlyMap<string, number>, today: string) {
  const ended = [...spoke.keys()].filter((month) => month < today.slice(0, 7)).sort()
  const lastYear = monthsBefore(today, A_YEAR)
  const each: OverTime['each'] = lastYear.every((month) => (spoke.get(month) ?? 0) >= 2 * FEWEST)
    ? 'month'
    : 'two months'
  const stretches = new Map<string, string[]>()
  for (const month of ended) {
    const period = periodOf(`${month}-01`)
    if (each === 'two months' && !hasEnded(period, today)) continue
    const name = each === 'month' ? monthInWords(month) : periodName(period)
    stretches.set(name, [...(stretches.get(name) ?? []), month])
  }
  return { each, stretches: [...stretches].slice(-MOST_POINTS).map(([name, months]) => ({ name, months })) }
}

/**
 * Withholds what is fewer than five, nobody included; and where that would be one figure of a row alone, the next lowest
 * too: a total on another page would tell it.
 */
export function hideFew(counts: readonly number[]): Cell[] {
  const hidden = new Set(counts.flatMap((count, index) => (count < FEWEST_INSIDE ? [index] : [])))
  if (hidden.size === 1 && counts.length > 1) {
    const [next] = [...counts.entries()].filter(([index]) => !hidden.has(index)).sort(([, a], [, b]) => a - b)
    if (next) hidden.add(next[0])
  }
  return counts.map((count, index) => (hidden.has(index) ? undefined : count))
}

/** Exact, by 'YYYY-MM': who spoke of anything, and who spoke of each code. A person is in one month only. */
async function countMonths(db: Db) {
  const people = db
    .selectFrom('segment_codes')
    .innerJoin('segments', 'segments.id', 'segment_codes.segment_id')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .innerJoin('responses', 'responses.id', 'released_words.response_id')
    .innerJoin('codes', 'codes.id', 'segment_codes.code_id')
    .select((eb) => [
      eb.fn<string>('to_char', ['responses.received_on', eb.val('YYYY-MM')]).as('month'),
      eb.fn.count<number>('responses.id').distinct().as('people'),
    ])
    .where('responses.withdrawn_on', 'is', null)
    .groupBy('month')
  const spoke = await people.execute()
  const said = await people.select('codes.key').groupBy('codes.key').execute()
  const codes = await db
    .selectFrom('codes')
    .innerJoin('themes', 'themes.id', 'codes.theme_id')
    .select(['codes.key', 'codes.name'])
    .where('codes.retired_on', 'is', null)
    .orderBy('themes.position')
    .orderBy('codes.key')
    .execute()
  const byMonth = (rows: { month: string; people: number }[]) =>
    new Map(rows.map((row) => [row.month, Number(row.people)]))
  const groups = Map.groupBy(said, ({ key }) => key)
  return { spoke: byMonth(spoke), said: new Map([...groups].map(([key, rows]) => [key, byMonth(rows)])), codes }
}

function monthsBefore(today: string, count: number): string[] {
  const [year = 0, month = 0] = today.split('-').map(Number)
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 2 - back, 1)).toISOString().slice(0, 7),
  )
}

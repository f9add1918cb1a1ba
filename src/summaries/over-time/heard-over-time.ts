import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { type Cell, hideFew } from '../../themes/emerging/changing.ts'
import { monthInWords } from '../../themes/wording.ts'
import { whyNoLimits } from '../change-in.ts'
import type { Chart } from '../charts/chart.ts'
import { inSignal, isUp, xmrChart } from '../charts/xmr-chart.ts'
import { xmr } from '../xmr.ts'
import { shortMonth } from './over-time-chart.ts'

const MONTHS = 24

/** How many people sent something, in each month that has ended, at most two years of them. */
export type HeardOverTime = { months: { month: string; heard: Cell }[]; limits: boolean }

/**
 * How many people were heard, month by month. The same rules as for a theme: fewer than five are not shown, and limits are
 * made of what is shown.
 * @param today 'YYYY-MM-DD'
 */
export async function heardOverTime(db: Db, today: string): Promise<HeardOverTime> {
  // By day first, so that no text is made of each of a million rows.
  const days = await db
    .selectFrom('responses')
    .select(['received_on as day', sql<number>`count(*)::int`.as('heard')])
    .where('withdrawn_on', 'is', null)
    .where('received_on', '<', `${today.slice(0, 7)}-01`)
    .groupBy('received_on')
    .execute()
  const byMonth = Map.groupBy(days, ({ day }) => day.slice(0, 7))
  const newest = [...byMonth.keys()]
    .sort()
    .slice(-MONTHS)
    .map((month) => ({ month, heard: byMonth.get(month)!.reduce((sum, { heard }) => sum + heard, 0) }))
  const cells = hideFew(newest.map(({ heard }) => heard))
  const months = newest.map(({ month }, at) => ({ month, heard: cells[at] }))
  // One of one: the same rules, for a number instead of a share.
  const why = whyNoLimits(newest.map(({ heard }) => ({ said: heard, spoke: 1 })))
  return { months, limits: !why && cells.every((cell) => cell !== undefined) }
}

/** The same as a chart, or as nothing but its table where there are no limits. */
export function heardChart({ months, limits }: HeardOverTime): Chart {
  const values = months.map(({ heard }) => heard)
  const judged = limits ? xmr(values.map((value) => value ?? Number.NaN)) : undefined
  const isNew = judged ? inSignal(judged, values).some(Boolean) : false
  const way = isNew && isUp(judged!.at(-1)!.label) ? 'up' : 'down'
  const known = months.flatMap(({ month, heard }) => (heard === undefined ? [] : [{ month, heard }]))
  const [first, last] = [months[0], months.at(-1)]
  const time = first && last ? `${monthInWords(first.month)} to ${monthInWords(last.month)}` : 'no month yet'
  const said = known.map(({ month, heard }) => `${monthInWords(month)} ${heard}`).join(', ')
  const mean = judged?.[0] ? ` On average ${Math.round(judged[0].mean)}.` : ''
  return {
    kind: 'xmr',
    id: 'heard',
    headline: !judged
      ? 'How many people we heard'
      : isNew
        ? `Something may have changed: ${way === 'up' ? 'more' : 'fewer'} people. Ask why`
        : 'As many people as usual in the newest month',
    under: `People who sent something, each month, ${time}.`,
    title: 'People heard, by month',
    described: `${said || 'Nothing can be shown'}.${mean}`,
    drawn: xmrChart({
      ...{ names: months.map(({ month }) => shortMonth(month)), values, judged },
      ...{ unit: 'people', better: 'up' },
    }),
    table: {
      caption:
        'People heard. Fewer than 5, or none, is never shown as a number, and neither is a figure that would give it away',
      columns: ['Month', 'People'],
      rows: months.map(({ month, heard }) => ({
        name: monthInWords(month),
        cells: [heard === undefined ? 'not shown' : String(heard)],
      })),
    },
    key: isNew
      ? [
          { shape: 'ring', tone: 'usual', words: 'as usual' },
          {
            ...{ shape: way, tone: way === 'up' ? 'better' : 'worse' },
            words: `${way === 'up' ? 'more' : 'fewer'} than before: ask why`,
          },
        ]
      : [],
  }
}

import type { Db } from '../../db/open.ts'
import { concernsByMonth } from '../../themes/counting.ts'
import { type Cell, type Count, hideFew, stretchesOf } from '../../themes/emerging/changing.ts'
import { whyNoLimits } from '../change-in.ts'
import { type Judged, xmr } from '../xmr.ts'

/** One point: a month or two, how many people spoke in it, and how many raised the theme as a concern. */
export type Stretch = { name: string; firstMonth: string; spoke: Cell; said: Cell; share: number | undefined }

export type ThemeSeries = {
  each: 'month' | 'two months'
  stretches: Stretch[]
  /** Why there are no limits; undefined where there are. */
  without: 'too short' | 'too few' | 'never moves' | undefined
}

/** Where more than this share of the points may not be shown, what is left says too little for limits. */
const MOST_HIDDEN = 1 / 4

/**
 * The share of the people who spoke that raised a theme as a concern, in months or two months that have ended. Fewer than
 * five are not shown, and a figure that would tell them neither. Whatever is drawn, limits too, is made of what is shown:
 * an average of everything would give away what is hidden.
 * @param today 'YYYY-MM-DD'
 */
export async function themeOverTime(db: Db, themeKey: string, today: string): Promise<ThemeSeries> {
  const months = await concernsByMonth(db, themeKey)
  const { each, stretches } = stretchesOf(new Map([...months].map(([month, { spoke }]) => [month, spoke])), today)
  const counts = stretches.map((stretch) => sumOf(stretch.months.map((month) => months.get(month)!)))
  const spoke = hideFew(counts.map((count) => count.spoke))
  const said = hideFew(counts.map((count) => count.said))
  const shown = stretches.map(({ name, months: [firstMonth = ''] }, at): Stretch => {
    const [all, some] = [spoke[at], said[at]]
    return { name, firstMonth, spoke: all, said: some, share: all && some !== undefined ? some / all : undefined }
  })
  const hidden = shown.filter(({ share }) => share === undefined).length
  const without = whyNoLimits(counts) ?? (hidden > shown.length * MOST_HIDDEN ? 'too few' : undefined)
  return { each, stretches: shown, without }
}

/** The limits of what is shown, group by group. */
export function judgeSeries({ stretches }: ThemeSeries, rebaseAt: readonly number[]): Judged[] {
  return xmr(
    stretches.map(({ share }) => share ?? Number.NaN),
    { rebaseAt },
  )
}

/** The position of the first stretch on or after a month or a day; none when the series ends before. */
export function positionOf({ stretches }: ThemeSeries, when: string): number | undefined {
  const at = stretches.findIndex(({ firstMonth }) => (when.length === 7 ? firstMonth : `${firstMonth}-01`) >= when)
  return at < 0 ? undefined : at
}

function sumOf(counts: readonly Count[]): Count {
  return counts.reduce(({ said, spoke }, one) => ({ said: said + one.said, spoke: spoke + one.spoke }), {
    said: 0,
    spoke: 0,
  })
}

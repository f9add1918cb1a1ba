import type { Db } from '../../db/open.ts'
import { holderOf, type Level } from './levels.ts'
import { periodOfWait } from './opening.ts'

/** A theme without a decision as a release and the board say it. */
export type UndecidedTheme = {
  themeKey: string
  theme: string
  /** The first day of the period in which people spoke of it. */
  since: string
  /** The day by which it was to be decided, as it was moved last. */
  dueOn: string | null
  /** The day that was set first, if it was moved since. */
  firstDueOn?: string
  level: Level
  /** A job title, or who has it. */
  owner: string
}

/**
 * The themes from which no decision came for two periods: people spoke of them in an earlier period, and the one that is
 * reported has ended as well. What was passed up is there at once. Only themes for which a release shows a figure: that a
 * theme waits says that ten people or more spoke of it.
 * @param until the first day after what is reported
 */
export async function undecidedFor(
  db: Pick<Db, 'selectFrom'>,
  { until }: { until: string },
): Promise<UndecidedTheme[]> {
  const rows = await db
    .selectFrom('released.waiting_themes')
    .selectAll()
    .where('period', '<', until.slice(0, 7))
    .orderBy('period')
    .orderBy('theme_key')
    .execute()
  return rows
    .filter(({ period, level }) => level !== 'lead' || periodOfWait(period).until < until)
    .map(({ theme_key, theme, period, due_on, first_due_on, level, owner }) => ({
      ...{ themeKey: theme_key, theme, since: periodOfWait(period).from, dueOn: due_on, level },
      ...(first_due_on === due_on ? {} : { firstDueOn: first_due_on }),
      owner: owner || holderOf(level),
    }))
}

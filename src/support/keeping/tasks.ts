import { laterBy } from '../../days.ts'
import type { Db } from '../../db/open.ts'
import { allEntries, isVisible } from '../directory.ts'
import type { Option } from '../option.ts'
import { type CheckRules, dueDays, isOverdue, isUnchecked, neverRung } from './due.ts'

/** So many days before its day a check becomes somebody's task. */
export const SOON_DAYS = 14

export type Task = {
  entry: Option
  /** Undefined: nobody, or somebody who may no longer edit the directory. */
  ownerId: string | undefined
  /** 'YYYY-MM-DD' */
  due: string
  late: boolean
  /**
   * `unchecked`: no person ever checked it. `no way`: there is no contact. `entry`, `contacts`: overdue or due soon. `never`:
   * somebody looked at the entry, and nobody ever tried some of its contacts.
   */
  what: ('unchecked' | 'no way' | 'entry' | 'contacts' | 'never')[]
  /** Contacts that nobody ever confirmed. */
  unasked: number
}

/**
 * What keeps the directory true: entries that no person ever checked, since the day of our copy; entries whose check is overdue
 * or due soon; entries without a way to reach them; contacts that nobody ever confirmed. Those of nobody come first, then by
 * day.
 * @param entries every entry of the directory
 * @param editors ids of the members who may edit the directory
 */
export function listTasks(entries: Option[], editors: Set<string>, today: string, rules: CheckRules): Task[] {
  const soon = laterBy(today, SOON_DAYS)
  const tasks = entries.flatMap((entry): Task[] => {
    if (entry.status === 'closed' || (entry.visible_until ?? today) < today) return []
    const days = dueDays(entry, rules)
    const never = unasked(entry)
    const isNew = isUnchecked(entry)
    const what = [
      ...(isNew ? (['unchecked'] as const) : []),
      ...(entry.contacts.every(({ taken_down_on }) => taken_down_on) ? (['no way'] as const) : []),
      ...(!isNew && days.entry <= soon ? (['entry'] as const) : []),
      ...(!isNew && days.contacts <= soon ? (['contacts'] as const) : []),
      ...(!isNew && never > 0 ? (['never'] as const) : []),
    ]
    if (what.length === 0) return []
    const waits = [...(what.includes('entry') ? [days.entry] : []), days.contacts].sort()[0] ?? days.contacts
    const due = isNew ? entry.checked_on : waits
    const ownerId = entry.owner_id && editors.has(entry.owner_id) ? entry.owner_id : undefined
    return [{ entry, ownerId, due, late: due < today, what, unasked: never }]
  })
  return tasks.sort(
    (a, b) =>
      Number(a.ownerId !== undefined) - Number(b.ownerId !== undefined) ||
      a.due.localeCompare(b.due) ||
      a.entry.name.localeCompare(b.entry.name),
  )
}

/**
 * Of the entries that the public sees today.
 * @returns `late`: overdue a check; `never`: those of them that no person ever checked; `of`: all
 */
export async function countOverdue(
  db: Db,
  today: string,
  rules: CheckRules,
): Promise<{ late: number; never: number; of: number }> {
  // One that was first looked at later was not there on that day.
  const options = (await allEntries(db)).filter((entry) => isVisible(entry, today) && entry.checked_on <= today)
  const late = options.filter((entry) => isOverdue(entry, today, rules))
  return { late: late.length, never: late.filter(isUnchecked).length, of: options.length }
}

/** How many phones, texts and emails of an entry nobody ever rang or wrote to. */
export function unasked({ contacts }: Pick<Option, 'contacts'>): number {
  return contacts.filter(
    ({ kind, value, confirmed_on, taken_down_on }) =>
      kind !== 'web' && !confirmed_on && !taken_down_on && !neverRung.includes(value),
  ).length
}

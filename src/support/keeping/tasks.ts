import type { Db } from '../../db/open.ts'
import { isVisible } from '../directory.ts'
import { listDirectory, type Option } from '../option.ts'
import { type CheckRules, dueDays, isPastCheck } from './due.ts'

/** So many days before its day a check becomes somebody's task. */
export const SOON_DAYS = 14

export type Task = {
  entry: Option
  /** Undefined: nobody, or somebody who may no longer edit the directory. */
  ownerId: string | undefined
  /** 'YYYY-MM-DD' */
  due: string
  late: boolean
  what: ('entry' | 'contacts' | 'never')[]
  /** Contacts that nobody ever confirmed. */
  unasked: number
}

/**
 * What keeps the directory true: entries whose check is overdue or due soon, and contacts that nobody ever confirmed. Those
 * of nobody come first, then by day.
 * @param entries every entry of the directory
 * @param editors ids of the members who may edit the directory
 */
export function listTasks(entries: Option[], editors: Set<string>, today: string, rules: CheckRules): Task[] {
  const soon = new Date(Date.parse(today) + SOON_DAYS * 86_400_000).toISOString().slice(0, 10)
  const tasks = entries.flatMap((entry): Task[] => {
    if (entry.status === 'closed' || (entry.visible_until ?? today) < today) return []
    const days = dueDays(entry, rules)
    const never = unasked(entry)
    const what = [
      ...(days.entry <= soon ? (['entry'] as const) : []),
      ...(days.contacts <= soon ? (['contacts'] as const) : []),
      ...(never > 0 ? (['never'] as const) : []),
    ]
    if (what.length === 0) return []
    const due = [...(what.includes('entry') ? [days.entry] : []), days.contacts].sort()[0] ?? days.contacts
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

/** How many of the entries that the public sees today are overdue a check. */
export async function countOverdue(db: Db, today: string, rules: CheckRules): Promise<{ late: number; of: number }> {
  const options = (await listDirectory(db)).filter((entry) => isVisible(entry, today))
  return { late: options.filter((entry) => isPastCheck(entry, today, rules)).length, of: options.length }
}

/** Nobody rings these to see whether they work: it would hold up somebody in danger. */
const neverRung = ['999', '112', '18000']

/** How many phones, texts and emails of an entry nobody ever rang or wrote to. */
export function unasked({ contacts }: Pick<Option, 'contacts'>): number {
  return contacts.filter(
    ({ kind, value, confirmed_on, taken_down_on }) =>
      kind !== 'web' && !confirmed_on && !taken_down_on && !neverRung.includes(value),
  ).length
}

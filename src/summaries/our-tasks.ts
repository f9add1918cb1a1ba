import { isVisible } from '../support/directory.ts'
import { type CheckRules, isOverdue, isUnchecked } from '../support/keeping/due.ts'
import type { ReleasedDb } from './releases/reading.ts'

/** What the organisations owe today: tasks of ours, exact, and no figure about people. */
export type OurTasks = {
  /** Promises past their day, the latest first. */
  promises: {
    id: string
    title: string
    theme: string
    owner: string
    organisation: string
    dueOn: string
    days: number
  }[]
  /** Themes that wait for a decision, the highest first. */
  waiting: { theme: string; level: string; owner: string; dueOn: string; firstDueOn: string; late: boolean }[]
  /** Challenges whose reply is late. */
  challenges: { number: number; about: string; replyDue: string; days: number }[]
  /** Entries that the public sees, those of them past their check, and those of these that no person ever checked. */
  directory: { late: number; never: number; of: number }
}

const MOST = 100
const levels = ['executive', 'delivery group', 'lead']

/** @param today 'YYYY-MM-DD' */
export async function ourTasks(released: ReleasedDb, today: string, checks: CheckRules): Promise<OurTasks> {
  return {
    promises: await overduePromises(released, today),
    waiting: await waitingThemes(released, today),
    challenges: await lateReplies(released, today),
    directory: await overdueEntries(released, today, checks),
  }
}

async function overduePromises(released: ReleasedDb, today: string): Promise<OurTasks['promises']> {
  const rows = await released
    .selectFrom('released.open_promises')
    .selectAll()
    .where('due_on', '<', today)
    .orderBy('due_on')
    .orderBy('title')
    .limit(MOST)
    .execute()
  return rows.map(({ id, title, theme, owner, organisation, due_on }) => {
    const dueOn = due_on ?? today
    return { id, title, theme, owner, organisation, dueOn, days: daysAfter(dueOn, today) }
  })
}

async function waitingThemes(released: ReleasedDb, today: string): Promise<OurTasks['waiting']> {
  const rows = await released.selectFrom('released.waiting_themes').selectAll().orderBy('due_on').limit(MOST).execute()
  return rows
    .map(({ theme, level, owner, due_on, first_due_on }) => ({
      ...{ theme, level, owner, dueOn: due_on, firstDueOn: first_due_on },
      late: due_on < today,
    }))
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || a.dueOn.localeCompare(b.dueOn))
}

async function lateReplies(released: ReleasedDb, today: string): Promise<OurTasks['challenges']> {
  const rows = await released
    .selectFrom('released.challenges_now')
    .select(['number', 'about', 'reply_due'])
    .where('state', '=', 'waiting')
    .where('reply_due', '<', today)
    .orderBy('reply_due')
    .limit(MOST)
    .execute()
  return rows.map(({ number, about, reply_due }) => ({
    ...{ number, about, replyDue: reply_due },
    days: daysAfter(reply_due, today),
  }))
}

async function overdueEntries(released: ReleasedDb, today: string, checks: CheckRules) {
  const entries = await released.selectFrom('released.directory_checks').selectAll().execute()
  const seen = entries.filter((entry) => isVisible(entry, today))
  const late = seen.filter((entry) => isOverdue(entry, today, checks))
  return { late: late.length, never: late.filter(isUnchecked).length, of: seen.length }
}

function daysAfter(day: string, today: string): number {
  return Math.round((Date.parse(today) - Date.parse(day)) / 86_400_000)
}

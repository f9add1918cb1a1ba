import type { Tables } from '../db/tables.ts'

export type Outcome = Tables['decisions']['outcome']

export const outcomes = ['planned', 'made', 'not possible', 'need more voices'] as const satisfies readonly Outcome[]

/** What a decision's state and its due day depend on. */
export type Progress = { outcome: Outcome; dueOn: string | null; madeOn: string | null; settledBy: string | null }

/** Where a decision is now: a planned one becomes made when its practice change is recorded. */
export function stateOf({ outcome, madeOn }: Progress): Outcome {
  return madeOn ? 'made' : outcome
}

/** Whether something is still owed: a planned change, or a decision put off until more people have spoken. */
export function isOpen(progress: Progress): boolean {
  const state = stateOf(progress)
  return (state === 'planned' || state === 'need more voices') && !progress.settledBy
}

/** @returns days past the due day; 0 when nothing is owed or it is not yet late */
export function daysLate(progress: Progress, today: string): number {
  if (!progress.dueOn || !isOpen(progress)) return 0
  return Math.max(0, daysBetween(progress.dueOn, today))
}

/** The due day as people say it: "9 days late", "due today", "due in 3 weeks". Empty when nothing is owed. */
export function dueInWords(progress: Progress, today: string): string {
  if (!progress.dueOn || !isOpen(progress)) return ''
  const days = daysBetween(today, progress.dueOn)
  if (days === 0) return 'due today'
  return days < 0 ? `${length(-days)} late` : `due in ${length(days)}`
}

function length(days: number): string {
  if (days < 21) return count(days, 'day')
  return days < 90 ? count(Math.round(days / 7), 'week') : count(Math.round(days / 30.4), 'month')
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

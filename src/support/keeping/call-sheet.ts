import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { laterBy } from '../../days.ts'
import type { Option } from '../option.ts'
import type { Tries } from './check-list.ts'
import { type CheckRules, dueDays, isPastCheck, isUnchecked } from './due.ts'
import { SOON_DAYS, unasked } from './tasks.ts'

/** What to ask, in the words of the sheet: the keys of `asks` in the view. */
type Step = { step: number; calls: { entries: string[]; ask: string[]; also: string[] }[] }

const { steps }: { steps: Step[] } = JSON.parse(readFileSync(join(import.meta.dirname, '../data/calls.json'), 'utf8'))

export type Call = { entry: Option; ask: string[]; also: string[]; tried: string | undefined; due: string }

export type CallSheet = { steps: { step: number; calls: Call[] }[]; due: Call[]; more: number; done: number }

/** So many of what is due stand on one sheet. */
const MOST = 60

/**
 * Whom to ring, in order: first the calls that the fact-finding listed, then whatever is due. What somebody has reached stays
 * off until it is due again; a call that nobody answered stays on.
 * @param entries every entry of the directory
 */
export function callSheet(entries: Option[], tries: Tries, today: string, rules: CheckRules): CallSheet {
  const bySlug = new Map(entries.map((entry) => [entry.slug, entry]))
  const soon = laterBy(today, SOON_DAYS)
  const dueOf = (entry: Option) =>
    isUnchecked(entry) ? entry.checked_on : (Object.values(dueDays(entry, rules)).sort()[0] ?? today)
  const isDone = (entry: Option) =>
    entry.status === 'closed' || (tries.get(entry.id)?.reached !== undefined && !isPastCheck(entry, today, rules))
  const call = (entry: Option, ask: string[], also: string[]): Call => {
    return { entry, ask, also, tried: tries.get(entry.id)?.tried, due: dueOf(entry) }
  }
  const listed = new Set(steps.flatMap(({ calls }) => calls.flatMap((one) => one.entries)))
  const first = steps.map(({ step, calls }) => {
    const called = calls.flatMap(({ entries: slugs, ask, also }) => {
      const known = slugs.flatMap((slug) => bySlug.get(slug) ?? [])
      return known.filter((entry) => !isDone(entry)).map((entry) => call(entry, ask, also))
    })
    return { step, calls: called }
  })
  const isDue = (entry: Option) => dueOf(entry) <= soon || (unasked(entry) > 0 && !tries.get(entry.id)?.reached)
  const due = entries
    .filter((entry) => entry.status !== 'closed' && !listed.has(entry.slug) && isDue(entry))
    .map((entry) => call(entry, commonAsks, []))
    .sort((a, b) => a.due.localeCompare(b.due) || a.entry.name.localeCompare(b.entry.name))
  const done = [...listed].filter((slug) => bySlug.has(slug) && isDone(bySlug.get(slug) as Option)).length
  return {
    steps: first.filter(({ calls }) => calls.length > 0),
    due: due.slice(0, MOST),
    more: due.length - MOST,
    done,
  }
}

/** What is asked in every call, and stands on the sheet once. */
export const commonAsks = ['phone', 'hours', 'wait']

/** @returns the entry that comes after this one on the sheet; undefined after the last */
export function nextCall({ steps: parts, due }: CallSheet, slug: string): Option | undefined {
  const entries = [...parts.flatMap(({ calls }) => calls), ...due].map(({ entry }) => entry)
  const at = entries.findIndex((entry) => entry.slug === slug)
  return entries.slice(at + 1).find((entry) => entry.slug !== slug)
}

/** What the sheet asks of this entry; everything, when the sheet does not list it. */
export function asksOf(slug: string): { ask: string[]; also: string[] } | undefined {
  return steps.flatMap(({ calls }) => calls).find(({ entries }) => entries.includes(slug))
}

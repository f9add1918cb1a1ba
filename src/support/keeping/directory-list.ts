import type { Db } from '../../db/open.ts'
import { whyHidden } from '../contact.ts'
import type { Option } from '../option.ts'
import { type CheckRules, isPastCheck } from './due.ts'

export const shows = ['all', 'mine', 'nobody', 'overdue', 'waiting', 'hidden', 'closed'] as const

export type Show = (typeof shows)[number]

export type ListWish = { q: string; show: Show; page: number }

/** So many on one page: a directory can have thousands. */
export const PAGE = 50

/** What a list of the directory is chosen with, besides what somebody asked for. */
export type Around = { memberId: string; editors: Set<string>; waiting: Set<string>; today: string; rules: CheckRules }

/** Reads a search from an address. What does not fit asks for nothing. */
export function readListWish(query: Record<string, unknown>): ListWish {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim().slice(0, 100) : '')
  const show = shows.find((one) => one === text('show')) ?? 'all'
  return { q: text('q'), show, page: /^[1-9]\d{0,4}$/.test(text('page')) ? Number(text('page')) : 1 }
}

/** @returns the entries that fit, in the order in which they came */
export function chooseEntries(entries: Option[], { q, show }: ListWish, around: Around): Option[] {
  const wanted = plain(q).split(' ').filter(Boolean)
  return entries.filter((entry) => {
    if (!fits(entry, show, around)) return false
    if (wanted.length === 0) return true
    const text = plain([entry.name, entry.organization ?? '', ...entry.aliases, entry.slug].join(' '))
    return wanted.every((word) => text.includes(word))
  })
}

function fits(entry: Option, show: Show, { memberId, editors, waiting, today, rules }: Around): boolean {
  if (show === 'closed') return entry.status === 'closed'
  if (show === 'mine') return entry.owner_id === memberId
  if (show === 'waiting') return waiting.has(entry.id)
  if (show === 'all') return true
  if (entry.status === 'closed') return false
  if (show === 'nobody') return !entry.owner_id || !editors.has(entry.owner_id)
  if (show === 'overdue') return isPastCheck(entry, today, rules)
  return entry.contacts.some((contact) => whyHidden(entry, contact))
}

/** Ids of the entries that a change waits for. New ones are not in the directory yet. */
export async function waitingEntries(db: Db): Promise<Set<string>> {
  const rows = await db.selectFrom('entry_changes').select('option_id').where('state', '=', 'waiting').execute()
  return new Set(rows.map(({ option_id }) => option_id))
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

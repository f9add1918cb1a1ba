import type { Db } from '../../db/open.ts'
import type { Option } from '../option.ts'
import { contactKey, type Draft, phoneDigits } from './draft.ts'
import type { ImportedRecord } from './record.ts'

export type Duplicate = { entry: Option; why: string[]; score: number }

/** From here on two names count as alike. Found by trying pairs of real names of the directory. */
const ALIKE = 0.55
const MOST = 5
/** Homes of many services: to share one says nothing. */
const shared = /(^|\.)(facebook|instagram|twitter|x|linktr|eventbrite|wordpress|sites\.google|youtube)\.(com|ee)$/

/**
 * Entries that may be the same service, likeliest first: the same number, the same website, a name like it, or linked to a
 * record of another source with the same id. A person decides; nothing is ever put together by itself.
 */
export async function findDuplicates(db: Db, record: ImportedRecord, entries: Option[]): Promise<Duplicate[]> {
  const others = await db
    .selectFrom('import_records')
    .select('option_id')
    .where('source_record', '=', record.source_record)
    .where('id', '<>', record.id)
    .where('option_id', 'is not', null)
    .execute()
  const sameId = new Set(others.map(({ option_id }) => option_id))
  return entries
    .map((entry) => compared(record.draft, entry, sameId.has(entry.id)))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.entry.name.localeCompare(b.entry.name))
    .slice(0, MOST)
}

/** How alike two names are, from 0 to 1: the share of the groups of three letters that they have in common, fillers aside. */
export function likeness(one: string, other: string): number {
  const [a, b] = [trigrams(one), trigrams(other)]
  if (a.size === 0 || b.size === 0) return 0
  const both = [...a].filter((each) => b.has(each)).length
  return (2 * both) / (a.size + b.size)
}

function compared(draft: Draft, entry: Option, sameId: boolean): Duplicate {
  const why: string[] = []
  let score = 0
  const numbersOf = (contacts: Draft['contacts']) =>
    new Set(contacts.filter(({ kind }) => kind === 'phone' || kind === 'text').map(({ value }) => phoneDigits(value)))
  const theirs = numbersOf(entry.contacts)
  if (sameId) {
    why.push('the same id, from another source')
    score += 4
  }
  if ([...numbersOf(draft.contacts)].some((digits) => theirs.has(digits))) {
    why.push('the same number')
    score += 3
  }
  if (draft.contacts.some(({ kind, value }) => kind === 'email' && hasContact(entry, kind, value))) {
    why.push('the same email')
    score += 2
  }
  const hosts = new Set(hostsOf(entry.contacts))
  if (hostsOf(draft.contacts).some((host) => hosts.has(host))) {
    why.push('the same website')
    score += 1
  }
  const names = [entry.name, ...entry.aliases]
  const alike = Math.max(...[draft.name, ...draft.aliases].flatMap((name) => names.map((each) => likeness(name, each))))
  if (alike >= ALIKE) {
    why.push(alike > 0.99 ? 'the same name' : 'a name like it')
    score += 2 * alike
  }
  return { entry, why, score }
}

function hasContact(entry: Option, kind: string, value: string): boolean {
  return entry.contacts.some((each) => each.kind === kind && contactKey(each) === value.toLowerCase())
}

function hostsOf(contacts: Draft['contacts']): string[] {
  return contacts
    .filter(({ kind }) => kind === 'web')
    .flatMap(({ value }) => URL.parse(value)?.hostname.replace(/^www\./, '') ?? [])
    .filter((host) => !shared.test(host))
}

function trigrams(name: string): Set<string> {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(the|and|of|for|services?|ltd|cio|limited|rotherham|south|yorkshire)\b/g, ' ')
    .split(' ')
    .filter(Boolean)
  const groups = (word: string) => Array.from({ length: word.length - 2 }, (_, at) => word.slice(at, at + 3))
  return new Set(words.flatMap((word) => groups(`  ${word} `)))
}

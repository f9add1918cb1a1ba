import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { NotFound } from '../refusals.ts'
import { withoutHidden } from './hidden-words.ts'
import { listDirectory, type Option } from './option.ts'

/** What the public may know of on one day. The same object as long as nothing changes, so that an index can hang on it. */
export type Directory = {
  revision: string
  today: string
  /** By name, without closed ones and those whose time has not come or has passed, and as `withoutHidden` gives them. */
  options: Option[]
  byRef: Map<string, Option>
}

type Kept = { revision: string; entries: Promise<Option[]>; day: Directory | undefined }

const kept = new WeakMap<Db, Kept>()

/**
 * The directory as the public sees it, read once and kept until something in it changes: a trigger raises its number with
 * every write, by whichever process.
 * @param today 'YYYY-MM-DD'
 */
export async function currentDirectory(db: Db, today: string): Promise<Directory> {
  const known = await newest(db)
  const entries = await known.entries
  if (known.day?.today !== today) known.day = directoryOf(known.revision, today, entries)
  return known.day
}

/** @returns every entry, closed ones too, by name, kept in the same way: for the team. Nobody changes what is handed out. */
export async function allEntries(db: Db): Promise<Option[]> {
  return (await newest(db)).entries
}

async function newest(db: Db): Promise<Kept> {
  const revision = await revisionOf(db)
  let known = kept.get(db)
  if (known?.revision !== revision) {
    known = { revision, entries: listDirectory(db), day: undefined }
    kept.set(db, known)
    known.entries.catch(() => kept.delete(db))
  }
  return known
}

/**
 * What the public may read of the directory on a day: no closed entry, and no words that repeat a hidden contact.
 * @param entries every entry, by name
 */
export function directoryOf(revision: string, today: string, entries: Option[]): Directory {
  const options = entries.filter((option) => isVisible(option, today)).map(withoutHidden)
  const names = (option: Option) => [option.slug, option.ref, ...olderRef(options, option)]
  const byRef = new Map(options.flatMap((option) => names(option).map((name) => [name, option] as const)))
  return { revision, today, options, byRef }
}

/** Places in an address were shorter once. People may have written them down, so they lead on as long as they are clear. */
function olderRef(options: Option[], { id }: Option): string[] {
  const short = id.slice(0, 6)
  return options.length < 500 && options.filter((other) => other.id.startsWith(short)).length === 1 ? [short] : []
}

/** Whether the public may know of an entry on that day. */
export function isVisible(
  { status, visible_from, visible_until }: Pick<Option, 'status' | 'visible_from' | 'visible_until'>,
  today: string,
): boolean {
  return status !== 'closed' && (visible_from ?? today) <= today && (visible_until ?? today) >= today
}

/** @returns every option the public may know of, by name */
export async function listOptions(db: Db, today: string): Promise<Option[]> {
  return (await currentDirectory(db, today)).options
}

/**
 * @param name its slug, or its `ref` from an address
 * @throws {NotFound} when there is none, or the public may not know of it today
 */
export async function getOption(db: Db, name: string, today: string): Promise<Option> {
  const option = (await currentDirectory(db, today)).byRef.get(name)
  if (!option) throw new NotFound('no such option')
  return option
}

async function revisionOf(db: Db): Promise<string> {
  const { rows } = await sql<{ number: string }>`select number::text from directory_revision`.execute(db)
  return rows[0]?.number ?? '0'
}

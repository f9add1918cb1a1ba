import type { Selectable } from 'kysely'
import type { Db } from '../../db/open.ts'
import type { Tables } from '../../db/tables.ts'
import { NotFound } from '../../refusals.ts'
import { type Draft, draftTexts } from './draft.ts'
import { draftFromCsv } from './from-csv.ts'
import { draftFromOruk } from './from-oruk.ts'
import { plainText } from './plain-text.ts'
import type { Source } from './source.ts'

type Row = Selectable<Tables['import_records']>

export type ImportedRecord = Row & {
  source: Source
  draft: Draft /** As it was at the last decision. */
  before: Draft | undefined
}

export const shows = ['waiting', 'proposed', 'linked', 'set aside', 'not listed', 'all'] as const
export type Show = (typeof shows)[number]

const PER_PAGE = 50

/** A page of records, by name. `waiting` are those that are new, or changed since somebody decided about them. */
export async function listRecords(db: Db, { show, sourceId, page }: { show: Show; sourceId?: string; page: number }) {
  let query = db
    .selectFrom('import_records')
    .innerJoin('import_sources', 'import_sources.id', 'import_records.source_id')
  if (sourceId) query = query.where('source_id', '=', sourceId)
  if (show === 'waiting') query = query.where('state', 'in', ['new', 'changed'])
  else if (show === 'not listed') query = query.where('not_listed_since', 'is not', null)
  else if (show !== 'all') query = query.where('state', '=', show)
  const { count } = await query.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const records = await query
    .select([
      ...(['import_records.id', 'import_records.name', 'state', 'fetched_at', 'not_listed_since'] as const),
      ...(['reviewed_on', 'import_sources.name as source'] as const),
    ])
    .orderBy('import_records.name')
    .orderBy('import_records.id')
    .offset((page - 1) * PER_PAGE)
    .limit(PER_PAGE)
    .execute()
  return { records, count, pages: Math.max(1, Math.ceil(count / PER_PAGE)) }
}

/** @throws {NotFound} */
export async function getRecord(db: Db, id: string, lock = false): Promise<ImportedRecord> {
  const row = await db
    .selectFrom('import_records')
    .selectAll()
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw new NotFound('no such record')
  const source = await db
    .selectFrom('import_sources')
    .selectAll()
    .where('id', '=', row.source_id)
    .executeTakeFirstOrThrow()
  const before = row.reviewed_raw === null ? undefined : draftOf(source, row.reviewed_raw)
  return { ...row, source, draft: draftOf(source, row.raw), before }
}

/** @returns what was fetched as one reads it: each field with its text, objects as `a.b`, nothing that is empty */
export function saidBy(raw: unknown): { field: string; said: string }[] {
  const lines: { field: string; said: string }[] = []
  const add = (value: unknown, field: string) => {
    if (lines.length >= 300) return
    if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) {
        const part = Array.isArray(value) ? String(Number(name) + 1) : plainText(name, 60)
        add(one, field ? `${field}.${part}` : part)
      }
    } else if (value !== null && value !== undefined && value !== '') {
      lines.push({ field, said: plainText(typeof value === 'boolean' ? String(value) : value, 2000) })
    }
  }
  add(raw, '')
  return lines
}

/** Which fields of two drafts differ, with both texts. */
export function draftDifferences(before: Draft, after: Draft): { field: string; before: string; after: string }[] {
  const told = (draft: Draft) => ({
    ...Object.fromEntries(draftTexts.map((field) => [field, draft[field] ?? ''])),
    ages: agesText(draft),
    status: draft.status,
    contacts: draft.contacts.map(({ kind, value }) => `${kind} ${value}`).join('; '),
    words: draft.words.join('; '),
  })
  const [was, is] = [told(before) as Record<string, string>, told(after) as Record<string, string>]
  return Object.keys(is).flatMap((field) =>
    was[field] === is[field] ? [] : [{ field, before: was[field] ?? '', after: is[field] ?? '' }],
  )
}

/** "16 to 25", "from 16", "to 25", or nothing. */
export function agesText({ age_min: from, age_max: to }: Pick<Draft, 'age_min' | 'age_max'>): string {
  if (from === null) return to === null ? '' : `to ${to}`
  return to === null ? `from ${from}` : `${from} to ${to}`
}

function draftOf({ kind }: Source, raw: unknown): Draft {
  return (kind === 'oruk' ? draftFromOruk : draftFromCsv)(raw as Record<string, unknown>)
}

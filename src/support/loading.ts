import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Insertable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { inTransaction } from '../team/in-transaction.ts'
import { replaceTerms, type SeedTaxonomy } from './loading-terms.ts'

type Row = Tables['support_options']

/** An entry of `data/services.json`. What is left out is not known. */
export type SeedOption = {
  id: string
  slug: string
  organization_id: string
  name: string
  provider: string | null
  aliases: string[]
  summary: string
  audiences: string[]
  needs: string[]
  phases: string[]
  tier: string
  access_routes: string[]
  contacts: { id: string; kind: 'phone' | 'text' | 'email' | 'web'; value: string; send?: string }[]
  /** Is this number right? Of all its contacts, as their sources tell. */
  contact_confidence: 'high' | 'medium' | 'low' | 'none'
  languages: string[] | null
  times?: { days: string[]; opens: string; closes: string }[] | null
  conflicts: { field: string; values: string[]; note: string }[]
  sources: { url: string; seen: string; supports: string[]; kind: string }[]
} & Pick<Row, (typeof told)[number]> &
  Partial<Pick<Row, (typeof toldOfSome)[number]>> & { ways?: string[]; welcomes?: string[] } & {
    areas?: string[]
    language_codes?: string[]
  }

/** Columns that every entry of the file has. */
const told = [
  ...(['gender_or_community', 'how_to_access', 'hours', 'cost', 'accessibility', 'area'] as const),
  ...(['age_min', 'age_max', 'age_note', 'status', 'status_note', 'gaps'] as const),
  ...(['confidence', 'checked_on', 'checked_how'] as const),
] as const

/** Columns that an entry of the file has where a source says something. */
const toldOfSome = [
  ...(['first_contact', 'who_will_know', 'what_asked', 'who_to_ask', 'wait', 'wait_checked_on'] as const),
  ...(['while_waiting', 'free', 'police', 'interpreters'] as const),
] as const

/**
 * Puts the directory's files into the tables, and what was corrected in them since. An entry that the team has published a
 * change of is left as it is: a person knew better. So is one of which something waits for a second member.
 */
export async function loadDirectory(db: Db): Promise<void> {
  const options: SeedOption[] = read('services.json')
  const { taxonomies }: { taxonomies: SeedTaxonomy[] } = read('taxonomies.json')
  await inTransaction(db, (trx) => bringIn(trx, options, taxonomies))
}

async function bringIn(trx: Db, options: SeedOption[], taxonomies: SeedTaxonomy[]): Promise<void> {
  await trx
    .insertInto('taxonomies')
    .values(taxonomies.map(({ id, key, name }) => ({ id, key, name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await trx
    .insertInto('taxonomy_terms')
    .values(taxonomies.flatMap(termRows))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const known = await trx.selectFrom('support_options').select(['id', 'revision', 'loaded_hash']).execute()
  const inTables = new Map(known.map((row) => [row.id, row]))
  const changes = trx.selectFrom('entry_changes').select('option_id').where('state', '=', 'waiting')
  const waiting = new Set((await changes.execute()).map(({ option_id }) => option_id))
  const isNew = ({ id }: SeedOption) => !inTables.has(id)
  const isCorrected = (option: SeedOption) => {
    const row = inTables.get(option.id)
    return row?.revision === 1 && row.loaded_hash !== hashOf(option) && !waiting.has(option.id)
  }
  const fresh = options.filter((option) => isNew(option) || isCorrected(option))
  if (fresh.length === 0) return
  const organizations = new Map(fresh.map((option) => [option.organization_id, organizationRow(option)]))
  await trx
    .insertInto('organizations')
    .values([...organizations.values()])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const added = fresh.filter(isNew)
  if (added.length > 0) await trx.insertInto('support_options').values(added.map(optionRow)).execute()
  for (const option of fresh.filter(isCorrected)) {
    await trx.updateTable('support_options').set(optionRow(option)).where('id', '=', option.id).execute()
    // What history keeps as the beginning is what the file says now.
    await trx.deleteFrom('entry_changes').where('option_id', '=', option.id).where('revision', '=', 1).execute()
  }
  await replaceContacts(trx, fresh)
  await replaceTerms(trx, fresh, taxonomies)
}

/** A contact that stays the same keeps what a person confirmed or took down. */
async function replaceContacts(trx: Db, options: SeedOption[]): Promise<void> {
  const contacts = options.flatMap(contactRows)
  const ids = options.map(({ id }) => id)
  const before = await trx.selectFrom('option_contacts').selectAll().where('option_id', 'in', ids).execute()
  const same = new Map(before.map((contact) => [`${contact.option_id} ${contact.kind} ${contact.value}`, contact]))
  if (before.length > 0) await trx.deleteFrom('option_contacts').where('option_id', 'in', ids).execute()
  if (contacts.length === 0) return
  const rows = contacts.map((contact) => {
    const was = same.get(`${contact.option_id} ${contact.kind} ${contact.value}`)
    if (!was) return contact
    const { confirmed_on, confirmed_by, confirmed_how, taken_down_on, taken_down_why } = was
    const seen_on = was.seen_on > contact.seen_on ? was.seen_on : contact.seen_on
    return { ...contact, seen_on, confirmed_on, confirmed_by, confirmed_how, taken_down_on, taken_down_why }
  })
  await trx.insertInto('option_contacts').values(rows).execute()
}

function termRows({ id, terms }: SeedTaxonomy): Insertable<Tables['taxonomy_terms']>[] {
  return terms.map((term, position) => ({ ...term, taxonomy_id: id, position }))
}

function organizationRow(option: SeedOption): Tables['organizations'] {
  return { id: option.organization_id, name: option.provider ?? option.name, known: option.provider !== null }
}

function optionRow(option: SeedOption): Insertable<Row> {
  const { id, slug, organization_id, name, aliases, summary } = option
  const some = Object.fromEntries(toldOfSome.map((column) => [column, option[column] ?? null]))
  return {
    ...{ id, slug, organization_id, name, aliases, summary, ...picked(option), ...some },
    languages: option.languages?.join('; ') ?? null,
    ways: option.ways ?? [],
    welcomes: option.welcomes ?? [],
    areas: option.areas ?? [],
    times: option.times ? JSON.stringify(option.times) : null,
    language_codes: option.language_codes ?? [],
    conflicts: JSON.stringify(option.conflicts),
    sources: JSON.stringify(option.sources),
    loaded_hash: hashOf(option),
  }
}

function picked(option: SeedOption): Pick<SeedOption, (typeof told)[number]> {
  return Object.fromEntries(told.map((column) => [column, option[column]])) as Pick<SeedOption, (typeof told)[number]>
}

function hashOf(option: SeedOption): string {
  return createHash('sha256').update(JSON.stringify(option)).digest('hex')
}

function contactRows(option: SeedOption): Insertable<Tables['option_contacts']>[] {
  const confidence = option.contact_confidence === 'none' ? 'low' : option.contact_confidence
  return option.contacts.map((contact) => ({
    ...contact,
    ...{ option_id: option.id, send: contact.send ?? null, confidence, seen_on: option.checked_on },
  }))
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'data', file), 'utf8'))
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Insertable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'

type Row = Tables['support_options']

/** An entry of `data/services.json`. */
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
  languages: string[] | null
  conflicts: { field: string; values: string[]; note: string }[]
  sources: { url: string; seen: string; supports: string[]; kind: string }[]
} & Pick<
  Row,
  | 'gender_or_community'
  | 'how_to_access'
  | 'hours'
  | 'cost'
  | 'accessibility'
  | 'area'
  | 'age_min'
  | 'age_max'
  | 'age_note'
  | 'status'
  | 'status_note'
  | 'gaps'
  | 'confidence'
  | 'contact_confidence'
  | 'checked_on'
  | 'checked_how'
>

type SeedTaxonomy = {
  id: string
  key: string
  name: string
  terms: { id: string; key: string; name: string; description: string | null }[]
}

/** Needs that put an option on the justice track, which runs beside all four phases. */
const justiceNeeds = ['police_isva_court', 'immigration_nrm', 'money_compensation']

/**
 * Puts the directory's files into the tables. An option that is already there is left as it is, with its contacts and terms:
 * a person may have confirmed, edited or removed them since.
 */
export async function loadDirectory(db: Db): Promise<void> {
  const options: SeedOption[] = read('services.json')
  const { taxonomies }: { taxonomies: SeedTaxonomy[] } = read('taxonomies.json')
  const load = (trx: Db) => insertAbsent(trx, options, taxonomies)
  await (db.isTransaction ? load(db) : db.transaction().execute(load))
}

async function insertAbsent(trx: Db, options: SeedOption[], taxonomies: SeedTaxonomy[]): Promise<void> {
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
  const organizations = new Map(options.map((option) => [option.organization_id, organizationRow(option)]))
  await trx
    .insertInto('organizations')
    .values([...organizations.values()])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const inserted = await trx
    .insertInto('support_options')
    .values(options.map(optionRow))
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute()
  if (inserted.length === 0) return

  const ids = new Set(inserted.map(({ id }) => id))
  const fresh = options.filter(({ id }) => ids.has(id))
  const contacts = fresh.flatMap(contactRows)
  if (contacts.length > 0) await trx.insertInto('option_contacts').values(contacts).execute()
  const termIds = new Map(taxonomies.flatMap(({ key, terms }) => terms.map((term) => [`${key}/${term.key}`, term.id])))
  await trx
    .insertInto('option_terms')
    .values(fresh.flatMap((option) => attributeRows(option, termIds)))
    .execute()
}

function termRows({ id, terms }: SeedTaxonomy): Insertable<Tables['taxonomy_terms']>[] {
  return terms.map((term, position) => ({ ...term, taxonomy_id: id, position }))
}

function organizationRow(option: SeedOption): Tables['organizations'] {
  return { id: option.organization_id, name: option.provider ?? option.name, known: option.provider !== null }
}

function optionRow(option: SeedOption): Insertable<Row> {
  const { id, slug, organization_id, name, aliases, summary, how_to_access, gender_or_community, hours, cost } = option
  const { accessibility, area, age_min, age_max, age_note, status, status_note, gaps } = option
  const { confidence, contact_confidence, checked_on, checked_how } = option
  return {
    ...{ id, slug, organization_id, name, aliases, summary, how_to_access, gender_or_community, hours, cost },
    ...{ accessibility, area, age_min, age_max, age_note, status, status_note, gaps },
    ...{ confidence, contact_confidence, checked_on, checked_how },
    languages: option.languages?.join('; ') ?? null,
    conflicts: JSON.stringify(option.conflicts),
    sources: JSON.stringify(option.sources),
  }
}

function contactRows({ id, contacts }: SeedOption): Insertable<Tables['option_contacts']>[] {
  return contacts.map((contact) => ({ ...contact, option_id: id, send: contact.send ?? null }))
}

function attributeRows(option: SeedOption, termIds: Map<string, string>): Tables['option_terms'][] {
  const phases = option.needs.some((need) => justiceNeeds.includes(need))
    ? [...option.phases, 'justice']
    : option.phases
  const terms = [
    ...option.needs.map((key) => `need/${key}`),
    ...phases.map((key) => `phase/${key}`),
    ...option.audiences.map((key) => `audience/${key}`),
    ...option.access_routes.map((key) => `access/${key}`),
    `tier/${option.tier}`,
  ]
  return [...new Set(terms)].map((name) => {
    const term_id = termIds.get(name)
    if (!term_id) throw new Error(`The option "${option.slug}" names "${name}", which is in no taxonomy.`)
    return { id: attributeId(option.id, term_id), option_id: option.id, term_id }
  })
}

/** The same UUID on every server, as Open Referral wants of an attribute: a name-based one (RFC 9562, version 8). */
function attributeId(optionId: string, termId: string): string {
  const hash = createHash('sha256').update(`${optionId}/${termId}`).digest('hex')
  const variant = ((Number.parseInt(hash.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(18, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'data', file), 'utf8'))
}

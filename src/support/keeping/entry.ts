import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { NotFound } from '../../refusals.ts'
import { attributeId } from '../attribute-id.ts'
import { closesAt, isLanguageCode, knownKeys, opensAt, withKnownKeys } from '../known-keys.ts'
import { listDirectory, type Option } from '../option.ts'
import { freeSlug } from './free-slug.ts'

const day = z.iso.date()
const text = (most: number) => z.string().trim().max(most).nullable()
const words = z.array(z.string().trim().min(1).max(200)).max(40)
const someOf = (keys: string[]) => z.array(z.enum(keys)).max(40)
const codeOfLanguage = z
  .string()
  .trim()
  .refine(isLanguageCode, 'Give codes, like ur or en-GB, with a comma between them.')

export const entryContact = z.object({
  id: z.uuid(),
  kind: z.enum(['phone', 'text', 'email', 'web']),
  value: z.string().trim().min(1).max(300),
  send: text(40),
  confidence: z.enum(['high', 'medium', 'low']),
  source: text(500),
  seen_on: day,
  confirmed_on: day.nullable(),
  confirmed_by: z.uuid().nullable(),
  confirmed_how: z.enum(['called', 'opened the page']).nullable(),
  taken_down_on: day.nullable(),
  taken_down_why: text(500),
})

/**
 * An entry of the directory, whole: what a change holds, so that history can show and restore it. Owner and identity are not
 * part of it: they belong to the entry and not to one of its versions.
 */
export const entryContent = z.object({
  name: z.string().trim().min(1).max(200),
  /** Who runs it; null when that is not known. */
  organization: text(200),
  aliases: words,
  summary: z.string().trim().min(1).max(600),
  how_to_access: text(1000),
  first_contact: text(1000),
  who_will_know: text(1000),
  what_asked: text(1000),
  who_to_ask: text(1000),
  gender_or_community: text(300),
  welcomes: someOf(knownKeys.welcomes),
  hours: text(300),
  times: z
    .array(
      z.object({
        days: z.array(z.enum(knownKeys.days)).min(1),
        ...{ opens: z.string().regex(opensAt), closes: z.string().regex(closesAt) },
      }),
    )
    .max(30)
    .nullable(),
  cost: text(300),
  free: z.boolean().nullable(),
  wait: text(300),
  wait_checked_on: day.nullable(),
  while_waiting: text(1000),
  languages: text(500),
  language_codes: z.array(codeOfLanguage).max(40),
  interpreters: z.boolean().nullable(),
  accessibility: text(1000),
  area: text(300),
  areas: someOf(knownKeys.areas),
  ways: someOf(knownKeys.ways),
  police: z.enum(['runs', 'takes part', 'none']).nullable(),
  age_min: z.number().int().min(0).max(120).nullable(),
  age_max: z.number().int().min(0).max(120).nullable(),
  age_note: text(600),
  status: z.enum(['open', 'presumed_open', 'at_risk', 'unverified', 'closed']),
  status_note: text(1000),
  conflicts: z.array(z.object({ field: z.string(), values: z.array(z.string()), note: z.string() })).max(30),
  gaps: z.array(z.string().trim().min(1).max(300)).max(40),
  sources: z
    .array(z.object({ url: z.string(), seen: z.string(), supports: z.array(z.string()), kind: z.string() }))
    .max(40),
  confidence: z.enum(['high', 'medium', 'low']),
  checked_on: day,
  checked_how: z.string().max(200),
  checked_by: z.uuid().nullable(),
  visible_from: day.nullable(),
  visible_until: day.nullable(),
  contacts: z.array(entryContact).max(20),
  needs: someOf(knownKeys.needs),
  phases: someOf(knownKeys.phases),
  audiences: someOf(knownKeys.audiences),
  access: someOf(knownKeys.access),
  tier: z.enum(knownKeys.tier).optional(),
})

export type EntryContent = z.infer<typeof entryContent>
export type EntryContact = z.infer<typeof entryContact>

/** Reads a version that was written down, perhaps long ago: what is no longer known is left out. */
export function readContent(stored: unknown): EntryContent {
  return entryContent.parse(withKnownKeys(stored as EntryContent))
}

/** @returns the entry as a change holds it */
export function contentOf(option: Option): EntryContent {
  return entryContent.parse(option)
}

/** @returns the entry, closed ones too; undefined when there is none */
export async function findEntry(db: Db, optionId: string): Promise<Option | undefined> {
  return (await listDirectory(db, optionId))[0]
}

/**
 * @returns the entry of the team's address, closed ones too
 * @throws {NotFound}
 */
export async function getEntry(db: Db, slug: string): Promise<Option> {
  const row = await db.selectFrom('support_options').select('id').where('slug', '=', slug).executeTakeFirst()
  const entry = row && (await findEntry(db, row.id))
  if (!entry) throw new NotFound('no such entry')
  return entry
}

/**
 * Makes an entry what its content says. Call it in the transaction that publishes the change.
 * @param revision of the entry from now on
 */
export async function applyContent(trx: Db, optionId: string, content: EntryContent, revision: number): Promise<void> {
  const { organization, contacts, needs, phases, audiences, access, tier, ...columns } = content
  const row = {
    ...columns,
    organization_id: await organizationNamed(trx, organization, content.name),
    times: columns.times && JSON.stringify(columns.times),
    conflicts: JSON.stringify(columns.conflicts),
    sources: JSON.stringify(columns.sources),
    revision,
  }
  const updated = await trx.updateTable('support_options').set(row).where('id', '=', optionId).executeTakeFirst()
  if (updated.numUpdatedRows === 0n) {
    const slug = await freeSlug(trx, content.name)
    await trx
      .insertInto('support_options')
      .values({ id: optionId, slug, owner_id: null, loaded_hash: null, ...row })
      .execute()
  }
  await trx.deleteFrom('option_contacts').where('option_id', '=', optionId).execute()
  if (contacts.length > 0) {
    await trx
      .insertInto('option_contacts')
      .values(contacts.map((contact) => ({ ...contact, option_id: optionId })))
      .execute()
  }
  await trx.deleteFrom('option_terms').where('option_id', '=', optionId).execute()
  const wanted = { need: needs, phase: phases, audience: audiences, access, tier: tier ? [tier] : [] }
  const terms = await trx
    .selectFrom('taxonomy_terms')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
    .select(['taxonomy_terms.id', 'taxonomy_terms.key', 'taxonomies.key as taxonomy'])
    .execute()
  const chosen = terms.filter(({ key, taxonomy }) => wanted[taxonomy as keyof typeof wanted]?.includes(key))
  if (chosen.length > 0) {
    await trx
      .insertInto('option_terms')
      .values(chosen.map(({ id }) => ({ id: attributeId(optionId, id), option_id: optionId, term_id: id })))
      .execute()
  }
}

/** Open Referral wants a named organisation. Where nobody knows it, the entry's name stands in and says that it does. */
async function organizationNamed(trx: Db, organization: string | null, entryName: string): Promise<string> {
  const name = organization ?? entryName
  const there = await trx
    .selectFrom('organizations')
    .select(['id', 'known'])
    .where('name', '=', name)
    .executeTakeFirst()
  if (there && (there.known || !organization)) return there.id
  if (there) {
    await trx.updateTable('organizations').set({ known: true }).where('id', '=', there.id).execute()
    return there.id
  }
  const id = randomUUID()
  await trx
    .insertInto('organizations')
    .values({ id, name, known: organization !== null })
    .execute()
  return id
}

import type { Selectable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { NotFound } from '../refusals.ts'
import type { Way } from './ways.ts'
import { waysOf } from './ways.ts'

export type Contact = Selectable<Tables['option_contacts']>

/** Somewhere a person can turn to, with everything the directory knows about it. Lists of keys are taxonomy terms. */
export type Option = Selectable<Tables['support_options']> & {
  /** Its place in an address. A slug could name a harm in somebody's browser history; the start of an id names nothing. */
  ref: string
  organization: string | null
  contacts: Contact[]
  needs: string[]
  phases: string[]
  audiences: string[]
  access: string[]
  tier: string | undefined
}

export type Ages = { from: number; to: number }

export type Wanted = {
  needs?: string[]
  audiences?: string[]
  phases?: string[]
  ways?: Way[]
  ages?: Ages
}

/** @returns every option the public may know of, by name; a closed one is not among them */
export async function listOptions(db: Db): Promise<Option[]> {
  const all = await listDirectory(db)
  return all.filter(({ status }) => status !== 'closed')
}

/** @returns options that have one of the wanted in each list given; a list left out asks for nothing */
export async function optionsFor(db: Db, wanted: Wanted): Promise<Option[]> {
  const { needs, audiences, phases, ways, ages } = wanted
  const options = await listOptions(db)
  return options.filter(
    (option) =>
      meets(option.needs, needs) &&
      meets(option.audiences, audiences) &&
      meets(option.phases, phases) &&
      meets([...waysOf(option)], ways) &&
      (!ages || coversAges(option, ages)),
  )
}

/** @param name its slug, or its `ref` from an address */
export async function findOption(db: Db, name: string): Promise<Option | undefined> {
  const options = await listOptions(db)
  return options.find(({ slug, ref }) => slug === name || ref === name)
}

/** @throws {NotFound} when there is none, or it is closed */
export async function getOption(db: Db, name: string): Promise<Option> {
  const option = await findOption(db, name)
  if (!option) throw new NotFound('no such option')
  return option
}

/** @returns every entry of the directory, closed ones too, by name: for the team */
export async function listDirectory(db: Db): Promise<Option[]> {
  const rows = await db
    .selectFrom('support_options')
    .innerJoin('organizations', 'organizations.id', 'support_options.organization_id')
    .selectAll('support_options')
    .select(['organizations.name as organization', 'organizations.known as organization_known'])
    .orderBy('support_options.name')
    .execute()
  const contacts = await db.selectFrom('option_contacts').selectAll().orderBy('kind').orderBy('value').execute()
  const terms = await db
    .selectFrom('option_terms')
    .innerJoin('taxonomy_terms', 'taxonomy_terms.id', 'option_terms.term_id')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
    .select(['option_terms.option_id', 'taxonomies.key as taxonomy', 'taxonomy_terms.key'])
    .orderBy('taxonomy_terms.position')
    .execute()
  const contactsOf = Map.groupBy(contacts, ({ option_id }) => option_id)
  const termsOf = Map.groupBy(terms, ({ option_id }) => option_id)
  return rows.map(({ organization, organization_known, ...row }) => {
    const keys = (taxonomy: string) =>
      (termsOf.get(row.id) ?? []).filter((t) => t.taxonomy === taxonomy).map((t) => t.key)
    return {
      ...row,
      ref: row.id.slice(0, 6),
      organization: organization_known ? organization : null,
      contacts: contactsOf.get(row.id) ?? [],
      needs: keys('need'),
      phases: keys('phase'),
      audiences: keys('audience'),
      access: keys('access'),
      tier: keys('tier')[0],
    }
  })
}

/** Whether the ages overlap. An age that the directory does not know leaves that side open. */
export function coversAges(option: Pick<Option, 'age_min' | 'age_max'>, { from, to }: Ages): boolean {
  return (option.age_min ?? 0) <= to && (option.age_max ?? Infinity) >= from
}

function meets(has: string[], wanted: string[] | undefined): boolean {
  return !wanted || wanted.some((key) => has.includes(key))
}

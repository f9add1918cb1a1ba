import type { Selectable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { withKnownKeys } from './known-keys.ts'

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

/**
 * @param only the id of the one entry that is wanted
 * @returns every entry of the directory, closed ones too, by name: for the team
 */
export async function listDirectory(db: Db, only?: string): Promise<Option[]> {
  const rows = await db
    .selectFrom('support_options')
    .innerJoin('organizations', 'organizations.id', 'support_options.organization_id')
    .selectAll('support_options')
    .select(['organizations.name as organization', 'organizations.known as organization_known'])
    .$if(only !== undefined, (query) => query.where('support_options.id', '=', only ?? ''))
    .orderBy('support_options.name')
    .execute()
  const contacts = await db
    .selectFrom('option_contacts')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('option_id', '=', only ?? ''))
    .orderBy('kind')
    .orderBy('value')
    .execute()
  const terms = await db
    .selectFrom('option_terms')
    .innerJoin('taxonomy_terms', 'taxonomy_terms.id', 'option_terms.term_id')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
    .select(['option_terms.option_id', 'taxonomies.key as taxonomy', 'taxonomy_terms.key'])
    .$if(only !== undefined, (query) => query.where('option_terms.option_id', '=', only ?? ''))
    .orderBy('taxonomy_terms.position')
    .execute()
  const contactsOf = Map.groupBy(contacts, ({ option_id }) => option_id)
  const termsOf = Map.groupBy(terms, ({ option_id }) => option_id)
  return rows.map(({ organization, organization_known, ...row }) => {
    const keys = (taxonomy: string) =>
      (termsOf.get(row.id) ?? []).filter((t) => t.taxonomy === taxonomy).map((t) => t.key)
    return {
      ...withKnownKeys(row),
      ref: row.id.slice(0, 8),
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

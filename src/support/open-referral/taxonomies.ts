import type { Db } from '../../db/open.ts'
import type { Option } from '../option.ts'
import { isSettled } from './leaving.ts'

export type Term = { id: string; key: string; taxonomy: string; taxonomyId: string; name: string; description: string }

export type Taxonomy = { id: string; key: string; name: string; description: string; terms: Term[] }

/** The standard wants a description of every taxonomy; the tables have none. */
const descriptions: Record<string, string> = {
  need: 'What a person may want help with.',
  phase: 'Places on the roadmap of recovering after harm. Nobody has to pass one to reach another.',
  tier: 'How specialised a service is.',
  audience: 'Whom a service is for.',
  access: 'How a person reaches a service: alone, or through somebody.',
}

/** Where an option keeps its terms of a taxonomy, by the taxonomy's key. */
const keysOf: Record<string, { field: string; keys: (option: Option) => string[] }> = {
  need: { field: 'needs', keys: ({ needs }) => needs },
  phase: { field: 'phases', keys: ({ phases }) => phases },
  tier: { field: 'tier', keys: ({ tier }) => (tier ? [tier] : []) },
  audience: { field: 'audiences', keys: ({ audiences }) => audiences },
  access: { field: 'access', keys: ({ access }) => access },
}

/** @returns every taxonomy with its terms, in the order of their names and positions */
export async function listTaxonomies(db: Db): Promise<Taxonomy[]> {
  const taxonomies = await db.selectFrom('taxonomies').selectAll().orderBy('name').orderBy('id').execute()
  const terms = await db.selectFrom('taxonomy_terms').selectAll().orderBy('position').orderBy('id').execute()
  return taxonomies.map(({ id, key, name }) => ({
    ...{ id, key, name, description: descriptions[key] ?? name },
    terms: terms
      .filter((term) => term.taxonomy_id === id)
      .map((term) => ({
        ...{ id: term.id, key: term.key, taxonomy: name, taxonomyId: id, name: term.name },
        description: term.description?.trim() || term.name,
      })),
  }))
}

/** @returns the terms of an option that no source disputes, with the key of their taxonomy */
export function termsOf(option: Option, taxonomies: Taxonomy[]): { link: string; term: Term }[] {
  return taxonomies.flatMap(({ key: link, terms }) => {
    const place = keysOf[link]
    if (!place || !isSettled(option, place.field)) return []
    const keys = new Set(place.keys(option))
    return terms.filter(({ key }) => keys.has(key)).map((term) => ({ link, term }))
  })
}

/** A term as the standard writes it. */
export function termPart({ id, key, taxonomy, taxonomyId, name, description }: Term): object {
  return { id, code: key, name, description, taxonomy, taxonomy_id: taxonomyId, language: 'en' }
}

/** A taxonomy as the standard writes it, with or without its terms. */
export function taxonomyPart({ id, key, name, description, terms }: Taxonomy, withTerms: boolean): object {
  return {
    ...{ id, name, description, heard: { key } },
    ...(withTerms && terms.length > 0 ? { taxonomy_terms: terms.map(termPart) } : {}),
  }
}

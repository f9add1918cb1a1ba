import type { Db } from '../db/open.ts'
import type { Tables } from '../db/tables.ts'
import { attributeId } from './attribute-id.ts'
import type { SeedOption } from './loading.ts'

export type SeedTaxonomy = {
  id: string
  key: string
  name: string
  terms: { id: string; key: string; name: string; description: string | null }[]
}

/** Needs that put an option on the justice track, which runs beside all four phases. */
const justiceNeeds = ['police_isva_court', 'immigration_nrm', 'money_compensation']

/** Puts each entry under the terms that the file names. Its ids stay the same from load to load. */
export async function replaceTerms(trx: Db, options: SeedOption[], taxonomies: SeedTaxonomy[]): Promise<void> {
  const termIds = new Map(taxonomies.flatMap(({ key, terms }) => terms.map((term) => [`${key}/${term.key}`, term.id])))
  await trx
    .deleteFrom('option_terms')
    .where(
      'option_id',
      'in',
      options.map(({ id }) => id),
    )
    .execute()
  await trx
    .insertInto('option_terms')
    .values(options.flatMap((option) => attributeRows(option, termIds)))
    .execute()
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

import { randomUUID } from 'node:crypto'
import type { Insertable } from 'kysely'
import type { Db } from '../../src/db/open.ts'
import type { Tables } from '../../src/db/tables.ts'
import { offeredAreas } from '../../src/support/finding/areas.ts'
import { needs, welcomes } from '../../src/support/finding/wishes.ts'
import type { Option } from '../../src/support/option.ts'
import { chance } from '../fixtures/chance.ts'

const AT_ONCE = 500
const areas = [...offeredAreas.map(({ key }) => key), 'england_and_wales', 'uk', 'world']

/** Services as a country's directories may hold them: like those we have, with other needs, ages, places and welcomes. */
export function varied(options: Option[], count: number, seed: number): Option[] {
  const next = chance(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!
  const some = <T>(list: readonly T[], share: number) => list.filter(() => next() < share)
  return Array.from({ length: count }, (_, number): Option => {
    const like = options[number % options.length]!
    const id = randomUUID()
    return {
      ...like,
      ...{ id, ref: id.slice(0, 8), slug: `${like.slug}-${number}`, name: `${like.name} ${Math.floor(next() * 1e6)}` },
      contacts: like.contacts.map((contact) => ({ ...contact, id: randomUUID(), option_id: id })),
      needs: needs.filter((need) => like.needs.includes(need) !== next() < 0.15),
      age_min: pick([null, null, 5, 11, 13, 16, 18, like.age_min]),
      age_max: pick([null, null, 17, 18, 19, 25, like.age_max]),
      free: pick([true, null, false]),
      police: pick(['none', 'takes part', 'runs', null, null] as const),
      areas: next() < 0.8 ? [pick(areas)] : [pick(areas), pick(areas)],
      welcomes: next() < 0.7 ? like.welcomes : some(welcomes, 0.2),
      language_codes: some(['en', 'pl', 'ur', 'bfi'], 0.2),
      interpreters: pick([true, null, false]),
      checked_on: pick(['2026-11-21', '2026-11-21', '2026-01-10']),
    }
  })
}

/** Puts made-up services into the tables, some hundreds at a time. */
export async function insertServices(db: Db, options: Option[]): Promise<void> {
  const terms = await db
    .selectFrom('taxonomy_terms')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
    .select(['taxonomy_terms.id', 'taxonomies.key as taxonomy', 'taxonomy_terms.key'])
    .execute()
  const termIds = new Map(terms.map(({ id, taxonomy, key }) => [`${taxonomy}/${key}`, id]))
  for (let from = 0; from < options.length; from += AT_ONCE) {
    const some = options.slice(from, from + AT_ONCE)
    await db.insertInto('support_options').values(some.map(rowOf)).execute()
    const contacts = some.flatMap((option) => option.contacts)
    if (contacts.length > 0) await db.insertInto('option_contacts').values(contacts).execute()
    const named = some.flatMap((option) =>
      [
        ...option.needs.map((key) => `need/${key}`),
        ...option.phases.map((key) => `phase/${key}`),
        ...option.audiences.map((key) => `audience/${key}`),
        ...option.access.map((key) => `access/${key}`),
        ...(option.tier ? [`tier/${option.tier}`] : []),
      ].map((name) => ({ id: randomUUID(), option_id: option.id, term_id: termIds.get(name)! })),
    )
    await db.insertInto('option_terms').values(named).execute()
  }
}

function rowOf(option: Option): Insertable<Tables['support_options']> {
  const { ref, organization, contacts, needs, phases, audiences, access, tier, times, conflicts, sources, ...row } =
    option
  return {
    ...row,
    times: times && JSON.stringify(times),
    conflicts: JSON.stringify(conflicts),
    sources: JSON.stringify(sources),
  }
}

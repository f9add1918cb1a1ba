import { sql } from 'kysely'
import type { Db } from '../../db/open.ts'
import { currentDirectory, type Directory } from '../directory.ts'
import type { Option } from '../option.ts'
import type { Part } from './filled.ts'
import { mayLeave } from './leaving.ts'
import { organizationOf, whoRunsWhat } from './organization.ts'
import { type Opening, openingsOf } from './schedules.ts'
import { listedService, serviceOf } from './service.ts'
import { listTaxonomies, type Taxonomy, type Term, termsOf } from './taxonomies.ts'

/** One service of the feed. Each part is made when somebody first asks for it, and kept. */
export type FeedService = {
  option: Option
  detail: () => Part
  listed: () => Part
  /** All that leaves of it in words, in small letters and without accents. Searching in more would tell what is hidden. */
  words: () => string
  /** Ids of its terms and of their taxonomies. */
  termIds: () => Set<string>
  openings: () => Opening[]
}

export type Feed = { services: FeedService[]; byId: Map<string, FeedService>; taxonomies: Taxonomy[]; terms: Term[] }

const feeds = new WeakMap<Directory, Promise<Feed>>()

/**
 * Everything that leaves by the feed on a day; the same object as long as the directory is the same.
 * @param today 'YYYY-MM-DD'
 */
export async function currentFeed(db: Db, today: string): Promise<Feed> {
  const directory = await currentDirectory(db, today)
  const known = feeds.get(directory)
  if (known) return known
  const made = makeFeed(db, directory)
  feeds.set(directory, made)
  made.catch(() => feeds.delete(directory))
  return made
}

async function makeFeed(db: Db, directory: Directory): Promise<Feed> {
  const taxonomies = await listTaxonomies(db)
  const changes = await lastChanges(db)
  const options = directory.options.filter(mayLeave)
  const runs = whoRunsWhat(options)
  const services = options.map((option): FeedService => {
    const detail = once(() => {
      const organization = organizationOf(option, runs)
      return serviceOf(option, { today: directory.today, taxonomies, organization, changedAt: changes.get(option.id) })
    })
    return {
      option,
      detail,
      listed: once(() => listedService(detail())),
      words: once(() => wordsOf(detail())),
      termIds: once(() => new Set(termsOf(option, taxonomies).flatMap(({ term }) => [term.id, term.taxonomyId]))),
      openings: once(() => openingsOf(option)),
    }
  })
  const byId = new Map(services.map((service) => [service.option.id, service]))
  return { services, byId, taxonomies, terms: taxonomies.flatMap(({ terms }) => terms) }
}

/** @returns when a published change last touched each entry */
async function lastChanges(db: Db): Promise<Map<string, Date>> {
  const rows = await db
    .selectFrom('entry_changes')
    .select(['option_id', sql<Date>`max(coalesce(settled_at, made_at))`.as('at')])
    .where('state', '=', 'published')
    .groupBy('option_id')
    .execute()
  return new Map(rows.map(({ option_id, at }) => [option_id, new Date(at)]))
}

/** What a search looks in: the texts that a person would read in an answer. */
function wordsOf({ name, alternate_name, description, application_process, eligibility_description, ...rest }: Part) {
  const { organization, attributes = [] } = rest as { organization: Part; attributes?: { taxonomy_term: Part }[] }
  const terms = attributes.map(({ taxonomy_term }) => taxonomy_term.name)
  const said = [name, alternate_name, description, application_process, eligibility_description, organization.name]
  return plainWords([...said, ...terms].filter(Boolean).join('\n'))
}

/** A text as it is compared: small letters, no accents. */
export function plainWords(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function once<T>(make: () => T): () => T {
  let kept: { value: T } | undefined
  return () => {
    kept ??= { value: make() }
    return kept.value
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../../db/open.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { render } from '../../web/views.ts'
import { whyHidden } from '../contact.ts'

export type Term = { key: string; name: string }

const areas: Term[] = JSON.parse(readFileSync(join(import.meta.dirname, '../data/areas.json'), 'utf8'))

const dayWords = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' })

/** Shows a page of the directory's keeping, with what all of them need to put an entry into words. */
export async function sendKeeping(
  site: Site,
  request: FastifyRequest,
  reply: FastifyReply,
  view: string,
  data: object,
): Promise<FastifyReply> {
  const members = await site.db.selectFrom('members').select(['id', 'name']).execute()
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const terms = await listTerms(site.db)
  const termNames = new Map([...Object.values(terms).flat(), ...areas].map(({ key, name }) => [key, name]))
  const frame = {
    ...teamFrame(site, request),
    ...{ today: dayOf(site.now()), terms, areas, whyHidden },
    day: (day: string | null) => (day ? dayWords.format(new Date(`${day}T00:00:00Z`)) : ''),
    nameOf: (id: string | null) => (id ? (names.get(id) ?? 'somebody') : 'nobody'),
    termName: (key: string) => termNames.get(key) ?? key,
    editors: await listMembersWho(site.db, 'may edit the directory'),
  }
  return reply.type('text/html; charset=utf-8').send(render(view, { ...frame, ...data }))
}

/** @returns the terms of each taxonomy in its order, by the taxonomy's key */
async function listTerms(db: Db): Promise<Record<string, Term[]>> {
  const rows = await db
    .selectFrom('taxonomy_terms')
    .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
    .select(['taxonomies.key as taxonomy', 'taxonomy_terms.key', 'taxonomy_terms.name'])
    .orderBy('taxonomy_terms.position')
    .execute()
  const byTaxonomy = Map.groupBy(rows, ({ taxonomy }) => taxonomy)
  return Object.fromEntries([...byTaxonomy].map(([key, terms]) => [key, terms.map(({ key, name }) => ({ key, name }))]))
}

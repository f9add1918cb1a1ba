import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { allEntries } from '../directory.ts'
import { type Choices, takeables } from './content.ts'
import { findDuplicates } from './duplicates.ts'
import { knownId } from './importing-routes.ts'
import { agesText, draftDifferences, getRecord, listRecords, type Show, saidBy, shows } from './record.ts'
import { acceptRecord, isOpenToDecide, linkRecord, setAside, standingOf, takeFromRecord } from './reviewing.ts'

type WithId = { Params: { id: string } }
type Terms = Record<string, { key: string; name: string }[]>

const editors = { config: { audience: 'may edit the directory' } } as const
const lists = ['needs', 'phases', 'audiences', 'access'] as const
const taxonomyOf = { needs: 'need', phases: 'phase', audiences: 'audience', access: 'access', tier: 'tier' } as const

/** A person looks at what came from other directories, and decides what becomes of it. */
export function reviewingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys } = site
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  const sendRecord = async (
    request: FastifyRequest<WithId>,
    reply: FastifyReply,
    more: { typed?: object; problems?: object },
  ) => {
    const record = await getRecord(db, knownId(request))
    const standing = await standingOf(db, record)
    const open = isOpenToDecide(standing)
    const entries = await allEntries(db)
    const reviewer = record.reviewed_by
      ? await db.selectFrom('members').select('name').where('id', '=', record.reviewed_by).executeTakeFirst()
      : undefined
    const {
      typed = {
        name: record.draft.name,
        summary: record.draft.summary,
        ...guessed(record.draft.words, await termsOf()),
      },
    } = more
    return send(request, reply, 'support/import-record', {
      ...{ record, standing, open, entries, typed, problems: more.problems ?? {}, agesText, terms: await termsOf() },
      said: saidBy(record.raw),
      reviewer: reviewer?.name,
      changes: record.before && record.state === 'changed' ? draftDifferences(record.before, record.draft) : [],
      duplicates: open ? await findDuplicates(db, record, entries) : [],
      takeables: standing.entry ? takeables(standing.entry.content, record.draft) : [],
    })
  }

  const termsOf = async (): Promise<Terms> => {
    const rows = await db
      .selectFrom('taxonomy_terms')
      .innerJoin('taxonomies', 'taxonomies.id', 'taxonomy_terms.taxonomy_id')
      .select(['taxonomies.key as taxonomy', 'taxonomy_terms.key', 'taxonomy_terms.name'])
      .orderBy('position')
      .execute()
    return Object.fromEntries(
      Object.entries(taxonomyOf).map(([name, key]) => [name, rows.filter(({ taxonomy }) => taxonomy === key)]),
    )
  }

  const back = (request: FastifyRequest<WithId>, reply: FastifyReply) =>
    reply.redirect(`/team/directory/import/records/${knownId(request)}`, 303)

  scope.get<{ Querystring: Record<string, unknown> }>('/directory/import/records', editors, async (request, reply) => {
    const { show: wanted, source, page: number } = request.query
    const show: Show = shows.find((one) => one === wanted) ?? 'waiting'
    const page = Math.min(Math.max(1, Math.floor(Number(number)) || 1), 10_000)
    const sourceId = z.uuid().safeParse(source).data
    const listed = await listRecords(db, { show, page, ...(sourceId ? { sourceId } : {}) })
    return send(request, reply, 'support/import-records', { ...listed, show, shows, page, sourceId })
  })

  scope.get<WithId>('/directory/import/records/:id', editors, (request, reply) => sendRecord(request, reply, {}))

  scope.post<WithId>('/directory/import/records/:id/accept', editors, async (request, reply) => {
    const read = readChoices(request.body, await termsOf())
    const id = knownId(request)
    const hash = field(request.body, 'hash')
    const done = read.ok
      ? await acceptRecord(db, keys, { id, hash, choices: read.value, member: request.member }, site.now())
      : read
    return done.ok
      ? back(request, reply)
      : sendRecord(request, reply.code(422), { typed: read.typed, problems: done.problems })
  })

  scope.post<WithId>('/directory/import/records/:id/link', editors, async (request, reply) => {
    const optionId = z.uuid().safeParse(field(request.body, 'entry')).data
    if (!optionId) return sendRecord(request, reply.code(422), { problems: { entry: 'Choose the entry.' } })
    const id = knownId(request)
    await linkRecord(db, keys, { id, hash: field(request.body, 'hash'), optionId, member: request.member }, site.now())
    return back(request, reply)
  })

  scope.post<WithId>('/directory/import/records/:id/take', editors, async (request, reply) => {
    const id = knownId(request)
    const taken = fields(request.body, 'take')
    const revision = Number(field(request.body, 'revision'))
    const shown = { id, hash: field(request.body, 'hash'), revision }
    const done = await takeFromRecord(db, keys, { ...shown, taken, member: request.member }, site.now())
    return done.ok ? back(request, reply) : sendRecord(request, reply.code(422), { problems: done.problems })
  })

  scope.post<WithId>('/directory/import/records/:id/set-aside', editors, async (request, reply) => {
    const reason = field(request.body, 'reason').trim()
    if (!reason || reason.length > 500) {
      const problem = reason ? 'At most 500 characters.' : 'Say why, in a sentence, for whoever looks next.'
      return sendRecord(request, reply.code(422), { problems: { reason: problem } })
    }
    const id = knownId(request)
    await setAside(db, keys, { id, hash: field(request.body, 'hash'), reason, member: request.member }, site.now())
    return back(request, reply)
  })
}

/** What was ticked of our own words, or each problem by its field. */
function readChoices(body: unknown, terms: Terms) {
  const known = (name: string) => z.enum((terms[name] ?? []).map(({ key }) => key) as [string, ...string[]])
  const some = (name: string, sentence: string) => z.array(known(name)).min(1, sentence)
  const Form = z.object({
    name: z.string().trim().min(1, 'It needs a name.').max(200, 'At most 200 characters.'),
    summary: z.string().trim().min(1, 'Say what it does, in a sentence or two.').max(600, 'At most 600 characters.'),
    needs: some('needs', 'Choose what it helps with.'),
    phases: some('phases', 'Choose its place on the roadmap.'),
    audiences: some('audiences', 'Choose whom it is for.'),
    access: z.array(known('access')),
    tier: z.enum((terms.tier ?? []).map(({ key }) => key) as [string, ...string[]], { error: 'Choose its tier.' }),
  })
  const typed = {
    ...{ name: field(body, 'name'), summary: field(body, 'summary'), tier: field(body, 'tier') },
    ...Object.fromEntries(lists.map((name) => [name, fields(body, name)])),
  }
  const parsed = Form.safeParse(typed)
  if (parsed.success) return { ok: true as const, value: parsed.data as Choices, typed }
  const problems = Object.fromEntries(parsed.error.issues.map((i) => [String(i.path[0]), i.message]).reverse())
  return { ok: false as const, problems, typed }
}

/** Our own words, where a table used them itself. A person still decides. */
function guessed(words: string[], terms: Terms) {
  const said = new Set(words)
  const pick = (name: string) => (terms[name] ?? []).filter(({ key }) => said.has(key)).map(({ key }) => key)
  return { needs: pick('needs'), audiences: pick('audiences'), phases: [], access: [], tier: '' }
}

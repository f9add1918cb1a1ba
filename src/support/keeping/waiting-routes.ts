import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound, TooLate } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { hiddenKinds, shownContacts } from '../contact.ts'
import { contentToAgree } from './agreeable.ts'
import { agreeChange, proposeChange, refuseChange } from './change.ts'
import { type Change, countWaiting, findRevision, getChange, listWaiting } from './change-list.ts'
import { differencesBetween } from './differences.ts'
import { PAGE } from './directory-list.ts'
import { contentOf, findEntry, getEntry } from './entry.ts'
import { sendKeeping } from './keeping-frame.ts'

type ById = { Params: { id: string } }
type Named = { Params: { slug: string } }

const maySee = { config: { audience: 'may see the directory' as const } }
const mayEdit = { config: { audience: 'may edit the directory' as const } }

/** What waits for a second member, and taking an entry back to an earlier version. */
export function waitingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = async (request: FastifyRequest, reply: FastifyReply, problem?: { id: string; sentence: string }) => {
    const waiting = await Promise.all((await listWaiting(db, PAGE)).map((change) => explained(change)))
    const data = { waiting, wrong: problem, more: (await countWaiting(db)) - waiting.length }
    return sendKeeping(site, request, reply.code(problem ? 422 : 200), 'support/waiting', data)
  }
  const explained = async (change: Change) => {
    const entry = await findEntry(db, change.option_id)
    const newest = entry && { revision: entry.revision, content: contentOf(entry) }
    const agreeable = await contentToAgree(db, change, newest)
    const began = agreeable ? newest?.content : await findRevision(db, change.option_id, change.base_revision)
    const content = agreeable ?? change.content
    const seen = { ...content, contacts: content.contacts.map((one) => ({ ...one, option_id: '' })) }
    return {
      ...change,
      ...{ content, entry, isStale: !agreeable, contacts: shownContacts(seen), hidden: hiddenKinds(seen) },
      differences: differencesBetween(began, content),
    }
  }

  scope.get('/directory/waiting', maySee, (request, reply) => show(request, reply))
  scope.post<ById>('/directory/waiting/:id/agree', mayEdit, async (request, reply) => {
    const { id } = request.params
    const settled = await agreeChange(db, keys, idOr404(id), request.member, now())
    if (!settled.ok) return show(request, reply, { id, sentence: settled.problems.form ?? '' })
    const entry = await findEntry(db, settled.optionId)
    return reply.redirect(`/team/directory/${entry?.slug ?? ''}?sent=published`, 303)
  })
  scope.post<ById>('/directory/waiting/:id/refuse', mayEdit, async (request, reply) => {
    const { id } = request.params
    const why = field(request.body, 'why').trim().slice(0, 500)
    if (why === '') return show(request, reply, { id, sentence: 'Say why, for whoever proposed it.' })
    await refuseChange(db, keys, idOr404(id), why, request.member, now())
    return reply.redirect('/team/directory/waiting', 303)
  })

  scope.post<Named>('/directory/:slug/restore', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const version = await getChange(db, idOr404(field(request.body, 'version')))
    if (version.option_id !== entry.id || version.state !== 'published') throw new NotFound('no such version')
    const why = field(request.body, 'why').trim().slice(0, 500) || `Back to version ${version.revision}.`
    const proposed = { optionId: entry.id, content: version.content, kind: 'restored' as const, why }
    const baseRevision = Number(field(request.body, 'base_revision').replace(/\D/g, '').slice(0, 9))
    const settled = await proposeChange(db, keys, { ...proposed, baseRevision, member: request.member }, now())
    if (!settled.ok) throw new TooLate('somebody changed the entry since its history was shown')
    return reply.redirect(`/team/directory/${entry.slug}?sent=${settled.state}`, 303)
  })
}

function idOr404(id: string): string {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) throw new NotFound('no such change')
  return id
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../site.ts'
import { teamFrame } from '../team/frame.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { confirmContacts, confirmedHow, getEntry, isConfirmable, readConfirmation } from './confirming.ts'
import { shownContacts, whyHidden } from './contact.ts'
import { listDirectory } from './option.ts'

type Named = { Params: { slug: string } }

/** The directory as the team sees it, and confirming a contact. */
export function supportTeamRoutes(scope: FastifyInstance, site: Site): void {
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  const sendEntry = async (request: FastifyRequest<Named>, reply: FastifyReply, data: object) => {
    const entry = await getEntry(site.db, request.params.slug)
    const today = dayOf(site.now())
    const confirmer = await nameOf(site, entry.contact_confirmed_by)
    return send(request, reply, 'support/entry', {
      ...{ entry, whyHidden, confirmedHow, confirmer, today, confirmable: isConfirmable(entry) },
      ...data,
    })
  }

  scope.get('/directory', { config: { audience: 'may see the directory' } }, async (request, reply) => {
    const entries = await listDirectory(site.db)
    return send(request, reply, 'support/directory', { entries, shownContacts })
  })

  scope.get<Named>('/directory/:slug', { config: { audience: 'may see the directory' } }, (request, reply) =>
    sendEntry(request, reply, { problems: {}, typed: {} }),
  )

  scope.post<Named>(
    '/directory/:slug/confirm',
    { config: { audience: 'may edit the directory' } },
    async (request, reply) => {
      const { slug } = request.params
      const read = readConfirmation(request.body)
      const outcome = read.ok
        ? await confirmContacts(site.db, site.keys, { slug, memberId: request.member.id, ...read.value }, site.now())
        : read
      if (outcome.ok) return reply.redirect(`/team/directory/${slug}`, 303)
      const typed = { how: field(request.body, 'how'), on: field(request.body, 'on') }
      return sendEntry(request, reply.code(422), { problems: outcome.problems, typed })
    },
  )
}

async function nameOf({ db }: Site, memberId: string | null): Promise<string | undefined> {
  if (!memberId) return undefined
  const member = await db.selectFrom('members').select('name').where('id', '=', memberId).executeTakeFirst()
  return member?.name
}

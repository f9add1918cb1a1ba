import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NotFound } from '../refusals.ts'
import { dayOf, type Site } from '../site.ts'
import { teamFrame } from '../team/frame.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { shownContacts, whyHidden } from './contact.ts'
import { checkedHow, recordCheck } from './keeping/checking.ts'
import { listDirectory, type Option } from './option.ts'

type Named = { Params: { slug: string } }

/** The directory as the team sees it, and confirming a contact. */
export function supportTeamRoutes(scope: FastifyInstance, site: Site): void {
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  const sendEntry = async (request: FastifyRequest<Named>, reply: FastifyReply, data: object) => {
    const entry = await getEntry(site, request.params.slug)
    const today = dayOf(site.now())
    return send(request, reply, 'support/entry', {
      ...{ entry, whyHidden, confirmedHow: checkedHow, today, confirmable: standing(entry).length > 0 },
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
      const entry = await getEntry(site, slug)
      const read = Checked.safeParse({ how: field(request.body, 'how'), on: field(request.body, 'on') })
      const contacts = standing(entry).map(({ id }) => ({ contactId: id, outcome: 'right' as const }))
      const outcome = read.success
        ? await recordCheck(
            site.db,
            site.keys,
            { optionId: entry.id, contacts, ...read.data, member: request.member },
            site.now(),
          )
        : {
            ok: false as const,
            problems: Object.fromEntries(read.error.issues.map((i) => [String(i.path[0]), i.message])),
          }
      if (outcome.ok) return reply.redirect(`/team/directory/${slug}`, 303)
      const typed = { how: field(request.body, 'how'), on: field(request.body, 'on') }
      return sendEntry(request, reply.code(422), { problems: outcome.problems, typed })
    },
  )
}

const Checked = z.object({
  how: z.enum(checkedHow, { error: 'Choose how you checked it.' }),
  on: z.iso.date({ error: 'Give the day you checked it, like 2026-11-21.' }),
})

async function getEntry({ db }: Site, slug: string): Promise<Option> {
  const entry = (await listDirectory(db)).find((option) => option.slug === slug)
  if (!entry) throw new NotFound('no such entry')
  return entry
}

const standing = ({ status, contacts }: Option) =>
  status === 'closed' ? [] : contacts.filter(({ taken_down_on }) => !taken_down_on)

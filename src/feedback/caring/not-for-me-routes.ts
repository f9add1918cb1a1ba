import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { serviceNames } from '../service-names.ts'
import { endName, enterName, openNames } from './own-names.ts'
import { listOwnTeams, setOwnTeams } from './own-teams.ts'

const anyMember = { config: { audience: 'member' as const } }

/** What should not come to a member, whatever they see of what people wrote: their own service, people close to them, other names of their own. */
export function notForMeRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site

  const show = async (request: FastifyRequest, reply: FastifyReply, extra: object = {}, code = 200) => {
    const { id } = request.member
    const data = {
      services: serviceNames,
      teams: await listOwnTeams(db, id),
      names: await openNames(db, keys, [id]),
      ...{ problems: {}, ...extra },
    }
    const page = render('feedback/not-for-me', { ...teamFrame(site, request), ...data })
    return reply.code(code).type('text/html; charset=utf-8').send(page)
  }
  const back = (reply: FastifyReply) => reply.redirect('/team/not-for-me', 303)

  scope.get('/not-for-me', anyMember, (request, reply) => show(request, reply))

  scope.post('/not-for-me/teams', anyMember, async (request, reply) => {
    const { id } = request.member
    await setOwnTeams(db, keys, id, fields(request.body, 'service'), id, now())
    return back(reply)
  })

  scope.post('/not-for-me/names', anyMember, async (request, reply) => {
    const kind = field(request.body, 'kind') === 'named' ? 'named' : 'person'
    const name = field(request.body, 'name')
    const done = await enterName(db, keys, request.member.id, { kind, name }, now())
    if (!done)
      return show(request, reply, { problems: { [kind]: 'Write a name of two letters or more; 40 at most.' } }, 422)
    return back(reply)
  })

  scope.post('/not-for-me/names/end', anyMember, async (request, reply) => {
    await endName(db, keys, request.member.id, field(request.body, 'name'), now())
    return back(reply)
  })
}

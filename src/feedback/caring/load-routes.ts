import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { serviceNames } from '../service-names.ts'
import { listLoads } from './load-page.ts'
import { listOwnTeams, setOwnTeams } from './own-teams.ts'
import { countWithoutReader } from './without-reader.ts'

const maySeeLoad = { config: { audience: 'may see the load' as const } }
const maySetTeams = { config: { audience: 'may set teams' as const } }

/** How much each reader carries, and which service each works in: for whoever arranges who reads. */
export function loadRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  scope.get('/load', maySeeLoad, async (request, reply) =>
    send(request, reply, 'feedback/load', {
      loads: await listLoads(db, now()),
      withoutReader: await countWithoutReader(db),
      cap: config.readCapADay,
    }),
  )

  scope.get('/teams', maySetTeams, async (request, reply) => {
    const readers = await listMembersWho(db, 'may read words')
    const people = await Promise.all(
      readers.map(async ({ id, name }) => ({ id, name, teams: await listOwnTeams(db, id) })),
    )
    return send(request, reply, 'feedback/teams', { people, services: serviceNames })
  })

  scope.post('/teams', maySetTeams, async (request, reply) => {
    const readers = await listMembersWho(db, 'may read words')
    const reader = readers.find(({ id }) => id === field(request.body, 'member'))
    if (reader) await setOwnTeams(db, keys, reader.id, fields(request.body, 'service'), request.member.id, now())
    return reply.redirect('/team/teams', 303)
  })
}

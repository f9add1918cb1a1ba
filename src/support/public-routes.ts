import type { FastifyInstance } from 'fastify'
import { dayOf } from '../site.ts'
import { NOT_KEPT } from '../web/not-kept.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import { aboutOptions } from './about-option.ts'
import { getOption, listOptions } from './directory.ts'
import { finderForm } from './finding/wishes.ts'
import { places } from './place.ts'
import { placeRoutes } from './place-routes.ts'

type Named = { Params: { name: string } }

/** The roadmap with its places, the options, and whom to tell when worried about someone. */
export function supportPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }
  const today = () => dayOf(site.now())
  placeRoutes(scope, room)

  scope.get('/support', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support',
      view: 'support/roadmap',
      code: NOT_KEPT,
      read: async () => {
        const options = await listOptions(site.db, today())
        const count = (phase: string) => options.filter(({ phases }) => phases.includes(phase)).length
        const parts = places.map(({ key, address, phase }) => ({ key, address, count: count(phase) }))
        return { parts, ...finderForm }
      },
    }),
  )

  scope.get<Named>('/support/option/:name', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: `/support/option/${request.params.name}`,
      view: 'support/option',
      read: async (page) => ({
        option: await getOption(site.db, request.params.name, today()),
        places,
        ...aboutOptions(site, page),
      }),
    }),
  )
}

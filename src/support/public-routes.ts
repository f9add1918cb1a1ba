import type { FastifyInstance } from 'fastify'
import { NotFound } from '../refusals.ts'
import { dayOf } from '../site.ts'
import { NOT_KEPT } from '../web/not-kept.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import { aboutOptions } from './about-option.ts'
import { getOption, listOptions, optionsFor } from './directory.ts'
import { inOrder } from './finding/finder.ts'
import { finderForm } from './finding/wishes.ts'
import { groupByNeed, places } from './place.ts'

type Named = { Params: { name: string } }

/** The roadmap, the options, and whom to tell when worried about someone. */
export function supportPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }
  const today = () => dayOf(site.now())

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

  scope.get<Named>('/support/place/:name', everyone, (request, reply) => {
    const place = places.find(({ address }) => address === request.params.name)
    if (!place) throw new NotFound('no such place')
    return sendShared(room, request, reply, {
      path: `/support/place/${place.address}`,
      view: 'support/place',
      read: async (page) => {
        const here = groupByNeed(place, await optionsFor(site.db, { phases: [place.phase] }, today()))
        const groups = here.map(({ need, options }) => ({ need, options: inOrder(options, need, today()) }))
        return {
          place: place.key,
          elsewhere: places.filter((one) => one !== place),
          groups,
          ...aboutOptions(site, page),
        }
      },
    })
  })

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

  scope.get('/support/worried', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/support/worried',
      view: 'support/worried',
      read: async (page) => {
        const options = await listOptions(site.db, today())
        return { find: (slug: string) => options.find((option) => option.slug === slug), ...aboutOptions(site, page) }
      },
    }),
  )
}

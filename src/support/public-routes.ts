import type { FastifyInstance } from 'fastify'
import { dayOf } from '../site.ts'
import { NOT_KEPT } from '../web/not-kept.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import type { ChangedHere } from './changed-here.ts'
import { listOptions } from './directory.ts'
import { findingPublicRoutes } from './finding/finding-public-routes.ts'
import { finderForm } from './finding/wishes.ts'
import { guidancePublicRoutes } from './guidance/public-routes.ts'
import { optionRoutes } from './option-routes.ts'
import { places } from './place.ts'
import { placeRoutes } from './place-routes.ts'
import { planRoutes } from './plan/plan-routes.ts'
import type { TapLimit } from './telling-us/tap-limit.ts'
import { tapRoutes } from './telling-us/tap-routes.ts'
import { wordsPublicRoutes } from './words/public-routes.ts'
import { worriedRoutes } from './worried-routes.ts'

/** The whole roadmap: the picture with its places, the options, the finder, my page, the cards, the words, the taps. */
export function supportPublicRoutes(
  scope: FastifyInstance,
  room: PublicSite,
  taps: TapLimit,
  changedHere?: ChangedHere,
): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }
  const today = () => dayOf(site.now())
  placeRoutes(scope, room, changedHere)
  optionRoutes(scope, room, changedHere)
  findingPublicRoutes(scope, room, changedHere)
  planRoutes(scope, room)
  tapRoutes(scope, room, taps)
  worriedRoutes(scope, room)
  guidancePublicRoutes(scope, room)
  wordsPublicRoutes(scope, room)

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
}

import type { FastifyInstance } from 'fastify'
import { dayOf } from '../site.ts'
import { NOT_KEPT } from '../web/not-kept.ts'
import { type PublicSite, sendShared } from '../web/public-page.ts'
import type { ChangedHere } from './changed-here.ts'
import { listOptions } from './directory.ts'
import { finderForm } from './finding/wishes.ts'
import { optionRoutes } from './option-routes.ts'
import { places } from './place.ts'
import { placeRoutes } from './place-routes.ts'

/** The roadmap with its places, and the options. */
export function supportPublicRoutes(scope: FastifyInstance, room: PublicSite, changedHere?: ChangedHere): void {
  const { site } = room
  const everyone = { config: { audience: 'everyone' as const } }
  const today = () => dayOf(site.now())
  placeRoutes(scope, room, changedHere)
  optionRoutes(scope, room, changedHere)

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

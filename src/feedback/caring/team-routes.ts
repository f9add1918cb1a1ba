import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site.ts'
import { flagRoutes } from '../flagging/flag-routes.ts'
import { notUsedRoutes } from '../reading/not-used-routes.ts'
import { openingRoutes } from '../reading/opening-routes.ts'
import { caringRoutes } from './caring-routes.ts'
import { keepOut } from './keeping-out.ts'
import { loadRoutes } from './load-routes.ts'
import { notForMeRoutes } from './not-for-me-routes.ts'

/** What stands around reading: who is kept from what, the list of what waits, opening, handing on, pauses, loads. */
export function caringTeamRoutes(scope: FastifyInstance, site: Site): void {
  keepOut(scope, site)
  openingRoutes(scope, site)
  caringRoutes(scope, site)
  notForMeRoutes(scope, site)
  loadRoutes(scope, site)
  flagRoutes(scope, site)
  notUsedRoutes(scope, site)
}

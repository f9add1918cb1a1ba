import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { agreementRoutes } from './agreement/agreement-routes.ts'
import type { ChangeIn } from './emerging/changing.ts'
import { emergingRoutes } from './emerging/emerging-routes.ts'
import { searchRoutes } from './searching/search-routes.ts'

/** Whether codes hold: two coders, what changes and what fits nowhere, and looking something up. */
export function checkingRoutes(scope: FastifyInstance, site: Site, changeIn: ChangeIn): void {
  agreementRoutes(scope, site)
  emergingRoutes(scope, site, changeIn)
  searchRoutes(scope, site)
}

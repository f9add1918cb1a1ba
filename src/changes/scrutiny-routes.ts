import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { challengeRoutes } from './challenging/challenge-routes.ts'
import { undecidedRoutes } from './escalating/undecided-routes.ts'
import { askingPanelRoutes } from './panel/asking-routes.ts'
import { panelRoutes } from './panel/panel-routes.ts'

/** Who looks over the shoulder of those who decide: the clock, the board and the scrutineer, the survivors' panel. */
export function scrutinyRoutes(scope: FastifyInstance, site: Site): void {
  undecidedRoutes(scope, site)
  challengeRoutes(scope, site)
  panelRoutes(scope, site)
  askingPanelRoutes(scope, site)
}

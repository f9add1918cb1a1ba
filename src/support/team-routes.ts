import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { checkRoutes } from './keeping/check-routes.ts'
import { editRoutes } from './keeping/edit-routes.ts'
import { entryRoutes } from './keeping/entry-routes.ts'
import { taskRoutes } from './keeping/task-routes.ts'
import { waitingRoutes } from './keeping/waiting-routes.ts'

/** The directory as the team sees it, and everything that keeps it true. */
export function supportTeamRoutes(scope: FastifyInstance, site: Site): void {
  entryRoutes(scope, site)
  editRoutes(scope, site)
  waitingRoutes(scope, site)
  checkRoutes(scope, site)
  taskRoutes(scope, site)
}

import type { FastifyInstance } from 'fastify'
import { endVisit } from './feedback/coming-back/visit.ts'
import { stopTablet } from './feedback/with-a-worker/tablet.ts'
import type { Site } from './site.ts'
import { inTime } from './web/deadline.ts'
import { logKind } from './web/log.ts'

/** Leave quickly, without scripts too: ends a visit, empties what the browser kept of us, and goes somewhere ordinary. */
export function leaveRoute(scope: FastifyInstance, site: Site): void {
  scope.get('/leave', { config: { audience: 'everyone' } }, async (request, reply) => {
    if (request.session.responseId) await endVisit(site, request, reply)
    const { tablet } = request.query as { tablet?: unknown }
    // Whoever leaves a worker's tablet in a hurry does not come back to it. It must not keep them from leaving.
    if (typeof tablet === 'string')
      await inTime(stopTablet(site.db, tablet)).catch((error) => logKind(request.log, 'leave', error))
    reply.header('clear-site-data', '"cache", "cookies", "storage"')
    return reply.redirect(site.config.leaveTo, 303)
  })
}

import type { FastifyInstance } from 'fastify'
import { endVisit } from './feedback/visit.ts'
import type { Site } from './site.ts'

/** Leave quickly, without scripts too: ends a visit, empties what the browser kept of us, and goes somewhere ordinary. */
export function leaveRoute(scope: FastifyInstance, site: Site): void {
  scope.get('/leave', { config: { audience: 'everyone' } }, async (request, reply) => {
    if (request.session.responseId) await endVisit(site, request, reply)
    reply.header('clear-site-data', '"cache", "cookies", "storage"')
    return reply.redirect(site.config.leaveTo, 303)
  })
}

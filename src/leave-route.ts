import type { FastifyInstance } from 'fastify'

/** Leave quickly, without scripts too: ends a visit, empties what the browser kept of us, and goes somewhere ordinary. */
export function leaveRoute(scope: FastifyInstance, leaveTo: string): void {
  scope.get('/leave', { config: { audience: 'everyone' } }, async (request, reply) => {
    if (request.session.responseId) await request.session.destroy()
    reply.header('clear-site-data', '"cache", "cookies", "storage"')
    return reply.redirect(leaveTo, 303)
  })
}

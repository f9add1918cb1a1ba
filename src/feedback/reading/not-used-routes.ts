import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { type ByRef, mayRead, readingDesk } from './desk-page.ts'
import { leaveUnused, type ReasonNotToUse, reasonsNotToUse, useAfterAll } from './not-used.ts'

/** Words that go no further: spam, jokes, what is about no service. After the question about harm, and never for good. */
export function notUsedRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { address, isOpen, lookAgain } = readingDesk(site)

  scope.post('/reading/:ref/not-used', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const reason = field(request.body, 'reason')
    if (!Object.hasOwn(reasonsNotToUse, reason)) return reply.redirect(`${address(request)}#not-used`, 303)
    const { params, member, body } = request
    const seen = field(body, 'seen')
    const reads = field(body, 'reads') === 'yes'
    const done = leaveUnused(db, keys, params.ref, reason as ReasonNotToUse, member, now(), seen, reads)
    return done.then(
      () => reply.redirect('/team/reading', 303),
      (error) => lookAgain(request, reply, error),
    )
  })

  scope.post('/reading/:ref/use-after-all', mayRead, async (request: ByRef, reply) => {
    await useAfterAll(db, keys, request.params.ref, request.member, now())
    return reply.redirect(address(request), 303)
  })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { leaveUnused, type ReasonNotToUse, reasonsNotToUse, useAfterAll } from './not-used.ts'

const mayRead = { config: { audience: 'may read words' as const } }

type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** Words that go no further: spam, jokes, what is about no service. After the question about harm, and never for good. */
export function notUsedRoutes(scope: FastifyInstance, { db, keys, now }: Site): void {
  scope.post('/reading/:ref/not-used', mayRead, async (request: ByRef, reply) => {
    const { ref } = request.params
    const reason = field(request.body, 'reason')
    if (!Object.hasOwn(reasonsNotToUse, reason)) return reply.redirect(`/team/reading/${ref}#not-used`, 303)
    await leaveUnused(db, keys, ref, reason as ReasonNotToUse, request.member, now())
    return reply.redirect('/team/reading', 303)
  })

  scope.post('/reading/:ref/use-after-all', mayRead, async (request: ByRef, reply) => {
    const { ref } = request.params
    await useAfterAll(db, keys, ref, request.member, now())
    return reply.redirect(`/team/reading/${ref}`, 303)
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { derive, type Keys } from '../seal/keys.ts'
import type { Site } from '../site.ts'
import { refuseOtherOrigins } from '../web/same-origin.ts'
import {
  endSession,
  keepSessions,
  refuseFormOfAnotherSession,
  type SessionKind,
  sessionFormToken,
} from '../web/session.ts'

const IDLE_MS = 10 * 60_000
const ABSOLUTE_MS = 30 * 60_000

declare module 'fastify' {
  interface FastifyRequest {
    /** The response that this visitor's key opened. */
    responseId: string
  }
  interface Session {
    responseId?: string
    startedAt?: number
  }
}

/** The only cookie of the public site: it comes when a return key has opened a page, and goes when that page is closed. */
export async function welcomeVisits(scope: FastifyInstance, site: Site): Promise<void> {
  await keepSessions(scope, site, visits(site.keys))
  scope.decorateRequest('responseId', '')
  scope.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseOtherOrigins(request, false)
    if (request.routeOptions.config.audience !== 'key holder') return
    const { responseId, startedAt } = request.session
    const age = site.now().getTime() - (startedAt ?? 0)
    if (!responseId || age < 0 || age > ABSOLUTE_MS) {
      // The route's own address: what was asked for may name another host (RFC 9112, 3.2.2).
      const { url = '' } = request.routeOptions
      const prefix = url.slice(0, url.indexOf('/back'))
      return reply.redirect(`${prefix}/back`, 303)
    }
    request.responseId = responseId
  })
}

/** Ends a visit. */
export async function endVisit(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await endSession(site, visits(site.keys), request, reply)
}

/** The hidden field of the forms that a key opened. */
export function visitFormToken(keys: Keys, request: FastifyRequest): string {
  return sessionFormToken(visits(keys), request)
}

/** @throws {NotAllowed} when the form is not of this visit */
export function refuseFormOfAnotherVisit(keys: Keys, request: FastifyRequest): void {
  refuseFormOfAnotherSession(visits(keys), request)
}

function visits(keys: Keys): SessionKind {
  const cookieKey = derive(keys, 'visit-cookie/v1')
  return { name: 'visit', cookieKey, formKey: derive(keys, 'visit-form/v1'), idleMs: IDLE_MS }
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { derive, type Keys } from '../seal/keys.ts'
import { keepForVisit, openKept } from '../seal/writer-box.ts'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
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
    /** The person's own private key, wrapped for this visit. */
    letters?: string
  }
}

/**
 * The only cookie of the public site: it comes when a return key has opened a page, and goes when that page is closed.
 * @param giveBack answers somebody who wrote for longer than a visit lasts, with their words
 */
export async function welcomeVisits(
  scope: FastifyInstance,
  site: Site,
  giveBack: (prefix: string, words: string, reply: FastifyReply) => FastifyReply,
): Promise<void> {
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
      const words = field(request.body, 'words')
      return words.trim() === '' ? reply.redirect(`${prefix}/back`, 303) : giveBack(prefix, words, reply)
    }
    request.responseId = responseId
  })
}

/**
 * Begins a visit. Its id is new, so that an id planted beforehand is worth nothing.
 * @param writerPrivate what opens the letters to this person, kept so that only this visitor's cookie gets at it
 */
export async function beginVisit(
  request: FastifyRequest,
  responseId: string,
  writerPrivate: Buffer,
  now: Date,
): Promise<void> {
  await request.session.regenerate()
  request.session.responseId = responseId
  request.session.startedAt = now.getTime()
  request.session.letters = keepForVisit(request.session.sessionId, responseId, writerPrivate)
}

/** What opens the letters to this visitor. */
export function writerPrivateOf(request: FastifyRequest): Buffer | undefined {
  const { sessionId, letters } = request.session
  return letters === undefined ? undefined : openKept(sessionId, request.responseId, letters)
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

import { createHmac, timingSafeEqual } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sessionStore } from '../db/session-store.ts'
import { NotAllowed } from '../refusals.ts'
import { derive, type Keys } from '../seal/keys.ts'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { refuseOtherOrigins } from '../web/same-origin.ts'

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
  await scope.register(fastifyCookie)
  await scope.register(fastifySession, {
    secret: derive(site.keys, 'visit-cookie/v1').toString('hex'),
    cookieName: visitCookie(site),
    store: sessionStore(site.db, 'visit', site.now),
    saveUninitialized: false,
    rolling: true,
    cookie: { path: '/', httpOnly: true, sameSite: 'strict', secure: site.config.production, maxAge: IDLE_MS },
  })
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

/** Ends a visit on the server, and takes the cookie away from browsers that know no Clear-Site-Data, too. */
export async function endVisit(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await request.session.destroy()
  reply.clearCookie(visitCookie(site), {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: site.config.production,
  })
}

/** The hidden field of the forms that a key opened. It belongs to one visit: no other page can send them for somebody. */
export function visitFormToken(keys: Keys, request: FastifyRequest): string {
  return createHmac('sha256', derive(keys, 'visit-form/v1')).update(request.session.sessionId).digest('base64url')
}

/** @throws {NotAllowed} when the form is not of this visit */
export function refuseFormOfAnotherVisit(keys: Keys, request: FastifyRequest): void {
  const expected = Buffer.from(visitFormToken(keys, request))
  const given = Buffer.from(field(request.body, 'form_token'))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new NotAllowed('not our form')
}

function visitCookie(site: Site): string {
  return site.config.production ? '__Host-visit' : 'visit'
}

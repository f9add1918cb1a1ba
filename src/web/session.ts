import { createHmac, timingSafeEqual } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sessionStore } from '../db/session-store.ts'
import { NotOurForm } from '../refusals.ts'
import type { Site } from '../site.ts'
import { field } from './form.ts'

/** A kind of session: members on the team site, and visits that a return key opened. Each has its own cookie and keys. */
export type SessionKind = {
  name: 'team' | 'visit'
  cookieKey: Buffer
  /** Makes the hidden field of this kind's forms. */
  formKey: Buffer
  /** A session that nobody uses for so long is over. */
  idleMs: number
}

/** Keeps sessions in a scope. No session and no cookie is made until a route writes into `request.session`. */
export async function keepSessions(scope: FastifyInstance, site: Site, kind: SessionKind): Promise<void> {
  await scope.register(fastifyCookie)
  await scope.register(fastifySession, {
    secret: kind.cookieKey.toString('hex'),
    cookieName: cookieName(site, kind),
    store: sessionStore(site.db, kind.name, site.now),
    saveUninitialized: false,
    rolling: true,
    cookie: { ...cookieRules(site), maxAge: kind.idleMs },
  })
}

/** Ends a session on the server, and takes its cookie away, also from browsers that know no Clear-Site-Data. */
export async function endSession(
  site: Site,
  kind: SessionKind,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  await request.session.destroy()
  reply.clearCookie(cookieName(site, kind), cookieRules(site))
}

/** The hidden field of a form. It belongs to one session: no other page can send the form for somebody. */
export function sessionFormToken(kind: SessionKind, request: FastifyRequest): string {
  return createHmac('sha256', kind.formKey).update(request.session.sessionId).digest('base64url')
}

/** @throws {NotOurForm} when the form is not of this session */
export function refuseFormOfAnotherSession(kind: SessionKind, request: FastifyRequest): void {
  const expected = Buffer.from(sessionFormToken(kind, request))
  const given = Buffer.from(field(request.body, 'form_token'))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new NotOurForm('not our form')
}

/** With the prefix `__Host-` a browser takes the cookie only from this very site and only over HTTPS. */
function cookieName(site: Site, kind: SessionKind): string {
  return site.config.production ? `__Host-${kind.name}` : kind.name
}

function cookieRules(site: Site) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: site.config.production } as const
}

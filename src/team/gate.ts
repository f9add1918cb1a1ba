import { createHmac, timingSafeEqual } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifySession from '@fastify/session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sessionStore } from '../db/session-store.ts'
import { NotAllowed } from '../refusals.ts'
import { derive, type Keys } from '../seal/keys.ts'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { readFormToken } from '../web/form-token.ts'
import { refuseOtherOrigins } from '../web/same-origin.ts'
import { allows } from './access.ts'
import { findMember, type Member } from './member.ts'

const IDLE_MS = 15 * 60_000
const ABSOLUTE_MS = 8 * 60 * 60_000

declare module 'fastify' {
  interface FastifyRequest {
    /** The member who is signed in. Reading it on a page that nobody signed in for is a defect. */
    member: Member
  }
  interface Session {
    memberId?: string
    startedAt?: number
    responseId?: string
  }
}

/** Everything under /team passes here: who is it, may they, and did our own page send this form. */
export async function guardTeam(scope: FastifyInstance, site: Site): Promise<void> {
  await scope.register(fastifyCookie)
  await scope.register(fastifySession, {
    secret: derive(site.keys, 'cookie/v1').toString('hex'),
    cookieName: site.config.production ? '__Host-team' : 'team',
    store: sessionStore(site.db, 'team', site.now),
    saveUninitialized: false,
    rolling: true,
    cookie: { path: '/', httpOnly: true, sameSite: 'strict', secure: site.config.production, maxAge: IDLE_MS },
  })
  scope.decorateRequest('member', null as never)
  scope.addHook('preHandler', async (request, reply) => {
    const audience = request.routeOptions.config.audience
    const unsafe = request.method !== 'GET' && request.method !== 'HEAD'
    if (unsafe) refuseOtherOrigins(request, true)
    if (audience === 'signing in') {
      if (unsafe) refuseUnknownForm(site, request)
      return
    }
    const member = await signedIn(site, request)
    if (!member) return sendToSignIn(request, reply)
    request.member = member
    if (audience !== 'member' && !allows(member.roles, audience ?? '')) throw new NotAllowed('not in the access table')
    if (unsafe) refuseOtherForm(site.keys, request)
  })
}

/** The hidden field of every form on the team site. It belongs to one session. */
export function teamFormToken(keys: Keys, request: FastifyRequest): string {
  return createHmac('sha256', derive(keys, 'team-form/v1')).update(request.session.sessionId).digest('base64url')
}

async function signedIn(site: Site, request: FastifyRequest): Promise<Member | undefined> {
  const { memberId, startedAt } = request.session
  if (!memberId || !startedAt) return undefined
  const age = site.now().getTime() - startedAt
  if (age < 0 || age > ABSOLUTE_MS) return undefined
  return findMember(site.db, memberId)
}

function sendToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.headers['hx-request']) return reply.header('hx-redirect', '/team/sign-in').code(204).send()
  return reply.redirect('/team/sign-in', 303)
}

function refuseOtherForm(keys: Keys, request: FastifyRequest): void {
  const expected = Buffer.from(teamFormToken(keys, request))
  const given = Buffer.from(field(request.body, 'form_token'))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new NotAllowed('not our form')
}

function refuseUnknownForm(site: Site, request: FastifyRequest): void {
  const token = readFormToken(site.keys, field(request.body, 'form_token'), site.now())
  if (token === 'unknown' || token === 'old') throw new NotAllowed('not our form')
}

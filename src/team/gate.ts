import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isId } from '../db/id.ts'
import { NotAllowed } from '../refusals.ts'
import { deriveForTeam, type Keys } from '../seal/keys.ts'
import type { Site } from '../site.ts'
import { type FormBody, field } from '../web/form.ts'
import { readFormToken } from '../web/form-token.ts'
import { refuseOtherOrigins } from '../web/same-origin.ts'
import * as session from '../web/session.ts'
import { fileAddress } from '../web/static-files.ts'
import { render } from '../web/views.ts'
import { allows } from './access.ts'
import { findMember, type Member } from './member.ts'
import type { SignedIn } from './signing-in.ts'

const IDLE_MS = 15 * 60_000
const ABSOLUTE_MS = 8 * 60 * 60_000
/** Fields that are never given back: what proves who somebody is, and what the form itself carries. */
const secret = /password|token|secret|ticket|^(code|phone_code|key|current|phone_current|again)$/
const beforeOwnPassword = new Set(['/team/you', '/team/you/password', '/team/sign-out'])

declare module 'fastify' {
  interface FastifyRequest {
    /** The member who is signed in. Reading it on a page that nobody signed in for is a defect. */
    member: Member
  }
  interface Session {
    memberId?: string
    startedAt?: number
    /** Signed in with a password that somebody else made: choosing one's own comes before anything else. */
    firstPassword?: boolean
    responseId?: string
  }
}

/** Everything under /team passes here: who is it, may they, and did our own page send this form. */
export async function guardTeam(scope: FastifyInstance, site: Site): Promise<void> {
  await session.keepSessions(scope, site, members(site.keys))
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
    if (!member) {
      // Past its time, or the member has left: the session is of no more use to anybody.
      if (request.session.memberId) await endSession(site, request, reply)
      return unsafe ? giveBack(request, reply) : sendTo('/team/sign-in', request, reply)
    }
    request.member = member
    if (request.session.firstPassword && !beforeOwnPassword.has(request.routeOptions.url ?? '')) {
      return sendTo('/team/you', request, reply)
    }
    if (audience !== 'member' && !allows(member.roles, audience ?? '')) throw new NotAllowed('not in the access table')
    if (unsafe) session.refuseFormOfAnotherSession(members(site.keys), request)
  })
}

/**
 * A member wrote for longer than a session lasts. Nothing was recorded, and what they wrote is on the page to be copied.
 * All is given back but secrets and ids, to the browser that sent it: a single word, or a text in a script without spaces,
 * is somebody's work too.
 */
function giveBack(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const written = Object.entries((request.body ?? {}) as FormBody)
    .filter(([name]) => !secret.test(name))
    .flatMap(([, value]) => value)
    .filter((value) => value.trim() !== '' && !isId(value))
  if (request.headers['hx-request']) reply.header('hx-retarget', 'body')
  const page = { title: 'Signed out', file: fileAddress, demonstration: false, written }
  return reply.code(403).type('text/html; charset=utf-8').send(render('team/signed-out', page))
}

/** Begins a session for whoever proved who they are. Its id is new, so that an id planted beforehand is worth nothing. */
export async function beginSession(site: Site, request: FastifyRequest, who: SignedIn): Promise<void> {
  await request.session.regenerate()
  request.session.memberId = who.memberId
  request.session.startedAt = site.now().getTime()
  if (who.firstPassword) request.session.firstPassword = true
}

/** Ends it on the server, and takes the cookie away. */
export async function endSession(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await session.endSession(site, members(site.keys), request, reply)
}

/** The hidden field of every form on the team site. */
export function teamFormToken(keys: Keys, request: FastifyRequest): string {
  return session.sessionFormToken(members(keys), request)
}

function members(keys: Keys): session.SessionKind {
  const cookieKey = deriveForTeam(keys, 'team-cookie/v1')
  return { name: 'team', cookieKey, formKey: deriveForTeam(keys, 'team-form/v1'), idleMs: IDLE_MS }
}

async function signedIn(site: Site, request: FastifyRequest): Promise<Member | undefined> {
  const { memberId, startedAt } = request.session
  if (!memberId || !startedAt) return undefined
  const age = site.now().getTime() - startedAt
  if (age < 0 || age > ABSOLUTE_MS) return undefined
  return findMember(site.db, memberId)
}

/** htmx would put the other page into a part of this one, so it is told to go there. */
function sendTo(address: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.headers['hx-request']) return reply.header('hx-redirect', address).code(204).send()
  return reply.redirect(address, 303)
}

function refuseUnknownForm(site: Site, request: FastifyRequest): void {
  const token = readFormToken(site.keys, field(request.body, 'form_token'), site.now())
  if (token === 'unknown' || token === 'old') throw new NotAllowed('not our form')
}

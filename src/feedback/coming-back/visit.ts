import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isRefusal, NotOurForm, TooMany } from '../../refusals.ts'
import { derive, type Keys } from '../../seal/keys.ts'
import { keepForVisit, openKept } from '../../seal/writer-box.ts'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { logKind } from '../../web/log.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import {
  endSession,
  keepSessions,
  refuseFormOfAnotherSession,
  type SessionKind,
  sessionFormToken,
} from '../../web/session.ts'
import { type Carried, readCarried } from './carried.ts'

const IDLE_MS = 10 * 60_000
const ABSOLUTE_MS = 30 * 60_000

declare module 'fastify' {
  interface FastifyRequest {
    /** The response that this visitor's key opened. */
    responseId: string
    /** Why this visit could not be read. */
    trouble: unknown
  }
  interface Session {
    responseId?: string
    startedAt?: number
    /** The person's own private key, wrapped for this visit. */
    letters?: string
    /** Why the visit could not be read. Nothing else is known of it then. */
    trouble?: unknown
  }
}

/**
 * The only cookie of the public site: it comes when a return key has opened a page, and goes when that page is closed.
 * @param giveBack answers with what somebody wrote: for longer than a visit lasts, or while the database is away
 */
export async function welcomeVisits(scope: FastifyInstance, site: Site, giveBack: GiveBack): Promise<void> {
  await keepSessions(scope, site, visits(site.keys))
  scope.decorateRequest('trouble', undefined)
  scope.addHook('onRequest', async (request) => {
    if (!request.session.trouble) return
    // Without an id nothing of it is kept, and no cookie is touched.
    Object.assign(request, { trouble: request.session.trouble, session: {} })
  })
  answerTrouble(scope, giveBack)
  scope.decorateRequest('responseId', '')
  scope.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseOtherOrigins(request, false)
    const forKeyHolder = request.routeOptions.config.audience === 'key holder'
    if (request.trouble && (forKeyHolder || request.method === 'POST')) throw request.trouble
    if (!forKeyHolder) return
    const { responseId, startedAt } = request.session
    const age = site.now().getTime() - (startedAt ?? 0)
    if (!responseId || age < 0 || age > ABSOLUTE_MS) {
      // The route's own address: what was asked for may name another host (RFC 9112, 3.2.2).
      const { prefix } = placeOf(request)
      return carriedIn(request) ? giveBack(request, reply, 'over') : reply.redirect(`${prefix}/back`, 303)
    }
    request.responseId = responseId
  })
}

/**
 * Why words are given back: the visit is over, the form is of an earlier visit, too many wait with their keys, or they
 * could not be saved.
 */
export type WhyBack = 'over' | 'not our form' | 'too many' | 'not saved'
export type GiveBack = (request: FastifyRequest, reply: FastifyReply, why: WhyBack) => FastifyReply

/** What a form of a visit holds, or what the page that asks for the key carries along. */
export function carriedIn(request: FastifyRequest): Carried | undefined {
  const { path } = placeOf(request)
  return readCarried(request.body, path === '/back' ? field(request.body, 'for') : path.replace('/back/', ''))
}

/** The language and the page that a request is for, by its route. */
export function placeOf(request: FastifyRequest): { prefix: string; path: string } {
  const { url = '' } = request.routeOptions
  const at = url.indexOf('/back')
  return { prefix: url.slice(0, at), path: url.slice(at) }
}

/**
 * What somebody has typed is theirs: when it cannot be saved, whatever the cause, they get it back to try again. Only what
 * another website sent is nobody's.
 */
function answerTrouble(scope: FastifyInstance, giveBack: GiveBack): void {
  scope.setErrorHandler((error, request, reply) => {
    const carried = carriedIn(request) !== undefined
    if (carried && error instanceof NotOurForm) return giveBack(request, reply, 'not our form')
    if (carried && error instanceof TooMany) return giveBack(request, reply, 'too many')
    const wrote = carried || field(request.body, 'contact').trim() !== ''
    if (!wrote || isRefusal(error)) throw error
    logKind(request.log, request.routeOptions.url ?? 'none', error as Error)
    return giveBack(request, reply, 'not saved')
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

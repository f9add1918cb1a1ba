import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseTrouble } from '../db/trouble.ts'
import { NotAllowed, NotFound, NotText, TooLate, TooMany } from '../refusals.ts'
import { type Ready, ready, sendReady } from './compressed.ts'
import type { FrameMaker } from './frame.ts'
import { defaultLanguage, type Language } from './language.ts'
import { logKind } from './log.ts'
import { render } from './views.ts'

/** One calm page for each situation a person can be in. */
const situations = {
  'not-found': 404,
  unreadable: 400,
  'not-allowed': 403,
  expired: 410,
  'too-long': 413,
  'not-this-way': 415,
  'not-text': 422,
  'too-many': 429,
  down: 503,
  fault: 500,
} as const

export type Situation = keyof typeof situations

/**
 * @param into where they lie already, to make them anew
 * @returns every failure page in every language, made at start so that they need nothing that can fail
 */
export function makeFailurePages(
  frame: FrameMaker,
  all: Language[],
  into = new Map<string, Ready>(),
): Map<string, Ready> {
  // Languages that are not offered have the English page: it is compressed once.
  const made = new Map<string, Ready>()
  for (const language of all) {
    for (const situation of Object.keys(situations)) {
      const html = render('failures/situation', { ...frame(language, '/', 'failures'), situation })
      const page = made.get(html) ?? ready(html)
      made.set(html, page)
      into.set(`${language.prefix} ${situation}`, page)
    }
  }
  return into
}

/** Answers whatever is thrown, and every unknown address, with the calm page of its situation. */
export function answerFailures(app: FastifyInstance, pages: Map<string, Ready>, all: Language[]): void {
  const answer = (situation: Situation, request: FastifyRequest, reply: FastifyReply) => {
    const language = all.find(({ prefix }) => prefix && request.url.startsWith(`${prefix}/`)) ?? defaultLanguage
    reply.code(situations[situation]).type('text/html; charset=utf-8')
    if (situation === 'down' || situation === 'too-many') reply.header('retry-after', '10')
    // htmx would put a whole page into a part of one.
    if (request.headers['hx-request']) reply.header('hx-retarget', 'body')
    return sendReady(request, reply, pages.get(`${language.prefix} ${situation}`)!)
  }
  app.setNotFoundHandler((request, reply) => answer('not-found', request, reply))
  app.setErrorHandler((error, request, reply) => {
    const situation = situationOf(error)
    if (situation === 'fault' || situation === 'down') {
      logKind(request.log, request.routeOptions.url ?? 'none', error as Error)
    }
    return answer(situation, request, reply)
  })
}

function situationOf(error: unknown): Situation {
  if (error instanceof NotFound) return 'not-found'
  if (error instanceof NotAllowed) return 'not-allowed'
  if (error instanceof TooLate) return 'expired'
  if (error instanceof TooMany) return 'too-many'
  if (error instanceof NotText) return 'not-text'
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too-long'
  if (statusCode === 415) return 'not-this-way'
  if (isDatabaseTrouble(error)) return 'down'
  if (statusCode === 400) return 'unreadable'
  if (statusCode && statusCode >= 400 && statusCode < 500) return 'not-found'
  return 'fault'
}

import type { FastifyInstance, FastifyReply } from 'fastify'
import { NotOurForm } from '../../refusals.ts'
import { openLetterBox } from '../../seal/writer-box.ts'
import { field } from '../../web/form.ts'
import { makeFormToken, readFormToken } from '../../web/form-token.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn, sendShared } from '../../web/public-page.ts'
import { makeTurnstile } from '../../web/turnstile.ts'
import { type Carried, readCarried, type ShowCarried } from './carried.ts'
import { findByReturnKey } from './revisiting.ts'
import { beginVisit, endVisit, refuseFormOfAnotherVisit } from './visit.ts'

const everyone = { config: { audience: 'everyone' as const } }
const keyHolder = { config: { audience: 'key holder' as const } }

/** Guesses in a second, over all visitors together; a right key from elsewhere goes before them and still opens. */
const passKeyDesk = makeTurnstile(5)

/**
 * Coming in with a return key, and closing the page again.
 * @param showCarried shows what was written before the page closed, on the page it was for
 */
export function visitRoutes(scope: FastifyInstance, room: PublicSite, showCarried: ShowCarried): void {
  const { site, language, frame } = room
  const { db, keys, now } = site
  const home = () => frame(language, '/back').href('/back')

  scope.get('/back', everyone, async (_request, reply) => sendBackPage(room, reply, {}))

  scope.get('/back/lost', everyone, async (request, reply) =>
    sendShared(room, request, reply, { path: '/back/lost', view: 'feedback/lost', read: () => ({}) }),
  )

  scope.post('/back', everyone, async (request, reply) => {
    const token = readFormToken(keys, field(request.body, 'form_token'), now())
    if (token === 'unknown') throw new NotOurForm('not our form')
    await passKeyDesk(request.ip)
    // Words that somebody wrote for longer than their page stays open; they are not thrown away.
    const carried = readCarried(request.body, field(request.body, 'for'))
    const opened = await findByReturnKey(db, keys, field(request.body, 'key'))
    if (!opened) return sendBackPage(room, reply, { carried, problem: true })
    const { responseId, wrapping, wrapped } = opened
    await beginVisit(request, responseId, openLetterBox(wrapping, responseId, wrapped), now())
    if (carried) {
      request.responseId = responseId
      return showCarried(request, reply, carried)
    }
    return reply.redirect(`${home()}/way`, 303)
  })

  scope.post('/back/close', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    await endVisit(site, request, reply)
    reply.header('clear-site-data', '"cookies"')
    return reply.redirect(frame(language, '/').href('/'), 303)
  })
}

/**
 * The page that asks for a key.
 * @param page `problem` after a key that opened nothing; `carried` what was written on a page that has closed since;
 * `busy` when too many wait; `code` its status, if it is not that of a page with a mistake in it
 */
export function sendBackPage(
  room: PublicSite,
  reply: FastifyReply,
  page: { problem?: boolean; carried?: Carried | undefined; busy?: boolean; code?: number },
): FastifyReply {
  const { problem = false, carried, busy = false } = page
  const data = { token: makeFormToken(room.site.keys, room.site.now()), problem, carried, busy }
  const code = page.code ?? (problem || carried ? 422 : NOT_KEPT)
  return sendOwn(room, reply, { path: '/back', view: 'feedback/back', data, code })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FormBody } from '../../web/form.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { carriedIn, type GiveBack, placeOf } from './visit.ts'
import { sendBackPage } from './visit-routes.ts'

/** What a person types themselves, and what only the form carries along. */
const typedByHand = ['words', 'contact', 'times', 'avoid']

/** Gives back what somebody wrote on a page that their key opened, in the language of that page. */
export function givesBack(rooms: PublicSite[]): GiveBack {
  return (request, reply, why) => {
    const { prefix, path } = placeOf(request)
    const room = rooms.find(({ language }) => language.prefix === prefix) ?? rooms[0]!
    if (why === 'not saved') return sendNotSaved(room, request, reply, path)
    if (why === 'too many') reply.header('retry-after', '10')
    const code = { over: 422, 'not our form': 403, 'too many': 429 }[why]
    return sendBackPage(room, reply, { carried: carriedIn(request), busy: why === 'too many', code })
  }
}

/**
 * The same words on a page that needs no database, to try again or to copy. The same form once more is kept once.
 * @param path where the form goes
 */
export function sendNotSaved(
  room: PublicSite,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): FastifyReply {
  const { form_token, ...rest } = (request.body ?? {}) as FormBody
  const typed = Object.entries(rest).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value, isWords: typedByHand.includes(name) && value !== '' })),
  )
  reply.header('retry-after', '10')
  return sendOwn(room, reply, {
    path: '/back',
    view: 'feedback/again',
    data: { typed, why: 'not_saved', token: [form_token].flat().at(-1) ?? '', ticket: '', came: '', path, away: '/' },
    code: 503,
  })
}

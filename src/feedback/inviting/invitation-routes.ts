import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf } from '../../site.ts'
import { field } from '../../web/form.ts'
import { makeFormToken } from '../../web/form-token.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn, sendShared } from '../../web/public-page.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { makeTurnstile } from '../../web/turnstile.ts'
import { render } from '../../web/views.ts'
import { asked, isSetAddress, type SetAddress, setAddresses, setAt } from '../asking.ts'
import { getQuestionSet } from '../question-set.ts'
import { hasWording } from '../wording.ts'
import { cameWith, countOpened, type FoundInvitation, findInvitation } from './invitation.ts'
import { parseCode, showCode } from './invitation-code.ts'

const everyone = { config: { audience: 'everyone' as const } }

/**
 * Codes looked up in a second, over all visitors together; a class that opens its cards at once waits some seconds. At this
 * pace it takes six weeks to guess one code of five thousand, and all it gives away is that it is one.
 */
const passDoor = makeTurnstile(20)

type ByCode = FastifyRequest<{ Params: { code: string } }>
type Good = Extract<FoundInvitation, { state: 'good' }>

/** Coming with an invitation: the address on the card, a page to type its code, and the questions. Looking changes nothing. */
export function invitationRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const { db, keys, now, config } = site
  const find = async (typed: string, address: string): Promise<FoundInvitation> => {
    if (!parseCode(typed)) return { state: 'unknown' }
    await passDoor(address)
    return findInvitation(db, keys, typed, now(), config.sealedLink)
  }

  scope.get('/say', everyone, (request, reply) =>
    sendShared(room, request, reply, { path: '/say', view: 'front/choose', read: () => ({ sets: setAddresses }) }),
  )

  scope.get('/in', everyone, (request, reply) =>
    sendShared(room, request, reply, {
      path: '/in',
      view: 'feedback/code',
      code: NOT_KEPT,
      read: () => ({ problem: false, typed: '' }),
    }),
  )

  scope.get('/in/:code', everyone, async (request: ByCode, reply) => {
    const found = await find(request.params.code, request.ip)
    const code = found.state === 'unknown' ? undefined : showCode(found.code)
    return sendOwn(room, reply, {
      path: code ? `/in/${code}` : '/in',
      view: 'feedback/link',
      data: { state: found.state, sealed: found.state === 'good' && found.sealed, code, sets: setAddresses },
      code: code ? 200 : 404,
    })
  })

  scope.post('/in', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const typed = field(request.body, 'code')
    const set = field(request.body, 'set')
    const code = parseCode(typed)
    if (!code) {
      const data = { problem: true, typed: typed.slice(0, 100) }
      return sendOwn(room, reply, { path: '/in', view: 'feedback/code', data, code: 422 })
    }
    const found = isSetAddress(set) ? await find(code, request.ip) : undefined
    if (found?.state !== 'good' || !isSetAddress(set)) {
      return reply.redirect(frame(language, '/in').href(`/in/${showCode(code)}`), 303)
    }
    await countOpened(db, found.id)
    return ask(reply, found, set)
  })

  /** The same questions as on the open page, with the invitation in a hidden field. */
  async function ask(reply: FastifyReply, found: Good, address: SetAddress): Promise<FastifyReply> {
    const set = await getQuestionSet(db, setAt[address], dayOf(now()))
    const missing = !hasWording(set, language)
    const around = frame(language, `/in/${showCode(found.code)}`, `feedback/form ${set.id}`, { missing })
    const data = {
      ...asked(set, around.language),
      path: `/say/${address}`,
      reads: await room.reads(),
      token: makeFormToken(keys, now()),
      came: cameWith(found),
      link: found.sealed ? 'sealed' : 'plain',
    }
    reply.code(NOT_KEPT).type('text/html; charset=utf-8')
    return reply.send(render('feedback/form', { ...around, ...data }))
  }
}

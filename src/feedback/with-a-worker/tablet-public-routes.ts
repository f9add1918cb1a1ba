import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotAllowed } from '../../refusals.ts'
import { dayOf } from '../../site.ts'
import { field } from '../../web/form.ts'
import { makeFormToken, readFormToken } from '../../web/form-token.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { render } from '../../web/views.ts'
import { asked, type SetAddress, setAt } from '../asking.ts'
import { getQuestionSet } from '../question-set.ts'
import { keyDigits, keyWords } from '../return-key.ts'
import { hasWording } from '../wording.ts'
import { cameOnTablet, findTablet, readWithMe, stopTablet } from './tablet.ts'
import { findTabletKey, openKeyAddress, putTabletKeyAway, TABLET_KEY_MS } from './tablet-key.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** Browsers that keep pages alive behind Back, or a copy of them, let go of what was on the tablet. */
const forgetPages = '"cache"'

type ByToken = FastifyRequest<{ Params: { token: string } }>
type BySealed = FastifyRequest<{ Params: { sealed: string } }>

/**
 * A worker's tablet in somebody's hands. What they send goes the way of every form; every page they leave behind has an
 * address of its own that a moment later shows only "Please give the tablet back", so that Back finds nothing.
 */
export function tabletPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame } = room
  const { db, keys, now } = site

  scope.get('/tablet/:token', everyone, async (request: ByToken, reply) => {
    const { token } = request.params
    const tablet = await findTablet(db, token, now())
    if (!tablet) return givenBack(reply, 404)
    const address = tablet.set_address as SetAddress
    const set = await getQuestionSet(db, setAt[address], dayOf(now()))
    const path = `/tablet/${token}`
    const around = frame(language, path, `feedback/form ${set.id}`, { missing: !hasWording(set, language) })
    const data = {
      ...{ path, action: `/say/${address}`, came: cameOnTablet(token), leaveBy: `/leave?tablet=${token}` },
      ...{
        reads: await room.reads(),
        tablet: true,
        helped: tablet.helped,
        readWithMe,
        token: makeFormToken(keys, now()),
      },
    }
    reply.code(NOT_KEPT).type('text/html; charset=utf-8')
    return reply.send(render('feedback/form', { ...around, ...asked(set, around.language), ...data }))
  })

  scope.post('/tablet/:token/stop', everyone, async (request: ByToken, reply) => {
    refuseOtherOrigins(request, false)
    const form = readFormToken(keys, field(request.body, 'form_token'), now())
    if (form === 'unknown') throw new NotAllowed('not our form')
    await stopTablet(db, request.params.token)
    return toDone(reply)
  })

  scope.get('/tablet/key/:sealed', everyone, async (request: BySealed, reply) => {
    const { sealed } = request.params
    const sent = openKeyAddress(keys, sealed)
    const key = sent && (await findTabletKey(db, keys, sent, now()))
    if (key === undefined) return givenBack(reply, 404)
    const minutes = TABLET_KEY_MS / 60_000
    // A tablet that is put down with the key on it lets go of it by itself.
    const { next } = await room.reads()
    reply.header('refresh', `${TABLET_KEY_MS / 1000}; url=${doneAt()}`)
    return sendOwn(room, reply, {
      path: '/tablet/done',
      view: 'tablet/key',
      code: NOT_KEPT,
      data: ({ formats }) => ({
        ...{ words: keyWords(key), digits: keyDigits(key), sealed, minutes },
        nextReading: formats.weekday(next),
      }),
    })
  })

  scope.post('/tablet/kept', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const sent = openKeyAddress(keys, field(request.body, 'key_address'))
    if (!sent) return givenBack(reply, 422)
    const kept = field(request.body, 'kept') === 'yes' ? 'kept' : 'not wanted'
    await putTabletKeyAway(db, sent, kept, now())
    return toDone(reply)
  })

  scope.get('/tablet/done', everyone, (_request, reply) => givenBack(reply, 200))

  /** The same page for what is over, what is too old and what never was. */
  function givenBack(reply: FastifyReply, code: number) {
    return sendOwn(room, reply, { path: '/tablet/done', view: 'tablet/done', data: {}, code })
  }

  function toDone(reply: FastifyReply) {
    return reply.header('clear-site-data', forgetPages).redirect(doneAt(), 303)
  }

  function doneAt(): string {
    return frame(language, '/').href('/tablet/done')
  }
}

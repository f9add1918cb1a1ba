import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotAllowed } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { type ByRef, mayRead, readingDesk } from '../reading/desk-page.ts'
import { sayItIsAbout } from './colleagues.ts'
import { giveBack, handOn, recuse } from './passing.ts'
import { endPause, type Pause, pauseEnds, pauses, startPause } from './pausing.ts'

/** Handing on, giving back, stepping back: nobody is asked for a reason. */
export function caringRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { show } = readingDesk(site)
  const toQueue = (reply: FastifyReply) => reply.redirect('/team/reading', 303)
  /** It is no longer before this member, so its words close. */
  const close = (request: ByRef) => {
    const { [request.params.ref]: _, ...rest } = request.session.opened ?? {}
    request.session.opened = rest
  }

  scope.post('/reading/:ref/hand-on', mayRead, async (request: ByRef, reply) => {
    const to = field(request.body, 'to') || undefined
    try {
      await handOn(db, keys, request.params.ref, to, request.member, now())
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error
      return show(request, reply, { problems: { to: 'Choose who takes it. It may be with somebody by now.' } }, 422)
    }
    close(request)
    return toQueue(reply)
  })

  scope.post('/reading/:ref/give-back', mayRead, async (request: ByRef, reply) => {
    await giveBack(db, keys, request.params.ref, request.member, now())
    close(request)
    return toQueue(reply)
  })

  scope.post('/reading/:ref/recuse', mayRead, async (request: ByRef, reply) => {
    await recuse(db, keys, request.params.ref, request.member, now())
    close(request)
    return toQueue(reply)
  })

  scope.post('/reading/:ref/colleague', mayRead, async (request: ByRef, reply) => {
    try {
      await sayItIsAbout(db, keys, request.params.ref, field(request.body, 'colleague'), request.member, now())
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error
      return show(request, reply, { problems: { colleague: 'Choose the colleague it is about.' } }, 422)
    }
    return reply.redirect(`/team/reading/${request.params.ref}`, 303)
  })

  scope.post('/pause', mayRead, async (request: FastifyRequest, reply) => {
    const pause = field(request.body, 'pause')
    const until = Object.hasOwn(pauses, pause) && pauseEnds(pause as Pause, field(request.body, 'until'), now())
    if (until) await startPause(db, keys, request.member.id, until, now())
    return reply.redirect(until ? '/team/reading' : '/team/reading?pause=again#pause', 303)
  })

  scope.post('/pause/end', mayRead, async (request: FastifyRequest, reply) => {
    await endPause(db, keys, request.member.id, now())
    return toQueue(reply)
  })
}

import type { FastifyInstance } from 'fastify'
import { hasRota } from '../../safeguarding/duty/lately.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { passOnFull, roomFor } from '../caring/cap.ts'
import { careFor } from '../caring/care.ts'
import { sendTaken } from '../caring/keeping-out.ts'
import { compareWithNames } from '../caring/naming.ts'
import { countToReach } from '../coming-back/contact-desk.ts'
import { flagState } from '../flagging/trouble.ts'
import { listAsked } from '../inviting/seal-asked.ts'
import { AnotherHasIt } from './claiming.ts'
import { type ByRef, mayRead, OPEN_MS, readingDesk } from './desk-page.ts'
import { openResponse, type ReasonToOpen, reasonsToOpen } from './opening.ts'
import { getReadingPage } from './reading-list.ts'
import { listReadings } from './reading-queue.ts'
import { listUnused } from './unused-list.ts'

/** So many new texts are compared with names before a list is shown; the job does the rest within a minute. */
const COMPARED_FIRST = 20

/** What waits at the reading desk, and opening one of it. */
export function openingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site
  const { address, show, readFinish } = readingDesk(site)

  scope.get('/reading', mayRead, async (request, reply) => {
    const { id } = request.member
    await compareWithNames(db, keys, now(), { most: COMPARED_FIRST })
    const asked = request.query as { page?: string; pause?: string }
    const page = Number(asked.page ?? 1)
    const data = {
      queue: await listReadings(db, id, now(), Number.isInteger(page) ? page : 1),
      toReach: await countToReach(db, now(), id),
      seals: await listAsked(db, id),
      unused: await listUnused(db, id),
      care: await careFor(site, id),
      rota: await hasRota(db, dayOf(now())),
      flagState: await flagState(site),
      ...{ item: undefined, pauseAgain: asked.pause === 'again', now: now() },
    }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('feedback/readings', { ...teamFrame(site, request), ...data }))
  })

  scope.post('/reading/:ref/open', mayRead, async (request: ByRef, reply) => {
    const { params, member, body } = request
    const reason = field(body, 'reason') as ReasonToOpen
    if (!Object.hasOwn(reasonsToOpen, reason)) {
      return show(request, reply, { problems: { reason: 'Say why you open the words.' } }, 422)
    }
    const item = await getReadingPage(db, params.ref)
    const room = await roomFor(db, { responseId: item.id, reason }, member.id, config.readCapADay, now())
    if (room === 'full') {
      await passOnFull(db, keys, item.id, member, config.readCapADay, now())
      return reply.redirect('/team/reading#enough', 303)
    }
    const more = field(body, 'more') === 'yes'
    if (room === 'urgent' && !more) {
      return show(request, reply, { problems: { more: 'Say that you can take one more, or hand it on.' } }, 422)
    }
    try {
      await openResponse(db, keys, params.ref, reason, member, now(), room === 'urgent')
    } catch (error) {
      if (error instanceof AnotherHasIt) return sendTaken(site, request, reply)
      throw error
    }
    request.session.opened = { ...request.session.opened, [params.ref]: now().getTime() + OPEN_MS }
    // What was typed while the words had closed.
    const { typed } = await readFinish(request)
    return typed.note === '' ? reply.redirect(`${address(request)}#words-of`, 303) : show(request, reply, { typed })
  })
}

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { countToReach } from '../coming-back/contact-desk.ts'
import { listAsked } from '../inviting/seal-asked.ts'
import { readConcern } from './concern-form.ts'
import { type ByRef, mayRead, OPEN_MS, readingDesk } from './desk-page.ts'
import { hideWords, type StandIn, showAgain, standIns } from './hiding.ts'
import { openResponse, type ReasonToOpen, readOpened, reasonsToOpen } from './opening.ts'
import { agreeAndRelease, finishFirstReading, raiseFrom, sendBack } from './reading.ts'
import { getReadingPage, listReadings } from './reading-list.ts'
import { notYetReleased } from './reading-sheet.ts'
import { translate } from './translating.ts'

/** The reading desk: read, protect, hide, agree. */
export function readingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { address, isOpen, openedUntil, show, readFinish, lookAgain } = readingDesk(site)

  scope.get('/reading', mayRead, async (request, reply) => {
    const queue = await listReadings(db, request.member.id, now())
    const toReach = await countToReach(db, now())
    const data = { queue, toReach, seals: await listAsked(db), item: undefined, now: now() }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('feedback/readings', { ...teamFrame(site, request), ...data }))
  })

  scope.get('/reading/:ref', mayRead, async (request: ByRef, reply) => show(request, reply))

  scope.post('/reading/:ref/open', mayRead, async (request: ByRef, reply) => {
    const reason = field(request.body, 'reason')
    if (!Object.hasOwn(reasonsToOpen, reason)) {
      return show(request, reply, { problems: { reason: 'Say why you open the words.' } }, 422)
    }
    await openResponse(db, keys, request.params.ref, reason as ReasonToOpen, request.member, now())
    request.session.opened = { ...request.session.opened, [request.params.ref]: now().getTime() + OPEN_MS }
    // What was typed while the words had closed.
    const { typed } = await readFinish(request)
    return typed.note === '' ? reply.redirect(address(request), 303) : show(request, reply, { typed })
  })

  scope.post('/reading/:ref/hide', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const typed = { words: field(request.body, 'words'), standIn: field(request.body, 'stand_in') }
    if (!Object.hasOwn(standIns, typed.standIn))
      return show(request, reply, { problems: { stand_in: 'Choose what it is.' }, typed }, 422)
    const item = await getReadingPage(db, request.params.ref)
    const words = await notYetReleased(db, item.id, await readOpened(db, keys, item.ref))
    const places = await db
      .transaction()
      .execute((trx) =>
        hideWords(
          trx,
          keys,
          item.id,
          words,
          { words: typed.words, standIn: typed.standIn as StandIn },
          request.member,
          now(),
        ),
      )
    if (places === 0) {
      const problems = { words: 'These words do not stand in the text, or are hidden already.' }
      return show(request, reply, { problems, typed }, 422)
    }
    return reply.redirect(`${address(request)}#words-of`, 303)
  })

  scope.post('/reading/:ref/show-again', mayRead, async (request: ByRef, reply) => {
    const item = await getReadingPage(db, request.params.ref)
    const span = field(request.body, 'span')
    if (isOpen(request) && z.uuid().safeParse(span).success) {
      await db.transaction().execute((trx) => showAgain(trx, keys, item.id, span, request.member, now()))
    }
    return reply.redirect(`${address(request)}#words-of`, 303)
  })

  scope.post('/reading/:ref/translate', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const item = await getReadingPage(db, request.params.ref)
    const text = { questionKey: field(request.body, 'text'), english: field(request.body, 'english') }
    await translate(db, keys, item.id, text, request.member, now())
    return reply.redirect(`${address(request)}#words-of`, 303)
  })

  scope.post('/reading/:ref/finish', mayRead, async (request: ByRef, reply) => {
    // The words may have closed while the reader was writing a concern: what they read they may still record.
    if (openedUntil(request) === 0) return reply.redirect(address(request), 303)
    const { concern, problems, typed } = await readFinish(request)
    const { found, writtenIn } = typed
    if (found !== 'none' && found !== 'concern') {
      return show(request, reply, { problems: { found: 'Say whether anyone may be being hurt.' }, typed }, 422)
    }
    if (found === 'concern' && !concern) return show(request, reply, { problems, typed }, 422)
    const what = found === 'concern' && concern ? { concern: true as const, ...concern } : { concern: false as const }
    const { params, member, body } = request
    const seen = field(body, 'seen')
    try {
      const { concernRef } = await finishFirstReading(db, keys, params.ref, what, writtenIn, member, now(), seen)
      return reply.redirect(concernRef ? `/team/concerns/${concernRef}` : '/team/reading', 303)
    } catch (error) {
      return lookAgain(request, reply, error, typed)
    }
  })

  scope.post('/reading/:ref/concern', mayRead, async (request: ByRef, reply) => {
    const readers = await listMembersWho(db, 'may handle concerns')
    const { typed, problems, concern } = readConcern(request.body, request.member, readers)
    if (!concern) return show(request, reply, { problems, typed }, 422)
    const { concernRef } = await raiseFrom(db, keys, request.params.ref, concern, request.member, now())
    return reply.redirect(`/team/concerns/${concernRef}`, 303)
  })

  scope.post('/reading/:ref/agree', mayRead, async (request: ByRef, reply) => {
    if (!isOpen(request)) return reply.redirect(address(request), 303)
    const seen = field(request.body, 'seen')
    const done = agreeAndRelease(db, keys, request.params.ref, request.member, now(), seen)
    return done.then(
      () => reply.redirect('/team/reading', 303),
      (error) => lookAgain(request, reply, error),
    )
  })

  scope.post('/reading/:ref/send-back', mayRead, async (request: ByRef, reply) => {
    await sendBack(db, keys, request.params.ref, request.member, now())
    return reply.redirect('/team/reading', 303)
  })
}

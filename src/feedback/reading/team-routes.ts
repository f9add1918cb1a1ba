import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { readConcern } from './concern-form.ts'
import { type ByRef, mayRead, readingDesk } from './desk-page.ts'
import { hideWords, type StandIn, showAgain, standIns } from './hiding.ts'
import { readOpened } from './opening.ts'
import { agreeAndRelease, finishFirstReading, raiseFrom, sendBack } from './reading.ts'
import { getReadingPage } from './reading-list.ts'
import { notYetReleased } from './reading-sheet.ts'
import { translate } from './translating.ts'

/** The reading desk: read, protect, hide, agree. */
export function readingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { address, isOpen, openedUntil, show, readFinish, lookAgain, concernReaders } = readingDesk(site)

  scope.get('/reading/:ref', mayRead, async (request: ByRef, reply) => show(request, reply))

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
    const readers = await concernReaders(request.params.ref)
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

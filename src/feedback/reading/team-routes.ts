import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Site } from '../../site.ts'
import { field } from '../../web/form.ts'
import { readConcern } from './concern-form.ts'
import { type ByRef, mayRead, readingDesk } from './desk-page.ts'
import { deskWords, whyNotYet } from './desk-words.ts'
import { agreeAndRelease, type Found, finishFirstReading, raiseFrom, sendBack } from './reading.ts'
import { getReadingPage } from './reading-list.ts'
import { translate } from './translating.ts'

/** The reading desk: read, protect, hide, agree. */
export function readingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { address, isOpen, openedUntil, show, readFinish, readOwn, lookAgain, concernReaders } = readingDesk(site)

  scope.get('/reading/:ref', mayRead, async (request: ByRef, reply) => {
    const wanted = z.coerce.number().int().min(1).max(1000).safeParse(field(request.query, 'section'))
    return show(request, reply, {}, 200, wanted.data)
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
    const { found, writtenIn, reads, allTheSame } = typed
    if (found !== 'none' && found !== 'concern') {
      return show(request, reply, { problems: { found: 'Say whether anyone may be being hurt.' }, typed }, 422)
    }
    const { params, member, body } = request
    const item = await getReadingPage(db, params.ref)
    const raised = found === 'concern' && typed.note === '' && item.concerns.length > 0
    if (found === 'concern' && !concern && !raised) return show(request, reply, { problems, typed }, 422)
    const what: Found = concern && found === 'concern' ? { concern: true, ...concern } : { concern: raised && 'raised' }
    const seen = field(body, 'seen')
    const foreign = (await deskWords(db, keys, item)).language.foreign.length > 0
    const unnamed = foreign && writtenIn === '' ? { written_in: 'Say in which language it is written.' } : undefined
    const own = { reads, allTheSame }
    const notYet = (await whyNotYet(db, keys, item, member.id, true, found === 'none', own)) ?? unnamed
    if (notYet) {
      // A worry waits for nothing: it is raised now, and only the reading goes on.
      const given = what.concern === true ? await raiseFrom(db, keys, params.ref, what, member, now()) : undefined
      if (given && !isOpen(request)) return reply.redirect(`/team/concerns/${given.concernRef}`, 303)
      const also = given ? ` Concern ${given.concernRef} is raised and is not waiting for this.` : ''
      const kept = given ? { found, writtenIn, ...own } : typed
      const said = Object.entries(notYet).map(([name, sentence]) => [name, `${sentence}${also}`])
      return show(request, reply, { problems: Object.fromEntries(said), typed: kept }, 422)
    }
    try {
      const by = [member, now(), seen, reads] as const
      const { concernRef } = await finishFirstReading(db, keys, params.ref, what, writtenIn || 'English', ...by)
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
    const item = await getReadingPage(db, request.params.ref)
    const own = readOwn(request.body)
    const notYet = await whyNotYet(db, keys, item, request.member.id, false, true, own)
    if (notYet) return show(request, reply, { problems: notYet, typed: own }, 422)
    const done = agreeAndRelease(db, keys, request.params.ref, request.member, now(), seen, own.reads)
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

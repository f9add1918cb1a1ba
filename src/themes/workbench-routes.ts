import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { claim, nextToTheme } from './claims.ts'
import { codePlaces } from './coding.ts'
import { emptyTyped, readCoding, type Typed } from './coding-form.ts'
import { codesAt, getReleased, getResponseId } from './released.ts'
import { removeBareSegment } from './segment.ts'
import { lastStep, undoLast } from './steps.ts'
import { codeOfSuggestion, settlePlace } from './suggesting/suggest.ts'
import type { Suggester } from './suggesting/suggester.ts'
import { takeOffCoding } from './taking-off.ts'
import { finishTheming, reopenTheming } from './theming.ts'
import { countToTheme, listThemed, listToTheme } from './waiting.ts'
import { dayInWords } from './wording.ts'
import { type Extra, workbench } from './workbench.ts'

const mayCode = { config: { audience: 'may code' as const } }

const AT_ONCE = 50
const LATELY = 10

type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** The workbench: a person reads released words and puts codes on passages, one piece of feedback after the other. */
export function workbenchRoutes(scope: FastifyInstance, site: Site, suggester: Suggester): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))
  const idOf = ({ params, member }: ByRef) => getResponseId(db, params.ref, member.id)
  const isPart = (request: FastifyRequest) => Boolean(request.headers['hx-request'])
  /** Only one set of questions: kept in every address and form, so that "next" stays in it. */
  const setOf = (request: FastifyRequest) =>
    field(request.body, 'set') || ((request.query as { set?: unknown }).set?.toString() ?? '').slice(0, 100)

  /** The whole page or, for htmx, the part of it that changes; always all that is there now. */
  const show = async (request: FastifyRequest, reply: FastifyReply, responseId: string, extra: Extra) => {
    const { id } = request.member
    const data = await workbench(db, suggester, responseId, id, now(), extra)
    if (!data.released.finished) await claim(db, responseId, id, now())
    reply.header('vary', 'hx-request').code(extra.problems ? 422 : 200)
    return page(request, reply, isPart(request) ? 'themes/_passages' : 'themes/released', {
      ...data,
      set: setOf(request),
    })
  }
  const goTo = (request: FastifyRequest, reply: FastifyReply, address: string) =>
    isPart(request) ? reply.header('hx-redirect', address).code(204).send() : reply.redirect(address, 303)
  const addressOf = (request: FastifyRequest, ref: string) => {
    const set = setOf(request)
    return `/team/theming/${encodeURIComponent(ref)}${set ? `?set=${encodeURIComponent(set)}` : ''}`
  }
  const goToNext = async (request: FastifyRequest, reply: FastifyReply, after: string) => {
    const set = setOf(request)
    const next = await nextToTheme(db, { after, set }, request.member.id, now())
    return goTo(request, reply, next ? addressOf(request, next) : '/team/theming')
  }
  const finish = async (request: ByRef, reply: FastifyReply, responseId: string, typed?: Typed) => {
    const listed = (name: string) => field(request.body, name).split(',')
    const seen = { objections: listed('objections'), codings: listed('codings') }
    const done = await finishTheming(db, keys, responseId, request.member, now(), seen)
    if (!done.ok) return show(request, reply, responseId, { problems: done.problems, typed: typed ?? emptyTyped })
    if (field(request.body, 'then') === 'next') return goToNext(request, reply, request.params.ref)
    return reply.redirect('/team/theming', 303)
  }

  scope.get('/theming', mayCode, async (request, reply) => {
    const set = setOf(request)
    const { id } = request.member
    const [waiting, sets] = [await listToTheme(db, { set, limit: AT_ONCE }, id, now()), await countToTheme(db, id)]
    const all = sets.filter(({ setName }) => !set || setName === set).reduce((sum, one) => sum + one.waiting, 0)
    const data = { waiting, sets, set, more: all - waiting.length, step: await lastStep(db, id) }
    return page(request, reply, 'themes/theming', { ...data, finished: await listThemed(db, id, LATELY), dayInWords })
  })
  scope.post('/theming/next', mayCode, async (request, reply) => goToNext(request, reply, field(request.body, 'after')))
  scope.post('/theming/undo', mayCode, async (request, reply) => {
    const done = await undoLast(db, keys, field(request.body, 'step'), request.member, now())
    suggester.noticeChange()
    const here = field(request.body, 'at')
    if (!done.ok) {
      if (!here) return reply.redirect('/team/theming', 303)
      return show(request, reply, await getResponseId(db, here, request.member.id), { problems: done.problems })
    }
    if (!isPart(request) || done.ref !== here) return goTo(request, reply, addressOf(request, done.ref))
    return show(request, reply, await getResponseId(db, here, request.member.id), { said: 'Taken back.' })
  })
  scope.get('/theming/:ref', mayCode, async (request: ByRef, reply) => {
    const recordId = await idOf(request)
    const entry = { memberId: request.member.id, action: 'looked at released words', record: 'feedback', recordId }
    await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    return show(request, reply, recordId, {})
  })
  scope.post('/theming/:ref', mayCode, async (request: ByRef, reply) => {
    const released = await getReleased(db, await idOf(request))
    const { responseId } = released
    const suggestion = field(request.body, 'then') === 'suggest'
    const { typed, work } = readCoding(request.body, released)
    if (!work.ok) return show(request, reply, responseId, { problems: work.problems, typed })
    if (suggestion) return show(request, reply, responseId, { typed, place: work.places[0] })
    const suggested = await Promise.all(typed.suggestions.map((id) => codeOfSuggestion(db, id)))
    const [codeKey = '', ...also] = [typed.code, ...suggested].filter((key) => key !== '' && key !== undefined)
    const settle = async (trx: typeof db) => {
      for (const place of work.places) {
        const there = [...codesAt(released, place), codeKey, ...also] as string[]
        await settlePlace(trx, place, there, request.member, now())
      }
    }
    const coding = { ...work, codeKey, also: also as string[] }
    const done = await codePlaces(db, keys, coding, request.member, now(), settle)
    if (!done.ok) return show(request, reply, responseId, { problems: done.problems, typed, place: work.places[0] })
    suggester.noticeChange()
    if (field(request.body, 'then') === 'next') return finish(request, reply, responseId)
    if (!isPart(request)) return reply.redirect(`${addressOf(request, request.params.ref)}#passages`, 303)
    return show(request, reply, responseId, { said: 'Added.', last: typed.sentences.at(-1) })
  })
  scope.post('/theming/:ref/undo', mayCode, async (request: ByRef, reply) => {
    const responseId = await idOf(request)
    const [codingId, segmentId] = [field(request.body, 'coding'), field(request.body, 'passage')]
    const done = codingId
      ? await takeOffCoding(db, keys, { responseId, codingId }, request.member, now(), true)
      : await removeBareSegment(db, keys, { responseId, segmentId }, request.member, now())
    if (!done.ok) return show(request, reply, responseId, { problems: done.problems })
    suggester.noticeChange()
    if (!isPart(request)) return reply.redirect(`${addressOf(request, request.params.ref)}#passages`, 303)
    return show(request, reply, responseId, { said: 'Taken away.' })
  })
  scope.post('/theming/:ref/finish', mayCode, async (request: ByRef, reply) =>
    finish(request, reply, await idOf(request)),
  )
  scope.post('/theming/:ref/reopen', mayCode, async (request: ByRef, reply) => {
    await reopenTheming(db, keys, await idOf(request), request.member, now())
    return reply.redirect(addressOf(request, request.params.ref), 303)
  })
}

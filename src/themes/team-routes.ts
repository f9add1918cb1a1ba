import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { dayOf } from '../site.ts'
import { FEWEST_INSIDE, peopleInWords } from '../small-numbers.ts'
import { unmetBetween } from '../support/telling-us/unmet-need.ts'
import { unmetInWords } from '../support/telling-us/unmet-words.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { impacts, kinds, listCodes, listCodesOf } from './code.ts'
import { codePlaces, undoCoding } from './coding.ts'
import { emptyTyped, readCoding } from './coding-form.ts'
import { listOpenObjections } from './objecting.ts'
import { getReleased, getResponseId } from './released.ts'
import { type Refused, removeSegment } from './segment.ts'
import { sentencesWithPassages } from './showing.ts'
import { countPeople, getTheme, passagesOf, peopleByTheme } from './theme.ts'
import { finishTheming, listThemed, listToTheme, reopenTheming } from './theming.ts'
import { dayInWords, monthInWords, permissions, sixMonths } from './wording.ts'

const mayCode = { config: { audience: 'may code' as const } }
const maySee = { config: { audience: 'may see themes' as const } }

const MOST_PASSAGES = 100
const LATELY = 10

type ByRef = FastifyRequest<{ Params: { ref: string } }>
type ByKey = FastifyRequest<{ Params: { key: string } }>

/** Theming: a person reads released words and puts codes on passages. Themes: what that adds up to. */
export function themesTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  /** The whole page or, for htmx, the part of it that changes. */
  const showWords = async (
    request: ByRef,
    reply: FastifyReply,
    extra: { refused?: Refused; typed?: object; said?: string },
  ) => {
    const released = await getReleased(db, await getResponseId(db, request.params.ref))
    const data = {
      released,
      questions: released.questions.map((question) => ({
        ...question,
        sentences: sentencesWithPassages(question.body, question.passages),
      })),
      objections: await listOpenObjections(db, released.responseId),
      codes: await listCodes(db),
      impacts,
      kinds,
      typed: emptyTyped,
      said: '',
      problems: extra.refused?.problems ?? {},
      monthInWords,
      dayInWords,
      ...extra,
    }
    reply.header('vary', 'hx-request').code(extra.refused ? 422 : 200)
    return page(request, reply, request.headers['hx-request'] ? 'themes/_passages' : 'themes/released', data)
  }
  const after = (request: ByRef, reply: FastifyReply, said: string, sentences: string[] = []) => {
    // The sentences tell the page where the person was, so that the keyboard stays there.
    if (request.headers['hx-request']) return showWords(request, reply, { said, typed: { ...emptyTyped, sentences } })
    return reply.redirect(`/team/theming/${encodeURIComponent(request.params.ref)}#passages`, 303)
  }

  scope.get('/theming', mayCode, async (request, reply) => {
    const [waiting, finished] = [await listToTheme(db), await listThemed(db, LATELY)]
    return page(request, reply, 'themes/theming', { waiting, finished, dayInWords })
  })
  scope.get('/theming/:ref', mayCode, async (request: ByRef, reply) => {
    const recordId = await getResponseId(db, request.params.ref)
    const entry = { memberId: request.member.id, action: 'looked at released words', record: 'feedback', recordId }
    await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    return showWords(request, reply, {})
  })
  scope.post('/theming/:ref', mayCode, async (request: ByRef, reply) => {
    const released = await getReleased(db, await getResponseId(db, request.params.ref))
    const { typed, work } = readCoding(request.body, released)
    const done = work.ok ? await codePlaces(db, keys, work, request.member, now()) : work
    if (!done.ok) return showWords(request, reply, { refused: done, typed })
    return after(request, reply, 'Added.', typed.sentences)
  })
  scope.post('/theming/:ref/undo', mayCode, async (request: ByRef, reply) => {
    const responseId = await getResponseId(db, request.params.ref)
    const coded = { responseId, segmentId: field(request.body, 'passage'), codeKey: field(request.body, 'code') }
    const undo = coded.codeKey ? undoCoding : removeSegment
    const done = await undo(db, keys, coded, request.member, now())
    return done.ok ? after(request, reply, 'Taken away.') : showWords(request, reply, { refused: done })
  })
  scope.post('/theming/:ref/finish', mayCode, async (request: ByRef, reply) => {
    const seen = field(request.body, 'objections').split(',')
    const responseId = await getResponseId(db, request.params.ref)
    const finished = await finishTheming(db, keys, responseId, request.member, now(), seen)
    const { ref } = request.params
    return reply.redirect(finished ? '/team/theming' : `/team/theming/${encodeURIComponent(ref)}`, 303)
  })
  scope.post('/theming/:ref/reopen', mayCode, async (request: ByRef, reply) => {
    await reopenTheming(db, keys, await getResponseId(db, request.params.ref), request.member, now())
    return reply.redirect(`/team/theming/${encodeURIComponent(request.params.ref)}`, 303)
  })

  scope.get('/themes', maySee, async (request, reply) => {
    const period = sixMonths(dayOf(now()))
    const [themes, people] = [await peopleByTheme(db, period), await countPeople(db, period)]
    // Only months that have ended, so that two looks cannot be taken from one another.
    const unmet = unmetInWords(await unmetBetween(db, { from: period.from, until: period.to }, period.to))
    return page(request, reply, 'themes/themes', { themes, people, period, peopleInWords, unmet })
  })
  scope.get('/themes/:key', maySee, async (request: ByKey, reply) => {
    const { key } = request.params
    const theme = await getTheme(db, key)
    const period = sixMonths(dayOf(now()))
    const counts = (await peopleByTheme(db, period)).find((one) => one.key === key)
    const ever = (await peopleByTheme(db)).find((one) => one.key === key)?.people ?? 0
    // A handful of passages beside their months would tell who wrote them.
    const few = ever < FEWEST_INSIDE
    const passages = few ? [] : await passagesOf(db, key, MOST_PASSAGES)
    const entry = { memberId: request.member.id, action: 'looked at passages', record: 'theme', recordId: key }
    if (!few) await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    const data = { theme, period, counts, few, passages, codes: await listCodesOf(db, key), peopleInWords }
    return page(request, reply, 'themes/theme', { ...data, impacts, kinds, permissions, monthInWords, MOST_PASSAGES })
  })
}

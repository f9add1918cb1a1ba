import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { field } from '../../web/form.ts'
import type { Frame } from '../../web/frame.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { getWay } from '../coming-back/revisiting.ts'
import { refuseFormOfAnotherVisit, visitFormToken } from '../coming-back/visit.ts'
import { wordsFor } from '../coming-back/way-routes.ts'
import { getQuestionSetById, type QuestionSet } from '../question-set.ts'
import { readWish, type TypedWish, typedWish, type WishProblem } from './notice-form.ts'
import { newsMark, type WhatBecameOf } from './notice-news.ts'
import { carrier, demonstrationSender, offeredWays } from './notice-offer.ts'
import { noticeTimes } from './notice-times.ts'
import { askForNotices, findWish, keepWishMonths, stopNotices } from './notice-wish.ts'

const keyHolder = { config: { audience: 'key holder' as const } }

const path = '/back/notices'
const view = 'feedback/notices'
const nothingTyped: TypedWish = { way: '', address: '', safe: '', times: '' }

/** Being told when something is new: asking for it, changing it, stopping it. Nothing is sent without being asked for. */
export function noticeRoutes(scope: FastifyInstance, room: PublicSite, became: WhatBecameOf): void {
  const { site, language, frame } = room
  const { db, keys, now, config } = site

  type Shown = { typed?: TypedWish; problems?: WishProblem[]; done?: 'asked' | 'stopped' }

  async function page(request: FastifyRequest, reply: FastifyReply, shown: Shown = {}) {
    const { typed = nothingTyped, problems = [], done } = shown
    const set = await setOf(request)
    const about = {
      ...{ typed, problems, done, token: visitFormToken(keys, request) },
      wish: await findWish(db, request.responseId),
      ways: offeredWays(site),
      times: noticeTimes,
      months: keepWishMonths,
      days: config.notices.everyDays,
      carrier: carrier(site),
      sender: site.demonstration ? demonstrationSender : (config.notices.from ?? ''),
    }
    const data = (around: Frame) => ({ ...about, ...wordsFor(set, around) })
    return sendOwn(room, reply, { path, view, data, code: problems.length > 0 ? 422 : 200 })
  }

  /** Words that are gone have nothing new to tell of. */
  async function isOver(request: FastifyRequest): Promise<boolean> {
    const way = await getWay(db, request.responseId)
    return way.withdrawnOn !== null || way.wordsErasedOn !== null
  }

  async function setOf(request: FastifyRequest): Promise<QuestionSet> {
    return getQuestionSetById(db, (await getWay(db, request.responseId)).setId)
  }

  const toWay = (reply: FastifyReply) => reply.redirect(frame(language, '/back').href('/back/way'), 303)

  scope.get(path, keyHolder, async (request, reply) => {
    if (offeredWays(site).length === 0) throw new NotFound('no notices here')
    if (await isOver(request)) return toWay(reply)
    return page(request, reply)
  })

  scope.post(path, keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    // Whoever asked once can stop, also where nothing is offered any more.
    if (field(request.body, 'stop')) {
      await stopNotices(db, request.responseId)
      return offeredWays(site).length === 0 ? toWay(reply) : page(request, reply, { done: 'stopped' })
    }
    const ways = offeredWays(site)
    if (ways.length === 0) throw new NotFound('no notices here')
    if (await isOver(request)) return toWay(reply)
    const typed = typedWish(request.body)
    const read = readWish(typed, ways)
    if (!read.ok) return page(request, reply, { typed, problems: read.problems })
    const { responseId } = request
    // The words of the message are those that this page shows.
    const { wordsIn: shownIn } = wordsFor(await setOf(request), frame(language, path, view))
    const mark = await newsMark(db, keys, responseId, became)
    await askForNotices(db, keys, responseId, { ...read.wish, language: shownIn, mark }, now())
    return page(request, reply, { done: 'asked' })
  })
}

import type { FastifyInstance } from 'fastify'
import { NotAllowed } from '../refusals.ts'
import { field } from '../web/form.ts'
import { makeFormToken, readFormToken } from '../web/form-token.ts'
import type { Frame } from '../web/frame.ts'
import { sayData } from '../web/language.ts'
import { type PublicSite, sendOwn } from '../web/public-page.ts'
import { makeTurnstile } from '../web/turnstile.ts'
import { getQuestionSetById } from './question-set.ts'
import { findByReturnKey, getWay } from './revisiting.ts'
import { endVisit, refuseFormOfAnotherVisit, visitFormToken } from './visit.ts'
import { withdrawFeedback } from './withdrawing.ts'

/** What other rooms know of what became of somebody's words. The table of contents hands it in. */
export type WhatBecame = (responseId: string) => Promise<{
  themes: string[]
  /** Of the same themes, in the same order. */
  themeKeys: string[]
  decisions: {
    theme: string
    themeKey: string
    outcome: 'planned' | 'made' | 'not possible' | 'need more voices'
    sentence: string
    easySentence: string
    reason: string
    dueOn: string | null
    madeOn: string | null
  }[]
}>

const everyone = { config: { audience: 'everyone' as const } }
const keyHolder = { config: { audience: 'key holder' as const } }

/** Guesses in a second, over all visitors together; a right key from elsewhere goes before them and still opens. */
const passKeyDesk = makeTurnstile(5)

/** Coming back with a return key: what became of it, and taking it back. */
export function visitRoutes(scope: FastifyInstance, room: PublicSite, whatBecame: WhatBecame): void {
  const { site, language, frame } = room
  const { db, keys, now } = site
  const home = () => frame(language, '/back').href('/back')

  scope.get('/back', everyone, async (_request, reply) =>
    sendOwn(room, reply, {
      path: '/back',
      view: 'feedback/back',
      data: { token: makeFormToken(keys, now()), problem: false },
    }),
  )

  scope.post('/back', everyone, async (request, reply) => {
    const token = readFormToken(keys, field(request.body, 'form_token'), now())
    if (token === 'unknown') throw new NotAllowed('not our form')
    await passKeyDesk(request.ip)
    const responseId = await findByReturnKey(db, keys, field(request.body, 'key'))
    if (!responseId) {
      const data = { token: makeFormToken(keys, now()), problem: true }
      return sendOwn(room, reply, { path: '/back', view: 'feedback/back', data, code: 422 })
    }
    await request.session.regenerate()
    request.session.responseId = responseId
    request.session.startedAt = now().getTime()
    return reply.redirect(`${home()}/way`, 303)
  })

  scope.get('/back/way', keyHolder, async (request, reply) => {
    const way = await getWay(db, request.responseId)
    if (way.withdrawnOn)
      return sendOwn(room, reply, { path: '/back', view: 'feedback/taken', data: { concernStays: false } })
    const set = await getQuestionSetById(db, way.setId)
    const became = await whatBecame(request.responseId)
    const token = visitFormToken(keys, request)
    const data = ({ language }: Frame) => {
      const theme = (key = '', name = '') => sayData(language, `themes.${key}`, name)
      const themes = became.themes.map((name, n) => theme(became.themeKeys[n], name))
      const decisions = became.decisions.map((one) => ({ ...one, theme: theme(one.themeKey, one.theme) }))
      return { way, set, themes, decisions, token }
    }
    return sendOwn(room, reply, { path: '/back', view: 'feedback/way', data })
  })

  scope.get('/back/take-back', keyHolder, async (request, reply) =>
    sendOwn(room, reply, { path: '/back', view: 'feedback/take-back', data: { token: visitFormToken(keys, request) } }),
  )

  scope.post('/back/take-back', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { concernStays } = await withdrawFeedback(db, request.responseId, now())
    return sendOwn(room, reply, { path: '/back', view: 'feedback/taken', data: { concernStays } })
  })

  scope.post('/back/close', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    await endVisit(site, request, reply)
    reply.header('clear-site-data', '"cookies"')
    return reply.redirect(frame(language, '/').href('/'), 303)
  })
}

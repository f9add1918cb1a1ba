import type { FastifyInstance } from 'fastify'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { getWay } from './revisiting.ts'
import { refuseFormOfAnotherVisit, visitFormToken } from './visit.ts'
import { withdrawFeedback, withdrawQuotes } from './withdrawing.ts'

const keyHolder = { config: { audience: 'key holder' as const } }

/** Taking back what one said: all of it, or only that it may be quoted. */
export function takeBackRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { db, keys, now, config } = room.site
  const copiesDays = config.backupsKeptDays

  scope.get('/back/take-back', keyHolder, async (request, reply) => {
    const { permission } = await getWay(db, request.responseId)
    const data = {
      token: visitFormToken(keys, request),
      mayBeQuoted: permission === 'report',
      quotesGone: false,
      copiesDays,
    }
    return sendOwn(room, reply, { path: '/back', view: 'feedback/take-back', data })
  })

  scope.post('/back/take-back', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    const { concernStays } = await withdrawFeedback(db, request.responseId, now())
    return sendOwn(room, reply, { path: '/back', view: 'feedback/taken', data: { concernStays } })
  })

  scope.post('/back/take-back/quotes', keyHolder, async (request, reply) => {
    refuseFormOfAnotherVisit(keys, request)
    await withdrawQuotes(db, request.responseId)
    const data = { token: visitFormToken(keys, request), mayBeQuoted: false, quotesGone: true, copiesDays }
    return sendOwn(room, reply, { path: '/back', view: 'feedback/take-back', data })
  })
}

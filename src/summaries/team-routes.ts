import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { channels } from '../feedback/giving/arrival.ts'
import { findPeriod, type Period, periodName } from '../period.ts'
import { NotFound } from '../refusals.ts'
import { dayOf, type Site } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { workRoutes } from '../team/long-work/work-routes.ts'
import { dayInWords } from '../themes/wording.ts'
import { render } from '../web/views.ts'
import { aboutNames } from './about-words.ts'
import { boardFor } from './board.ts'
import { coverageRoutes } from './coverage/coverage-routes.ts'
import { overTimeRoutes } from './over-time/over-time-routes.ts'
import { firstToShow, listPeriods, neighbours } from './periods.ts'
import { releasesTeamRoutes } from './releases/releases-routes.ts'

const maySee = { config: { audience: 'may see the board page' as const } }

type ByPeriod = FastifyRequest<{ Params: { period: string } }>

/** The board's page: one fixed page for each period, without filters. */
export function summariesTeamRoutes(scope: FastifyInstance, site: Site): void {
  coverageRoutes(scope, site)
  overTimeRoutes(scope, site)
  releasesTeamRoutes(scope, site)
  workRoutes(scope, site)
  const { db, keys, now } = site
  const languages = new Intl.DisplayNames('en-GB', { type: 'language' })
  const show = async (request: FastifyRequest, reply: FastifyReply, wanted?: Period) => {
    const today = dayOf(now())
    const data = await db.transaction().execute(async (trx) => {
      const periods = await listPeriods(trx, today)
      const period = wanted ?? firstToShow(periods, today)
      const board = await boardFor(trx, period, now(), site.config.checks, site.config.dutyToNotifyFrom)
      // Last, because whoever writes in the log holds up everybody else who does.
      const entry = { memberId: request.member.id, action: 'board: looked at', record: 'period', recordId: period.key }
      await audit(trx, keys, entry, now())
      return { board, ...neighbours(periods, period) }
    })
    const missing = data.board.notHeard.languages.map((tag) => languages.of(tag) ?? tag)
    const { checks } = site.config
    const view = {
      ...teamFrame(site, request),
      ...data,
      checks,
      missing,
      periodName,
      dayInWords,
      today,
      channels,
      aboutNames,
    }
    return reply.type('text/html; charset=utf-8').send(render('summaries/board', view))
  }
  scope.get('/board', maySee, async (request, reply) => show(request, reply))
  scope.get('/board/:period', maySee, async (request: ByPeriod, reply) => {
    const period = findPeriod(request.params.period)
    if (!period || period.from > dayOf(now())) throw new NotFound('no such period')
    return show(request, reply, period)
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { doers } from '../doers.ts'
import { dayOf, type Site } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { workRoutes } from '../team/long-work/work-routes.ts'
import { dayInWords } from '../themes/wording.ts'
import { render } from '../web/views.ts'
import { boardFor } from './board.ts'
import { coverageRoutes } from './coverage/coverage-routes.ts'
import { overTimeRoutes } from './over-time/over-time-routes.ts'
import { howOf } from './pack/definitions.ts'
import { packsRoutes } from './pack/packs-routes.ts'
import { readReleased } from './releases/reading.ts'
import { releasesTeamRoutes } from './releases/releases-routes.ts'
import { scorecardRoutes } from './scorecard/scorecard-routes.ts'

const maySee = { config: { audience: 'may see the board page' as const } }

type ByPeriod = FastifyRequest<{ Params: { period: string } }>

/** The board's page: one for each release that stands, without filters. It is read as the role that sees only what was released. */
export function summariesTeamRoutes(scope: FastifyInstance, site: Site): void {
  releasesTeamRoutes(scope, site)
  workRoutes(scope, site, doers)
  coverageRoutes(scope, site)
  scorecardRoutes(scope, site)
  overTimeRoutes(scope, site)
  packsRoutes(scope, site)
  const { db, keys, now } = site
  const { checks } = site.config
  const show = async (request: FastifyRequest, reply: FastifyReply, key?: string) => {
    const today = dayOf(now())
    const board = await readReleased(db, (released) => boardFor(released, key, today, checks))
    const recordId = board.head?.key ?? 'nothing released'
    const entry = { memberId: request.member.id, action: 'board: looked at', record: 'period', recordId }
    await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    const view = { ...teamFrame(site, request), board, checks, dayInWords, today, how: howOf }
    return reply.type('text/html; charset=utf-8').send(render('summaries/board', view))
  }
  scope.get('/board', maySee, async (request, reply) => show(request, reply))
  scope.get('/board/:period', maySee, async (request: ByPeriod, reply) => show(request, reply, request.params.period))
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { dayInWords } from '../../themes/wording.ts'
import { render } from '../../web/views.ts'
import { findRelease, listReleases, readReleased } from '../releases/reading.ts'

const maySee = { config: { audience: 'may see the board page' as const } }
const SHOWN = 24

type ByNumber = FastifyRequest<{ Params: { number: string } }>

/** The scorecard of a release: what it says is frozen with everything else, and each number opens its definition. */
export function scorecardRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = async (request: FastifyRequest, reply: FastifyReply, number?: number) => {
    const data = await readReleased(db, async (released) => {
      const all = await listReleases(released)
      const first = all.find(({ kind }) => kind === 'period') ?? all[0]
      const release = number === undefined ? first : await findRelease(released, number)
      if (number !== undefined && !release) throw new NotFound('no such release')
      const others = all.filter((one) => one.number !== release?.number).slice(0, SHOWN)
      return { release, others, isOld: release !== undefined && !all.some((one) => one.number === release.number) }
    })
    const entry = {
      action: 'scorecard: looked at',
      record: 'release',
      recordId: data.release?.number.toString() ?? null,
    }
    await db.transaction().execute((trx) => audit(trx, keys, { memberId: request.member.id, ...entry }, now()))
    const view = { ...teamFrame(site, request), ...data, dayInWords }
    return reply.type('text/html; charset=utf-8').send(render('summaries/scorecard', view))
  }
  scope.get('/scorecard', maySee, async (request, reply) => show(request, reply))
  scope.get('/scorecard/:number', maySee, async (request: ByNumber, reply) => {
    if (!/^[1-9]\d{0,5}$/.test(request.params.number)) throw new NotFound('no such release')
    return show(request, reply, Number(request.params.number))
  })
}

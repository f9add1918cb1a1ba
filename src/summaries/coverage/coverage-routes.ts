import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findPeriod, type Period, periodName, periodOf } from '../../period.ts'
import { NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { audit } from '../../team/audit.ts'
import { teamFrame } from '../../team/frame.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { firstToShow, listPeriods, neighbours } from '../periods.ts'
import { coveragePage } from './coverage-page.ts'
import { fieldsOf, groupsOn } from './groups.ts'
import { type TypedStep, writeNextStep } from './next-steps.ts'
import { type Problems, saveTotals, type TypedTotals } from './referral-totals.ts'

const maySee = { config: { audience: 'may release' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }

type ByPeriod = FastifyRequest<{ Params: { period: string } }>
type Typed = { totals?: TypedTotals; step?: TypedStep; problems?: Problems }

/** Voice coverage: who was seen, asked and heard, what a lead types in about it, and what is done next. */
export function coverageRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = async (request: FastifyRequest, reply: FastifyReply, wanted?: Period, typed: Typed = {}) => {
    const today = dayOf(now())
    const data = await db.transaction().execute(async (trx) => {
      const periods = await listPeriods(trx, today)
      const period = wanted ?? firstToShow(periods, today)
      const page = await coveragePage(trx, period, now())
      const entry = { action: 'coverage: looked at', record: 'period', recordId: period.key }
      await audit(trx, keys, { memberId: request.member.id, ...entry }, now())
      return { ...page, ...neighbours(periods, period) }
    })
    const newest = data.saved[0]
    const view = {
      ...{ ...teamFrame(site, request), ...data, dayInWords, periodName, problems: typed.problems ?? {} },
      // A window that was left open keeps the number that its figures were built on.
      totals: typed.totals ?? { counts: newest?.counts ?? {}, why: '', base: String(newest?.number ?? 0) },
      base: String(newest?.number ?? 0),
      step: typed.step ?? { groupKey: '', sentence: '', byDay: '' },
    }
    return reply.type('text/html; charset=utf-8').send(render('summaries/coverage', view))
  }
  const periodIn = (request: ByPeriod) => {
    const period = findPeriod(request.params.period)
    if (!period || period.from > dayOf(now()) || period.key < EARLIEST) throw new NotFound('no such period')
    return period
  }
  const back = (reply: FastifyReply, { key }: Period, where: string) =>
    reply.redirect(`/team/coverage/${key}#${where}`, 303)

  scope.get('/coverage', maySee, async (request, reply) => show(request, reply))
  scope.get('/coverage/:period', maySee, async (request: ByPeriod, reply) => show(request, reply, periodIn(request)))
  scope.post('/coverage/:period', mayDecide, async (request: ByPeriod, reply) => {
    const { body } = request
    const period = periodIn(request)
    const names = fieldsOf(groupsOn(period.from))
    const counts = Object.fromEntries(names.map((name) => [name, field(body, name)]))
    const totals = { counts, why: field(body, 'why'), base: field(body, 'base') }
    const saved = await saveTotals(db, keys, period, totals, request.member, now())
    if (saved.ok) return back(reply, period, 'totals')
    return show(request, reply.code(422), period, { totals, problems: saved.problems })
  })
  scope.post('/coverage/:period/next', mayDecide, async (request: ByPeriod, reply) => {
    const { body } = request
    const period = periodIn(request)
    const step = { groupKey: field(body, 'groupKey'), sentence: field(body, 'sentence'), byDay: field(body, 'byDay') }
    const written = await writeNextStep(db, keys, step, request.member, now())
    if (written.ok) return back(reply, period, 'next')
    return show(request, reply.code(422), period, { step, problems: written.problems })
  })
}

/** The first period that the first list of groups holds for. */
const EARLIEST = periodOf('2024-01-01').key

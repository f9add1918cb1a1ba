import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { newFormMark } from '../../web/form-mark.ts'
import { render } from '../../web/views.ts'
import { commentOnPlan, takeBackComment } from './commenting.ts'
import { listPlans } from './panel.ts'

const mayComment = { config: { audience: 'may comment on plans' as const } }

type ById = FastifyRequest<{ Params: { id: string } }>
type Typed = { planId?: string; body?: string; problem?: string }

/** The survivors' panel: what is planned, and what they think of it. No passage, no figure and no name is on it. */
export function panelRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = async (request: FastifyRequest, reply: FastifyReply, typed: Typed = {}) => {
    const plans = await listPlans(db)
    const data = { ...teamFrame(site, request), plans, typed, formMark: newFormMark(), today: dayOf(now()), dayInWords }
    return reply.type('text/html; charset=utf-8').send(render('changes/panel', data))
  }
  scope.get('/panel', mayComment, async (request, reply) => show(request, reply))
  scope.post('/panel/:id', mayComment, async (request: ById, reply) => {
    const planId = request.params.id
    const typed = { body: field(request.body, 'body'), formMark: field(request.body, 'form') }
    const said = await commentOnPlan(db, keys, { decisionId: planId, ...typed }, request.member, now())
    if (said.ok) return reply.redirect(`/team/panel#plan-${planId}`, 303)
    return show(request, reply.code(422), { planId, body: typed.body, problem: said.problems.body ?? '' })
  })
  scope.post('/panel/comments/:id/take-back', mayComment, async (request: ById, reply) => {
    await takeBackComment(db, keys, request.params.id, request.member, now())
    return reply.redirect('/team/panel', 303)
  })
}

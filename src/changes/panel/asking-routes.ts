import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import type { Problems } from '../decision.ts'
import { getDecision } from '../decision-list.ts'
import { isOpen, stateOf } from '../state.ts'
import { askPanel } from './asking.ts'
import { answerPanel, type Said } from './commenting.ts'
import { panelOn, panelRecordOn } from './panel.ts'

const maySee = { config: { audience: 'may see themes' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }

type ById = FastifyRequest<{ Params: { id: string } }>

/** The panel and one change, as the lead sees it: asking, what was said, and answering it. */
export function askingPanelRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = async (request: ById, reply: FastifyReply, problems: Problems = {}, typed: object = {}) => {
    const decision = await getDecision(db, request.params.id)
    const panel = await panelOn(db, decision.id)
    const record = await panelRecordOn(db, decision)
    const open = stateOf(decision) === 'planned' && isOpen(decision)
    const data = { decision, panel, record, open, problems, typed, today: dayOf(now()), dayInWords }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('changes/panel-asked', { ...teamFrame(site, request), ...data }))
  }
  const after = (request: ById, reply: FastifyReply, said: Said, typed: object) =>
    said.ok
      ? reply.redirect(`/team/changes/${request.params.id}/panel`, 303)
      : show(request, reply.code(422), said.problems, typed)

  scope.get('/changes/:id/panel', maySee, async (request: ById, reply) => show(request, reply))
  scope.post('/changes/:id/panel/ask', mayDecide, async (request: ById, reply) => {
    const typed = { question: field(request.body, 'question'), sayBy: field(request.body, 'sayBy').trim() }
    const said = await askPanel(db, keys, { decisionId: request.params.id, ...typed }, request.member, now())
    return after(request, reply, said, typed)
  })
  scope.post('/changes/:id/panel/answer', mayDecide, async (request: ById, reply) => {
    const typed = { commentId: field(request.body, 'comment'), answer: field(request.body, 'answer') }
    const wanted = { decisionId: request.params.id, commentId: typed.commentId, body: typed.answer }
    return after(request, reply, await answerPanel(db, keys, wanted, request.member, now()), typed)
  })
}

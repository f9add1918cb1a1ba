import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/open.ts'
import { dayOf, type Site } from '../site.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { dayInWords, monthInWords } from '../themes/wording.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { decideOnTheme, type Problems } from './decision.ts'
import { emptyDecision, formFor, readDecision, readMade } from './decision-form.ts'
import { listDecisions } from './decision-list.ts'
import { decisionPage } from './decision-page.ts'
import { waitLines } from './escalating/wait-lines.ts'
import { choicesFor, fitting, readWish, standingOf } from './filtering.ts'
import type { Afterwards } from './heard.ts'
import { linkingRoutes } from './linking-routes.ts'
import { recordPracticeChange } from './practice-change.ts'
import { publishDecision, retractDecision } from './publication.ts'
import { agreeQuote, chooseQuote, type QuoteAnswer, removeQuote } from './quote.ts'
import { scrutinyRoutes } from './scrutiny-routes.ts'

const maySee = { config: { audience: 'may see themes' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }
const mayPublish = { config: { audience: 'may publish' as const } }
const mayAgree = { config: { audience: 'may agree quotes' as const } }

/** So many decisions on one page; a wish finds the rest. */
const MOST = 100

type ById = FastifyRequest<{ Params: { id: string } }>
type Typed = Partial<ReturnType<typeof readMade>>

/** Decisions: what was decided on a theme, what was done, and what of it the public reads. */
export function changesTeamRoutes(scope: FastifyInstance, site: Site, afterwards: Afterwards): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))
  /** Reads what a page shows and writes down who looked, both or neither. */
  const looking = <T>(
    request: FastifyRequest,
    action: string,
    record: string,
    recordId: string,
    read: (trx: Db) => Promise<T>,
  ) =>
    db.transaction().execute(async (trx) => {
      await audit(trx, keys, { memberId: request.member.id, action, record, recordId }, now())
      return read(trx)
    })
  const back = (request: ById, reply: FastifyReply) => reply.redirect(`/team/changes/${request.params.id}`, 303)

  scrutinyRoutes(scope, site)

  scope.get('/changes', maySee, async (request, reply) => {
    const decisions = await listDecisions(db)
    const compared = await afterwards.compare(db, decisions, now())
    const all = decisions.map((decision) => standingOf(decision, compared.get(decision.id), dayOf(now())))
    const wish = readWish(request.query)
    const fit = fitting(all, wish)
    const choices = choicesFor(all)
    const waits = await waitLines(db, dayOf(now()))
    const data = { all, fit, shown: fit.slice(0, MOST), wish, choices, waits, dayInWords }
    return page(request, reply, 'changes/decisions', data)
  })

  const showForm = async (request: FastifyRequest, reply: FastifyReply, typed: object, problems: Problems) => {
    const themeKey = 'themeKey' in typed ? String(typed.themeKey) : ''
    const form = await looking(request, 'decision: passages looked at', 'theme', themeKey, (trx) =>
      formFor(trx, themeKey, dayOf(now()), request.member.id),
    )
    return page(request, reply, form.theme ? 'changes/new' : 'changes/choose-theme', {
      ...form,
      typed,
      problems,
      dayInWords,
    })
  }
  scope.get('/changes/new', mayDecide, async (request, reply) => {
    const { theme } = request.query as { theme?: string | string[] }
    return showForm(request, reply, { ...emptyDecision, themeKey: [theme].flat()[0] ?? '' }, {})
  })
  scope.post('/changes', mayDecide, async (request, reply) => {
    const typed = readDecision(request.body)
    const answer = await decideOnTheme(db, keys, typed, request.member, now())
    if (answer.ok) return reply.redirect(`/team/changes/${answer.id}`, 303)
    return showForm(request, reply.code(422), typed, answer.problems)
  })

  const showDecision = async (request: ById, reply: FastifyReply, problems: Problems = {}, typed: Typed = {}) => {
    const { id } = request.params
    const data = await looking(request, 'decision: looked at', 'decision', id, (trx) =>
      decisionPage(trx, id, request.member.id, now(), afterwards),
    )
    return page(request, reply, 'changes/decision', { ...data, problems, typed, dayInWords, monthInWords })
  }
  scope.get('/changes/:id', maySee, async (request: ById, reply) => showDecision(request, reply))
  scope.post('/changes/:id/made', mayDecide, async (request: ById, reply) => {
    const typed = readMade(request.body)
    const wanted = { decisionId: request.params.id, ...typed }
    const answer = await recordPracticeChange(db, keys, wanted, request.member, now())
    return answer.ok ? back(request, reply) : showDecision(request, reply.code(422), answer.problems, typed)
  })
  scope.post('/changes/:id/publish', mayPublish, async (request: ById, reply) => {
    const answer = await publishDecision(db, keys, request.params.id, request.member, now())
    return answer.ok ? back(request, reply) : showDecision(request, reply.code(422), answer.problems)
  })
  scope.post('/changes/:id/retract', mayPublish, async (request: ById, reply) => {
    await retractDecision(db, keys, request.params.id, request.member, now())
    return back(request, reply)
  })

  linkingRoutes(scope, site)

  const afterQuote = (request: ById, reply: FastifyReply, answer: QuoteAnswer) =>
    answer.ok ? back(request, reply) : showDecision(request, reply.code(422), answer.problems)
  const asked = (request: ById) => ({ decisionId: request.params.id, segmentId: field(request.body, 'segment') })
  scope.post('/changes/:id/quote', mayDecide, async (request: ById, reply) =>
    afterQuote(request, reply, await chooseQuote(db, keys, asked(request), request.member, now())),
  )
  scope.post('/changes/:id/quote/agree', mayAgree, async (request: ById, reply) =>
    afterQuote(request, reply, await agreeQuote(db, keys, asked(request), request.member, now())),
  )
  scope.post('/changes/:id/quote/remove', maySee, async (request: ById, reply) => {
    await removeQuote(db, keys, request.params.id, request.member, now())
    return back(request, reply)
  })
}

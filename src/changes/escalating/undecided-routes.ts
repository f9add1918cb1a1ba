import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { releasedPart } from '../../db/released.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { challengesOn } from '../challenging/challenge.ts'
import type { Problems } from '../decision.ts'
import { holderOf, levelAbove } from './levels.ts'
import { moveDay, nameOwner } from './moving.ts'
import { type Moved, passUp } from './rising.ts'
import { getWait, stepsOf } from './wait.ts'
import { lineOf, waitLines } from './wait-lines.ts'

const maySee = { config: { audience: 'may see themes' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }

type ById = FastifyRequest<{ Params: { id: string } }>

/** Themes that many people spoke of and that nobody decided on: since when, who has them, and how they come to a decision. */
export function undecidedRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply
      .type('text/html; charset=utf-8')
      .send(render(view, { ...teamFrame(site, request), dayInWords, holderOf, ...data }))

  scope.get('/undecided', maySee, async (request, reply) => {
    const waits = await waitLines(db, dayOf(now()))
    return page(request, reply, 'changes/undecided', { waits, days: site.config.decideWithinDays })
  })

  const show = async (request: ById, reply: FastifyReply, problems: Problems = {}, typed: object = {}) => {
    const wait = await getWait(db, request.params.id)
    return page(request, reply, 'changes/undecided-theme', {
      ...{ wait: lineOf(wait, dayOf(now())), steps: await stepsOf(db, wait.id), above: levelAbove(wait.level) },
      ...{ challenges: await challengesOn(releasedPart(db), { themeKey: wait.themeKey }), problems, typed },
    })
  }
  const after = (request: ById, reply: FastifyReply, moved: Moved, typed: object) =>
    moved.ok
      ? reply.redirect(`/team/undecided/${request.params.id}`, 303)
      : show(request, reply.code(422), moved.problems, typed)

  scope.get('/undecided/:id', maySee, async (request: ById, reply) => show(request, reply))
  scope.post('/undecided/:id/day', mayDecide, async (request: ById, reply) => {
    const typed = { dueOn: field(request.body, 'dueOn').trim(), why: field(request.body, 'why') }
    const moved = await moveDay(db, keys, { id: request.params.id, ...typed }, request.member, now())
    return after(request, reply, moved, typed)
  })
  scope.post('/undecided/:id/up', mayDecide, async (request: ById, reply) => {
    const typed = { upWhy: field(request.body, 'upWhy') }
    const wanted = { id: request.params.id, from: field(request.body, 'from'), why: typed.upWhy }
    const moved = await passUp(db, keys, wanted, request.member, site.config.decideWithinDays, now())
    return after(request, reply, moved, typed)
  })
  scope.post('/undecided/:id/owner', mayDecide, async (request: ById, reply) => {
    const typed = { owner: field(request.body, 'owner') }
    const moved = await nameOwner(db, keys, { id: request.params.id, ...typed }, request.member, now())
    return after(request, reply, moved, typed)
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readReleased } from '../../db/released.ts'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { namesOf } from '../../team/member.ts'
import { dayInWords } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { newFormMark } from '../../web/form-mark.ts'
import { render } from '../../web/views.ts'
import type { Problems } from '../decision.ts'
import { type Answered, judgeReply, mayBeReplied, mayJudge, replyToChallenge } from './answering.ts'
import { type Challenge, getChallenge, isOverdue, listChallenges } from './challenge.ts'
import { challengeable, raiseChallenge } from './raising.ts'

const maySee = { config: { audience: 'may see the board page' as const } }
const mayChallenge = { config: { audience: 'may challenge' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }

type ByRef = FastifyRequest<{ Params: { ref: string } }>

const first = (value: unknown) => String([value].flat()[0] ?? '')

/**
 * Challenges by the board and the scrutineer: made, replied to, accepted or not. Nobody's words and no figure is on them. They
 * are read as the role that sees released rows only; who wrote them has a name here, for the team.
 */
export function challengeRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), dayInWords, ...data }))
  const marked = (challenge: Challenge) => ({ ...challenge, late: isOverdue(challenge, dayOf(now())) })

  scope.get('/challenges', maySee, async (request, reply) => {
    const challenges = (await readReleased(db, listChallenges)).map(marked)
    return page(request, reply, 'changes/challenges', { challenges, days: site.config.replyWithinDays })
  })

  const showForm = async (request: FastifyRequest, reply: FastifyReply, typed: object, problems: Problems = {}) => {
    const data = { typed: { formMark: newFormMark(), ...typed }, problems, days: site.config.replyWithinDays }
    return page(request, reply, 'changes/challenge-new', { ...data, groups: await readReleased(db, challengeable) })
  }
  scope.get('/challenges/new', mayChallenge, async (request, reply) => {
    const { about } = request.query as { about?: unknown }
    return showForm(request, reply, { about: first(about), body: '' })
  })
  scope.post('/challenges', mayChallenge, async (request, reply) => {
    const { body } = request
    const typed = { about: field(body, 'about'), body: field(body, 'body'), formMark: field(body, 'form') }
    const made = await raiseChallenge(db, keys, typed, request.member, site.config.replyWithinDays, now())
    if (made.ok) return reply.redirect(`/team/challenges/${made.ref}`, 303)
    return showForm(request, reply.code(422), typed, made.problems)
  })

  const show = async (request: ByRef, reply: FastifyReply, problems: Problems = {}, typed: object = {}) => {
    const challenge = await readReleased(db, (released) => getChallenge(released, request.params.ref))
    const names = await namesOf(db, [challenge.madeBy, ...challenge.replies.map(({ writtenBy }) => writtenBy)])
    const nameOf = (id: string) => names.get(id) ?? ''
    return page(request, reply, 'changes/challenge', {
      nameOf,
      ...{ challenge: marked(challenge), problems, typed, mayBeReplied: mayBeReplied(challenge) },
      mayJudge: await mayJudge(db, challenge, request.member),
    })
  }
  const after = (request: ByRef, reply: FastifyReply, answered: Answered, typed: object) =>
    answered.ok
      ? reply.redirect(`/team/challenges/${request.params.ref}`, 303)
      : show(request, reply.code(422), answered.problems, typed)

  scope.get('/challenges/:ref', maySee, async (request: ByRef, reply) => show(request, reply))
  const wantedBy = ({ params, body }: ByRef) => ({
    ...{ ref: params.ref, body: field(body, 'body'), kind: field(body, 'kind') },
    seen: Number(field(body, 'seen') || -1),
  })
  scope.post('/challenges/:ref/reply', mayDecide, async (request: ByRef, reply) => {
    const wanted = wantedBy(request)
    return after(request, reply, await replyToChallenge(db, keys, wanted, request.member, now()), wanted)
  })
  scope.post('/challenges/:ref/judge', mayChallenge, async (request: ByRef, reply) => {
    const wanted = wantedBy(request)
    return after(request, reply, await judgeReply(db, keys, wanted, request.member, now()), wanted)
  })
}

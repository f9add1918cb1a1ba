import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Site } from '../site.ts'
import { teamFrame } from '../team/frame.ts'
import { listMembersWho } from '../team/member.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { proposeClosing, settleClosing } from './closing.ts'
import { destinations } from './concern-kind.ts'
import { getConcernPage, listConcerns } from './concern-list.ts'
import { concernSource } from './concern-source.ts'
import { acknowledge, handOver, passOn } from './concern-step.ts'
import { openNote } from './concern-words.ts'
import { readPassingOn } from './passing-on.ts'

const mayHandle = { config: { audience: 'may handle concerns' as const } }

type ByRef = FastifyRequest<{ Params: { ref: string } }>

const Closing = z
  .object({
    outcome: z.string().trim().min(3, 'Say in a sentence how it ended.').max(2000, 'Keep it under 2,000 characters.'),
    tell: z.enum(['say', 'unsafe'], 'Choose if it is safe to say something on their page.'),
    told: z.string().trim().max(500, 'Keep it short: 500 characters.'),
  })
  .refine(({ tell, told }) => tell === 'unsafe' || told.length >= 3, {
    path: ['told'],
    message: 'Write what they read on their page, or choose that it is not safe.',
    when: () => true,
  })

/** Concerns: what was raised, who has it, where it went, how it ended. */
export function safeguardingTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site

  const show = async (request: ByRef, reply: FastifyReply, extra: object = {}, code = 200) => {
    const { ref } = request.params
    const data = {
      concern: await getConcernPage(db, ref, now()),
      source: await concernSource(db, ref),
      readers: await listMembersWho(db, 'may handle concerns'),
      destinations,
      opened: undefined,
      problems: {},
      typed: {},
      ...extra,
    }
    return reply
      .code(code)
      .type('text/html; charset=utf-8')
      .send(render('safeguarding/concern', { ...teamFrame(site, request), ...data }))
  }
  const back = (request: ByRef, reply: FastifyReply) => reply.redirect(`/team/concerns/${request.params.ref}`, 303)

  scope.get('/concerns', mayHandle, async (request, reply) => {
    const concerns = await listConcerns(db, now())
    return reply
      .type('text/html; charset=utf-8')
      .send(render('safeguarding/concerns', { ...teamFrame(site, request), concerns }))
  })
  scope.get('/concerns/:ref', mayHandle, async (request: ByRef, reply) => show(request, reply))
  scope.post('/concerns/:ref/note', mayHandle, async (request: ByRef, reply) => {
    const opened = await openNote(db, keys, request.params.ref, request.member, now())
    return show(request, reply, { opened })
  })
  scope.post('/concerns/:ref/pass-on', mayHandle, async (request: ByRef, reply) => {
    const { passing, typed, problems } = readPassingOn(request.body)
    if (!passing) return show(request, reply, { problems, typed }, 422)
    await passOn(db, keys, request.params.ref, passing, request.member, now())
    return back(request, reply)
  })
  scope.post('/concerns/:ref/acknowledged', mayHandle, async (request: ByRef, reply) => {
    await acknowledge(db, keys, request.params.ref, request.member, now())
    return back(request, reply)
  })
  scope.post('/concerns/:ref/hand-over', mayHandle, async (request: ByRef, reply) => {
    const readers = await listMembersWho(db, 'may handle concerns')
    const owner = readers.find(({ id }) => id === field(request.body, 'owner'))
    if (!owner) return show(request, reply, { problems: { owner: 'Choose who takes it.' } }, 422)
    await handOver(db, keys, request.params.ref, owner.id, request.member, now())
    return back(request, reply)
  })
  scope.post('/concerns/:ref/propose-closing', mayHandle, async (request: ByRef, reply) => {
    const typed = {
      outcome: field(request.body, 'outcome'),
      tell: field(request.body, 'tell'),
      told: field(request.body, 'told'),
    }
    const parsed = Closing.safeParse(typed)
    if (!parsed.success) {
      const problems = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path[0], message]))
      return show(request, reply, { problems, typed }, 422)
    }
    const { outcome, tell, told } = parsed.data
    const ending = { outcome, toldWriter: tell === 'say' ? told : null }
    const result = await proposeClosing(db, keys, request.params.ref, ending, request.member, now())
    if (!result.ok) return show(request, reply, { problems: { outcome: result.problem }, typed }, 422)
    return back(request, reply)
  })
  scope.post('/concerns/:ref/settle-closing', mayHandle, async (request: ByRef, reply) => {
    const answer = {
      proposal: Number(field(request.body, 'proposal')),
      close: field(request.body, 'settle') === 'close',
    }
    await settleClosing(db, keys, request.params.ref, answer, request.member, now())
    return back(request, reply)
  })
}

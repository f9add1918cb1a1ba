import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { teamFrame } from '../team/frame.ts'
import { field } from '../web/form.ts'
import { render } from '../web/views.ts'
import { acknowledge, askAgain, explainNoAnswer } from './answer.ts'
import { closingRoutes } from './closing-routes.ts'
import { listWhoMayTake } from './concern.ts'
import { type ByRef, concernDesk } from './concern-desk.ts'
import { readAnswers, readDecided, readEscalation, readExplained, readPassingOn } from './concern-form.ts'
import { type ConcernKind, concernKinds } from './concern-kind.ts'
import { listConcerns } from './concern-list.ts'
import { concernSource } from './concern-source.ts'
import { openNote } from './concern-words.ts'
import { addAbout, decide, escalate, passOn } from './deciding.ts'
import { dutyTeamRoutes } from './duty/team-routes.ts'
import { handOver } from './handing-over.ts'
import { suspicionRoutes } from './suspicion-routes.ts'

const mayHandle = { config: { audience: 'may handle concerns' as const } }

/** Concerns: what was raised, who has it, what was decided, where it went, who answered. */
export function safeguardingTeamRoutes(scope: FastifyInstance, site: Site): void {
  dutyTeamRoutes(scope, site)
  const { db, keys, now } = site
  const { at, show, answer } = concernDesk(site)
  const done = { ok: true }

  scope.get('/concerns', mayHandle, async (request, reply) => {
    const { page } = request.query as { page?: string }
    const concerns = await listConcerns(db, request.member, Number(page ?? 1), await at(request))
    return reply
      .type('text/html; charset=utf-8')
      .send(render('safeguarding/concerns', { ...teamFrame(site, request), concerns }))
  })
  scope.get('/concerns/:ref', mayHandle, async (request: ByRef, reply) => show(request, reply))
  scope.post('/concerns/:ref/note', mayHandle, async (request: ByRef, reply) => {
    const opened = await openNote(db, keys, request.params.ref, request.member, now())
    return show(request, reply, { opened })
  })
  scope.post('/concerns/:ref/decide', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readDecided(request.body)
    if (!data) return show(request, reply, { form: 'decide', typed, problems }, 422)
    const { decision, child, adult, decided_why: why } = data
    await decide(db, keys, request.params.ref, { decision, child, adult, why }, request.member, now())
    return answer(request, reply, done, { form: 'decide', field: 'decision' })
  })
  scope.post('/concerns/:ref/pass-on', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readPassingOn(request.body)
    if (!data) return show(request, reply, { form: 'pass-on', typed, problems }, 422)
    const tell = data.say === '' ? null : data.say === 'say'
    const where = { destination: data.destination, tell, why: data.nowhere_why }
    await passOn(db, keys, request.params.ref, where, request.member, now())
    return answer(request, reply, done, { form: 'pass-on', field: 'destination' })
  })
  scope.post('/concerns/:ref/acknowledged', mayHandle, async (request: ByRef, reply) => {
    const which = readAnswers(request.body)
    const did = await acknowledge(db, keys, request.params.ref, which, request.member, now())
    return answer(request, reply, did, { form: 'answers', field: 'waiting' })
  })
  scope.post('/concerns/:ref/asked-again', mayHandle, async (request: ByRef, reply) => {
    const which = readAnswers(request.body)
    const did = await askAgain(db, keys, request.params.ref, which, request.member, now())
    return answer(request, reply, did, { form: 'answers', field: 'waiting' })
  })
  scope.post('/concerns/:ref/explained', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readExplained(request.body)
    if (!data) return show(request, reply, { form: 'answers', typed, problems }, 422)
    const what = { which: readAnswers(request.body), why: data.explained_why }
    const did = await explainNoAnswer(db, keys, request.params.ref, what, request.member, now())
    return answer(request, reply, did, { form: 'answers', field: 'waiting', typed })
  })
  scope.post('/concerns/:ref/hand-over', mayHandle, async (request: ByRef, reply) => {
    const { id } = await concernSource(db, request.params.ref)
    const readers = await listWhoMayTake(db, id, request.params.ref)
    const owner = readers.find((one) => one.id === field(request.body, 'owner'))
    const refused = { ok: false, problem: 'Choose who takes it.' }
    const did = owner ? await handOver(db, keys, request.params.ref, owner.id, request.member, now()) : refused
    return answer(request, reply, did, { form: 'hand-over', field: 'owner' })
  })
  scope.post('/concerns/:ref/escalate', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readEscalation(request.body)
    if (!data) return show(request, reply, { form: 'escalate', typed, problems }, 422)
    const up = { to: data.level, why: data.escalate_why }
    const did = await escalate(db, keys, request.params.ref, up, request.member, now())
    return answer(request, reply, did, { form: 'escalate', field: 'level', typed })
  })
  scope.post('/concerns/:ref/also-about', mayHandle, async (request: ByRef, reply) => {
    const about = field(request.body, 'about')
    const known = Object.hasOwn(concernKinds, about)
    const did = known
      ? await addAbout(db, keys, request.params.ref, about as ConcernKind, request.member, now())
      : { ok: false, problem: 'Choose what else it is about.' }
    return answer(request, reply, did, { form: 'also-about', field: 'about' })
  })
  suspicionRoutes(scope, site)
  closingRoutes(scope, site)
}

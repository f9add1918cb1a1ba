import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isId } from '../../db/id.ts'
import { NotFound, TooLate } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { columns, csvTemplate } from './from-csv.ts'
import { usualLimits } from './limits.ts'
import { getRun, goOn, isOpen, listProblems, listRuns, startRun, stopRun } from './run.ts'
import { addSource, getSource, listSources, readSource } from './source.ts'

type WithId = { Params: { id: string } }

const editors = { config: { audience: 'may edit the directory' } } as const

/** Where records of other directories come from, and fetching them. Nothing here is shown to the public. */
export function importingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys } = site
  const send = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), isOpen, ...data }))

  const sendAll = async (request: FastifyRequest, reply: FastifyReply, typed: object, problems: object) =>
    send(request, reply, 'support/importing', {
      ...{ sources: await listSources(db), runs: await listRuns(db), limits: usualLimits, typed, problems },
    })

  const sendSource = async (request: FastifyRequest, reply: FastifyReply, id: string, more: object) => {
    const source = await getSource(db, id)
    const runs = await listRuns(db, id)
    return send(request, reply, 'support/import-source', { source, runs, columns, csvTemplate, ...more })
  }

  scope.get('/directory/import', editors, (request, reply) => sendAll(request, reply, {}, {}))

  scope.post('/directory/import/sources', editors, async (request, reply) => {
    const read = readSource(request.body)
    const done = read.ok ? await addSource(db, keys, read.value, request.member.id, site.now()) : read
    if (done.ok) return reply.redirect(`/team/directory/import/sources/${done.id}`, 303)
    const typed = Object.fromEntries(
      ['name', 'kind', 'address', 'licence'].map((name) => [name, field(request.body, name)]),
    )
    return sendAll(request, reply.code(422), typed, done.problems)
  })

  scope.get<WithId>('/directory/import/sources/:id', editors, (request, reply) =>
    sendSource(request, reply, knownId(request), { problems: {}, csv: '' }),
  )

  scope.post<WithId>('/directory/import/sources/:id/fetch', editors, async (request, reply) => {
    const source = await getSource(db, knownId(request))
    const csv = field(request.body, 'csv')
    const started = await startRun(db, keys, { source, csv, memberId: request.member.id }, site.now())
    if (started.ok) return reply.redirect(`/team/directory/import/runs/${started.id}`, 303)
    return sendSource(request, reply.code(422), source.id, { problems: started.problems, csv })
  })

  scope.get<WithId>('/directory/import/runs/:id', editors, async (request, reply) => {
    const run = await getRun(db, knownId(request))
    const source = await getSource(db, run.source_id)
    reply.header('vary', 'hx-request')
    const view = request.headers['hx-request'] ? 'support/_import-run' : 'support/import-run'
    return send(request, reply, view, { run, source, problems: await listProblems(db, run.id) })
  })

  scope.post<WithId>('/directory/import/runs/:id/stop', editors, async (request, reply) => {
    const run = await getRun(db, knownId(request))
    await stopRun(db, keys, run.id, request.member.id, site.now())
    return reply.redirect(`/team/directory/import/runs/${run.id}`, 303)
  })

  scope.post<WithId>('/directory/import/runs/:id/go-on', editors, async (request, reply) => {
    const run = await getRun(db, knownId(request))
    if (!(await goOn(db, keys, run, request.member.id, site.now()))) throw new TooLate('it cannot go on')
    return reply.redirect(`/team/directory/import/runs/${run.id}`, 303)
  })
}

/** @throws {NotFound} for what cannot be an id */
export function knownId(request: FastifyRequest<WithId>): string {
  const { id } = request.params
  if (!isId(id)) throw new NotFound('no such id')
  return id
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isId } from '../../db/id.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import type { Site } from '../../site.ts'
import { render } from '../../web/views.ts'
import { allows } from '../access.ts'
import { teamFrame } from '../frame.ts'
import { getWork } from './queue.ts'
import type { Doer } from './worker.ts'

type ById = FastifyRequest<{ Params: { id: string } }>

/** What a doer may return for the page: where it goes on, and how it ended where that is not "Done.", with why. */
const Result = z.object({
  go: z.object({ href: z.string().startsWith('/team/'), name: z.string() }),
  ended: z.string().default('Done.'),
  why: z.string().default(''),
})

/**
 * How far something long is. The page says only that, and where it goes on; it asks again every two seconds, and everything
 * it says is in the database, so that it goes on after a restart.
 * @param doers by kind of work: each names the permission that its page needs, since that something is made may be news
 */
export function workRoutes(scope: FastifyInstance, site: Site, doers: Record<string, Pick<Doer, 'may'>>): void {
  scope.get('/progress/:id', { config: { audience: 'member' } }, async (request: ById, reply) => {
    const { id } = request.params
    if (!isId(id)) throw new NotFound('no such work')
    const work = await getWork(site.db, id)
    const doer = doers[work.kind]
    if (!doer || !allows(request.member.roles, doer.may)) throw new NotAllowed('not their work')
    const result = Result.safeParse(work.result)
    const said = result.success ? result.data : { go: undefined, ended: 'Done.', why: '' }
    const data = { ...teamFrame(site, request), work, ...said }
    const view = request.headers['hx-request'] ? 'team/_work' : 'team/work'
    return reply.header('vary', 'hx-request').type('text/html; charset=utf-8').send(render(view, data))
  })
}

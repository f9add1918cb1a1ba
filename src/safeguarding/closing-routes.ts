import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { proposeClosing, settleClosing } from './closing.ts'
import { type ByRef, concernDesk } from './concern-desk.ts'
import { readClosing } from './concern-form.ts'

const mayHandle = { config: { audience: 'may handle concerns' as const } }

/** How a concern ends: one person proposes it, another agrees. */
export function closingRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { duty, show, answer } = concernDesk(site)

  scope.post('/concerns/:ref/propose-closing', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readClosing(request.body)
    if (!data) return show(request, reply, { form: 'close', typed, problems }, 422)
    const { reason, outcome, tell, told } = data
    const ending = { reason, outcome, toldWriter: tell === 'say' ? told : null }
    const did = await proposeClosing(db, keys, request.params.ref, ending, request.member, now(), duty())
    return answer(request, reply, did, { form: 'close', field: 'reason', typed })
  })
  scope.post('/concerns/:ref/settle-closing', mayHandle, async (request: ByRef, reply) => {
    const close = field(request.body, 'settle') === 'close'
    const said = { proposal: Number(field(request.body, 'proposal')), close }
    const did = await settleClosing(db, keys, request.params.ref, said, request.member, now(), duty())
    return answer(request, reply, did, { form: 'settle', field: 'settle' })
  })
}

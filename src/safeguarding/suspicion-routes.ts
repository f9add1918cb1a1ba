import type { FastifyInstance } from 'fastify'
import type { Site } from '../site.ts'
import { field } from '../web/form.ts'
import { type ByRef, concernDesk } from './concern-desk.ts'
import { readDelay, readLowering, readNotified } from './concern-form.ts'
import { type Suspicion, suspicions } from './concern-kind.ts'
import { delayNotifying, proposeLowering, recordNotified, settleLowering, suspect } from './suspicion.ts'

const mayHandle = { config: { audience: 'may handle concerns' as const } }

/** A suspected child sexual offence: that it is suspected, who was told and when, or why that waits. */
export function suspicionRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { duty, show, answer } = concernDesk(site)

  scope.post('/concerns/:ref/suspected', mayHandle, async (request: ByRef, reply) => {
    const to = field(request.body, 'suspected')
    const did = Object.hasOwn(suspicions, to)
      ? await suspect(db, keys, request.params.ref, to as Suspicion, request.member, now())
      : { ok: false, problem: 'Choose one. You can say that you are not sure.' }
    return answer(request, reply, did, { form: 'suspected', field: 'suspected' })
  })
  scope.post('/concerns/:ref/less-suspected', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readLowering(request.body)
    if (!data) return show(request, reply, { form: 'suspected', typed, problems }, 422)
    const less = { to: data.lower, why: data.lower_why }
    const did = await proposeLowering(db, keys, request.params.ref, less, request.member, now())
    return answer(request, reply, did, { form: 'suspected', field: 'lower', typed })
  })
  scope.post('/concerns/:ref/settle-lowering', mayHandle, async (request: ByRef, reply) => {
    const agree = field(request.body, 'settle') === 'agree'
    const said = { proposal: Number(field(request.body, 'proposal')), agree }
    await settleLowering(db, keys, request.params.ref, said, request.member, now())
    return answer(request, reply, { ok: true }, { form: 'lowering', field: 'settle' })
  })
  scope.post('/concerns/:ref/notified', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readNotified(request.body, now())
    if (!data) return show(request, reply, { form: 'notify', typed, problems }, 422)
    const told = { body: data.body, who: data.notified_who, at: data.at }
    await recordNotified(db, keys, request.params.ref, told, request.member, now())
    return answer(request, reply, { ok: true }, { form: 'notify', field: 'body' })
  })
  scope.post('/concerns/:ref/delay', mayHandle, async (request: ByRef, reply) => {
    const { data, typed, problems } = readDelay(request.body)
    if (!data) return show(request, reply, { form: 'delay', typed, problems }, 422)
    const wait = { until: data.until, why: data.delay_why, duty: duty() }
    const did = await delayNotifying(db, keys, request.params.ref, wait, request.member, now())
    return answer(request, reply, did, { form: 'delay', field: 'until', typed })
  })
}

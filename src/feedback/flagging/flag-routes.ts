import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { render } from '../../web/views.ts'
import { decisionsSoFar } from './decisions-so-far.ts'
import { kindsInWords, readMeasured, voicesInWords } from './measured.ts'
import { flagState } from './trouble.ts'

/** What the flag finds and misses, beside the reading desk. */
export function flagRoutes(scope: FastifyInstance, site: Site): void {
  const measured = readMeasured()
  scope.get('/reading/flag', { config: { audience: 'may read words' } }, async (request, reply) => {
    const data = {
      measured,
      ...{ kinds: kindsInWords, voices: voicesInWords },
      flagState: await flagState(site),
      soFar: await decisionsSoFar(site.db),
    }
    const page = render('feedback/flag', { ...teamFrame(site, request), ...data })
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

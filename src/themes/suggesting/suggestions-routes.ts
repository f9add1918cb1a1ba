import type { FastifyInstance } from 'fastify'
import type { Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { dayInWords } from '../wording.ts'
import { acceptanceByTheme, FEWEST_DECIDED } from './acceptance.ts'
import { judgements, LEAST, type Source, sources, switchOn } from './retiring.ts'
import type { Suggester } from './suggester.ts'

const mayCode = { config: { audience: 'may code' as const } }

/** How the suggestions are taken, and switching on a source that has retired. */
export function suggestionsRoutes(scope: FastifyInstance, site: Site, suggester: Suggester): void {
  const { db, keys, now } = site
  scope.get('/theming/suggestions', mayCode, async (request, reply) => {
    const data = {
      themes: await acceptanceByTheme(db, now()),
      judged: await judgements(db),
      problem: suggester.problem(),
      ...{ sources, dayInWords, FEWEST_DECIDED, LEAST },
    }
    const page = render('themes/suggestions', { ...teamFrame(site, request), ...data })
    return reply.type('text/html; charset=utf-8').send(page)
  })
  scope.post('/theming/suggestions', mayCode, async (request, reply) => {
    const source = field(request.body, 'source')
    if (Object.hasOwn(sources, source)) await switchOn(db, keys, source as Source, request.member, now())
    return reply.redirect('/team/theming/suggestions', 303)
  })
}

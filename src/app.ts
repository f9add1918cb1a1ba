import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { feedbackPublicRoutes } from './feedback/public-routes.ts'
import { guardTeam } from './team/gate.ts'
import { signInRoutes } from './team/sign-in-routes.ts'
import type { Site } from './site.ts'
import { helpNow } from './support/help-now.ts'
import { type ListedRoute, listRoutes } from './web/audience.ts'
import { answerFailures, makeFailurePages } from './web/failures.ts'
import { acceptForms } from './web/form.ts'
import { frameFor } from './web/frame.ts'
import { protectAnswers } from './web/headers.ts'
import { languages } from './web/language.ts'
import { logEachAnswer, logger } from './web/log.ts'
import type { PublicSite } from './web/public-page.ts'
import { makeShelf } from './web/shelf.ts'
import { serveStaticFiles } from './web/static-files.ts'

/** For so long an edit may not yet show on a page that is the same for everybody. */
const SHELF_MS = 3_000

/** Eight boxes of 20,000 characters, each up to four bytes, each byte three characters in a form, and some room. */
const MOST_BYTES = 3 * 1024 * 1024

export type App = { server: FastifyInstance; routes: ListedRoute[] }

/**
 * The table of contents: which pages there are, and in which order a request passes through what guards them.
 * @returns the server, not yet listening, and the list of its routes with their audiences
 */
export async function buildApp(site: Site): Promise<App> {
  const { config } = site
  const server = Fastify({
    logger: logger(config) ?? false,
    disableRequestLogging: true,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: MOST_BYTES,
    trustProxy: config.trustProxy ?? false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
  })
  const routes = listRoutes(server)
  const all = languages(config.pseudoLanguage)
  const frame = frameFor(site, helpNow())
  await protectAnswers(server)
  await acceptForms(server)
  logEachAnswer(server)
  answerFailures(server, makeFailurePages(frame, all), all)
  serveStaticFiles(server)
  server.get('/health', { config: { audience: 'everyone' } }, async (_request, reply) => {
    await sql`select 1`.execute(site.db)
    return reply.type('text/plain; charset=utf-8').send('ok\n')
  })

  if (config.sites.public) {
    const shelf = makeShelf(SHELF_MS)
    for (const language of all) {
      const room: PublicSite = { site, language, frame, shelf }
      await server.register(async (scope) => feedbackPublicRoutes(scope, room), { prefix: language.prefix })
    }
  }
  if (config.sites.team) {
    await server.register(
      async (scope) => {
        await guardTeam(scope, site)
        signInRoutes(scope, site)
      },
      { prefix: '/team' },
    )
  }
  return { server, routes }
}

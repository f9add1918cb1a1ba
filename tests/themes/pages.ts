import Fastify from 'fastify'
import type { Site } from '../../src/site.ts'
import { changeIn } from '../../src/summaries/change-in.ts'
import { guardTeam } from '../../src/team/gate.ts'
import type { Suggester } from '../../src/themes/suggesting/suggester.ts'
import { themesTeamRoutes } from '../../src/themes/team-routes.ts'
import { answerFailures, makeFailurePages } from '../../src/web/failures.ts'
import { acceptForms } from '../../src/web/form.ts'
import { frameFor } from '../../src/web/frame.ts'
import { languages } from '../../src/web/language.ts'
import { serveStaticFiles } from '../../src/web/static-files.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import type { Person } from './room.ts'

/** The team site with this room alone, and a browser for anybody of the cast. */
export async function openPages(site: Site, suggester?: Suggester) {
  const server = Fastify()
  const all = languages(false)
  await acceptForms(server)
  answerFailures(server, makeFailurePages(frameFor(site, []), all), all)
  serveStaticFiles(server)
  await server.register(
    async (scope) => {
      await guardTeam(scope, site)
      themesTeamRoutes(scope, site, changeIn, suggester)
    },
    { prefix: '/team' },
  )
  return { server, as: ({ id }: Person) => browserOf(server, site.db, site, id) }
}

import Fastify from 'fastify'
import type { Site } from '../../src/site.ts'
import { guardTeam } from '../../src/team/gate.ts'
import { themesTeamRoutes } from '../../src/themes/team-routes.ts'
import { answerFailures, makeFailurePages } from '../../src/web/failures.ts'
import { acceptForms } from '../../src/web/form.ts'
import { frameFor } from '../../src/web/frame.ts'
import { languages } from '../../src/web/language.ts'
import { now, type Person } from './room.ts'

/** The team site with this room alone, and a way to be somebody without signing in. */
export async function openPages(site: Site) {
  const server = Fastify()
  const all = languages(false)
  await acceptForms(server)
  answerFailures(server, makeFailurePages(frameFor(site, []), all), all)
  await server.register(
    async (scope) => {
      await guardTeam(scope, site)
      scope.get('/as/:id', { config: { audience: 'signing in' } }, async (request, reply) => {
        request.session.memberId = (request.params as { id: string }).id
        request.session.startedAt = now.getTime()
        return reply.send('')
      })
      themesTeamRoutes(scope, site)
    },
    { prefix: '/team' },
  )
  const as = async ({ id }: Person) => {
    const signedIn = await server.inject({ url: `/team/as/${id}` })
    const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
    const get = (url: string, headers = {}) => server.inject({ url, cookies, headers })
    const post = async (url: string, form: [string, string][], headers = {}) => {
      const { body } = await get('/team/theming')
      const page = /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? ''
      const payload = new URLSearchParams([['form_token', page], ...form]).toString()
      const sent = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...headers }
      return server.inject({ method: 'POST', url, cookies, payload, headers: sent })
    }
    return { get, post }
  }
  return { server, as }
}

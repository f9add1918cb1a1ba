import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseTrouble } from '../../db/trouble.ts'
import { isRefusal, NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { logKind } from '../../web/log.ts'
import { publicAddress } from '../../web/public-address.ts'
import { openToAll, sendJson, sendPermission, sendProblem } from './answer.ts'
import { checkPlace, OddParameter, readAsked } from './asking.ts'
import { describeFeed, ROOT } from './description.ts'
import { currentFeed } from './feed.ts'
import { openApi } from './open-api.ts'
import { matching, pageOf } from './paging.ts'
import { taxonomyPart, termPart } from './taxonomies.ts'

const everyone = { config: { audience: 'everyone' as const } }
const places = /^(\/(openapi\.json|(services|taxonomies|taxonomy_terms|service_at_locations)(\/[^/]+)?))?\/?$/

/** The directory as Open Referral UK v3, for programs: in English, without a cookie, open to pages from anywhere. */
export async function openReferralRoutes(server: FastifyInstance, site: Site): Promise<void> {
  await server.register(async (scope) => feedRoutes(scope, site), { prefix: ROOT })
}

function feedRoutes(scope: FastifyInstance, site: Site): void {
  const feed = () => currentFeed(site.db, dayOf(site.now()))
  const base = () => publicAddress(site.config, scope.server.address())
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id.toLowerCase()
  answerOpenly(scope)

  scope.get('/', everyone, (request, reply) => sendJson(request, reply, describeFeed(base())))
  scope.get('/openapi.json', everyone, (request, reply) => sendJson(request, reply, openApi(base())))

  scope.get('/services', everyone, async (request, reply) => {
    const asked = readAsked(request)
    return sendJson(
      request,
      reply,
      pageOf(matching(await feed(), asked), asked, ({ listed }) => listed()),
    )
  })
  scope.get('/services/:id', everyone, async (request, reply) => {
    return sendJson(request, reply, found((await feed()).byId.get(idOf(request))).detail())
  })

  scope.get('/taxonomies', everyone, async (request, reply) => {
    const asked = readAsked(request)
    return sendJson(
      request,
      reply,
      pageOf((await feed()).taxonomies, asked, (one) => taxonomyPart(one, false)),
    )
  })
  scope.get('/taxonomies/:id', everyone, async (request, reply) => {
    const id = idOf(request)
    return sendJson(request, reply, taxonomyPart(found((await feed()).taxonomies.find((one) => one.id === id)), true))
  })
  scope.get('/taxonomy_terms', everyone, async (request, reply) => {
    const asked = readAsked(request)
    const terms = (await feed()).terms.filter((one) => !asked.taxonomyId || one.taxonomyId === asked.taxonomyId)
    return sendJson(request, reply, pageOf(terms, asked, termPart))
  })
  scope.get('/taxonomy_terms/:id', everyone, async (request, reply) => {
    const id = idOf(request)
    return sendJson(request, reply, termPart(found((await feed()).terms.find((one) => one.id === id))))
  })

  // Heard holds no addresses of services: an empty page is the truth, and an id can only be somebody's guess.
  scope.get('/service_at_locations', everyone, async (request, reply) => {
    checkPlace(request)
    return sendJson(
      request,
      reply,
      pageOf([], readAsked(request), () => ({})),
    )
  })
  scope.get('/service_at_locations/:id', everyone, async () => found(undefined))
}

function found<T>(thing: T | undefined): T {
  if (thing === undefined) throw new NotFound('not in the feed')
  return thing
}

/** Failures, questions beforehand and other methods, answered for programs. */
function answerOpenly(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply) => {
    openToAll(reply)
    const { method } = request
    if (method === 'OPTIONS') return sendPermission(reply)
    const [path = ''] = request.url.slice(ROOT.length).split('?')
    const onlyRead = method === 'GET' || method === 'HEAD'
    if (!onlyRead && places.test(path)) return sendProblem(reply, 405, 'This feed can only be read.')
  })
  scope.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'There is nothing here.'))
  scope.setErrorHandler((error, request, reply) => answerProblem(error as Error, request, reply))
}

function answerProblem(error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof OddParameter) return sendProblem(reply, 400, error.message)
  if (error instanceof NotFound) return sendProblem(reply, 404, 'There is nothing here with this id.')
  if (isRefusal(error)) return sendProblem(reply, error.statusCode ?? 400, 'This cannot be read.')
  logKind(request.log, request.routeOptions.url ?? 'none', error)
  if (isDatabaseTrouble(error)) return sendProblem(reply, 503, 'The feed is away for a moment. Please try again.')
  return sendProblem(reply, 500, 'Something went wrong here. It has been noted.')
}

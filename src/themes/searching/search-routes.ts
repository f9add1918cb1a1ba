import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serviceNames } from '../../feedback/service-names.ts'
import type { Site } from '../../site.ts'
import { dayOf } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { impacts } from '../code.ts'
import { dayInWords } from '../wording.ts'
import { type Answer, type Asked, choices } from './finding-passages.ts'
import {
  AN_HOUR,
  getSearch,
  listSearches,
  type OpeningReason,
  openingReasons,
  openSearch,
  type Reason,
  reasons,
  refusedThisMonth,
  search,
} from './search.ts'

const maySearch = { config: { audience: 'may search words' as const } }
const maySeeLog = { config: { audience: 'may see the log' as const } }

const LONGEST = 100
const LONGEST_WHY = 300
const PAGE = 50

type ById = FastifyRequest<{ Params: { id: string } }>
type Typed = Asked & { reason: string; more: string }

const nothing: Typed = { words: '', period: '', set: '', service: '', theme: '', impact: '', reason: '', more: '' }

/** Searching what was released, and seeing who searched. What is typed goes in the body of a form and never in an address. */
export function searchRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), dayInWords, ...data }))
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    typed: Typed,
    extra: { answer?: Answer; problems?: Record<string, string> } = {},
  ) => {
    const chosen = await choices(db, dayOf(now()))
    const refused = await refusedThisMonth(db, now())
    const data = {
      typed,
      reasons,
      impacts,
      choices: chosen,
      refused,
      AN_HOUR,
      LONGEST,
      serviceName,
      answer: undefined,
      problems: {},
    }
    return page(request, reply, 'themes/search', { ...data, ...extra })
  }

  scope.get('/search', maySearch, async (request, reply) => show(request, reply, nothing))
  scope.post('/search', maySearch, async (request, reply) => {
    const typed = readTyped(request.body)
    const problems = problemsOf(typed)
    if (Object.keys(problems).length > 0) return show(request, reply.code(422), typed, { problems })
    const { reason, more, ...asked } = typed
    const answer = await search(db, keys, asked, { reason: reason as Reason, more }, request.member, now())
    if (answer === 'too many') {
      const words = `You have searched ${AN_HOUR} times in this hour. That is all there is for now.`
      return show(request, reply.code(429), typed, { problems: { words } })
    }
    return show(request, reply, typed, { answer })
  })

  scope.get<{ Querystring: { page?: string | string[] } }>('/searches', maySeeLog, async (request, reply) => {
    const asked = request.query.page
    const number = typeof asked === 'string' && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 0
    const { searches, more } = await listSearches(db, number, PAGE)
    return page(request, reply, 'themes/searches', {
      searches,
      more,
      number,
      refused: await refusedThisMonth(db, now()),
    })
  })
  scope.get('/searches/:id', maySeeLog, async (request: ById, reply) =>
    page(request, reply, 'themes/searched', {
      one: await getSearch(db, request.params.id),
      opened: undefined,
      openingReasons,
      problems: {},
    }),
  )
  scope.post('/searches/:id', maySeeLog, async (request: ById, reply) => {
    const one = await getSearch(db, request.params.id)
    const why = field(request.body, 'why')
    if (!Object.hasOwn(openingReasons, why)) {
      const problems = { why: 'Say why you open it.' }
      return page(request, reply.code(422), 'themes/searched', { one, opened: undefined, openingReasons, problems })
    }
    const opened = await openSearch(db, keys, one.id, why as OpeningReason, request.member, now())
    return page(request, reply, 'themes/searched', { one, opened, problems: {} })
  })
}

function serviceName(key: string): string {
  return serviceNames.find((service) => service.key === key)?.name ?? key
}

function readTyped(body: unknown): Typed {
  const read = Object.keys(nothing).map((name) => [name, field(body, name).trim()])
  return Object.fromEntries(read) as Typed
}

function problemsOf({ words, reason, more }: Typed): Record<string, string> {
  const needsMore = reason === 'other' && more.length < 3
  return {
    ...(words === '' ? { words: 'Write what you are looking for.' } : {}),
    ...(words.length > LONGEST ? { words: `Write at most ${LONGEST} characters.` } : {}),
    ...(Object.hasOwn(reasons, reason) ? {} : { reason: 'Say why you search.' }),
    ...(needsMore ? { more: 'Say what it is for.' } : {}),
    ...(more.length > LONGEST_WHY ? { more: `Say it in at most ${LONGEST_WHY} characters.` } : {}),
  }
}

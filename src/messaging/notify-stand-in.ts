import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyRequest } from 'fastify'
import { notifyKeyPattern } from './address.ts'
import {
  fillIn,
  isSimulated,
  NotifyError,
  recipientOf,
  type StandInTemplate,
  statusOf,
} from './notify-stand-in-rules.ts'

/** What the stand-in knows of a service: like Notify, it has keys of three kinds, templates, and a team. */
export type StandIn = {
  /** name-service-secret, as Notify gives them out. */
  keys: { key: string; kind: 'test' | 'team' | 'live' }[]
  templates: StandInTemplate[]
  /** Whom a team key may send to. */
  team?: string[]
  /** Milliseconds of the world's clock. */
  clock?: () => number
}

/** A message that the stand-in took. Nothing is ever delivered. */
type Taken = {
  id: string
  reference: string | null
  to: string
  type: 'email' | 'sms'
  status: string
  subject: string | null
  body: string
  template: string
}

type Trouble = { status: number; error: string; message: string } | 'no answer'

const CLOCK_S = 30

/**
 * A small server that answers as GOV.UK Notify does, for tests and the demonstration (alphagov/notifications-tech-docs:
 * REST API, testing, API keys, error tables; checks in the order of alphagov/notifications-api). Letters, received texts
 * and pages of more than one answer are left out.
 */
export async function startNotifyStandIn(standIn: StandIn) {
  const { templates, clock = Date.now } = standIn
  const taken: Taken[] = []
  const troubles: Trouble[] = []
  const server = Fastify({ logger: false, forceCloseConnections: true })

  server.setErrorHandler((error, _request, reply) => {
    const { status, kind, message } = error instanceof NotifyError ? error : new NotifyError(500, 'Exception', '')
    const errors = [{ error: kind, message: message || 'Internal server error' }]
    return reply.code(status).send({ status_code: status, errors })
  })
  server.setNotFoundHandler(() => {
    throw new NotifyError(404, 'NotFound', 'The requested URL was not found on the server.')
  })

  server.addHook('preHandler', async (request, reply) => {
    const trouble = troubles.shift()
    if (trouble === 'no answer') return new Promise(() => reply.raw.on('close', () => {}))
    if (trouble) throw new NotifyError(trouble.status, trouble.error, trouble.message)
    keyOf(request)
  })

  for (const type of ['email', 'sms'] as const) {
    server.post(`/v2/notifications/${type}`, async (request, reply) => {
      const { kind } = keyOf(request)
      const form = recipientOf(type, request.body)
      if (kind === 'team' && !standIn.team?.includes(form.to) && !isSimulated(form.to)) {
        throw new NotifyError(400, 'BadRequestError', 'Can’t send to this recipient using a team-only API key')
      }
      const template = templates.find(({ id }) => id === form.templateId)
      if (!template) throw new NotifyError(400, 'BadRequestError', 'Template not found')
      if (template.type !== type) {
        const message = `${template.type} template is not suitable for ${type} notification`
        throw new NotifyError(400, 'BadRequestError', message)
      }
      const { subject, body } = fillIn(template, form.personalisation)
      const { to, reference } = form
      const message: Taken = {
        ...{ id: randomUUID(), reference, to, type, subject, body, template: template.id },
        status: statusOf(to, kind),
      }
      // Notify says yes to these and keeps nothing: nobody can ask for them afterwards.
      if (!isSimulated(to)) taken.push(message)
      const content = type === 'sms' ? { body, from_number: 'STANDIN' } : { body, subject, from_email: 'a@b.example' }
      const uri = `${addressOf()}/v2/notifications/${message.id}`
      const about = { id: template.id, version: 1, uri: `${addressOf()}/v2/template/${template.id}` }
      return reply.code(201).send({ id: message.id, reference, content, uri, template: about, scheduled_for: null })
    })
  }

  server.post<{ Params: { id: string } }>('/v2/template/:id/preview', async (request) => {
    const template = templates.find(({ id }) => id === request.params.id)
    if (!template) throw new NotifyError(404, 'NoResultFound', 'No result found')
    const { personalisation = {} } = (request.body ?? {}) as { personalisation?: Record<string, unknown> }
    const { subject, body } = fillIn(template, personalisation)
    return { id: template.id, type: template.type, version: 1, body, subject, html: null, postage: null }
  })

  server.get<{ Params: { id: string } }>('/v2/notifications/:id', async ({ params }) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(params.id)) {
      throw new NotifyError(400, 'ValidationError', 'id is not a valid UUID')
    }
    const found = taken.find(({ id }) => id === params.id)
    if (!found) throw new NotifyError(404, 'NoResultFound', 'No result found')
    return asKept(found)
  })

  server.get<{ Querystring: { reference?: string; template_type?: string; status?: string } }>(
    '/v2/notifications',
    async ({ query, url }) => {
      const fits = (one: Taken) =>
        (query.reference === undefined || one.reference === query.reference) &&
        (query.template_type === undefined || one.type === query.template_type) &&
        (query.status === undefined || one.status === query.status)
      return { notifications: taken.filter(fits).reverse().slice(0, 250).map(asKept), links: { current: url } }
    },
  )

  function keyOf({ headers }: FastifyRequest): StandIn['keys'][number] {
    const { authorization } = headers
    if (!authorization) throw new NotifyError(401, 'AuthError', 'Unauthorized: authentication token must be provided')
    if (!/^bearer /i.test(authorization)) {
      throw new NotifyError(401, 'AuthError', 'Unauthorized: authentication bearer scheme must be used')
    }
    const [head = '', payload = '', signature = ''] = authorization.slice(7).split('.')
    const { alg } = readPart(head)
    const { iss, iat } = readPart(payload)
    const ours = standIn.keys.filter(({ key }) => notifyKeyPattern.exec(key)?.[1] === iss)
    if (ours.length === 0) throw new NotifyError(403, 'AuthError', 'Invalid token: service not found')
    const found = ours.find(({ key }) => {
      const secret = notifyKeyPattern.exec(key)?.[2] ?? ''
      const expected = createHmac('sha256', secret).update(`${head}.${payload}`).digest()
      const given = Buffer.from(signature, 'base64url')
      return alg === 'HS256' && given.length === expected.length && timingSafeEqual(given, expected)
    })
    if (!found) throw new NotifyError(403, 'AuthError', 'Invalid token: API key not found')
    if (Math.abs(clock() / 1000 - Number(iat)) > CLOCK_S) {
      throw new NotifyError(403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds')
    }
    return found
  }

  const addressOf = () => `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: addressOf(),
    /** What was taken, the newest last. Messages to the smoke test's addresses are not among it. */
    taken,
    /** The next request meets this. */
    goWrong: (trouble: Trouble) => void troubles.push(trouble),
    close: () => server.close(),
  }
}

function readPart(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  } catch {
    throw new NotifyError(403, 'AuthError', 'Invalid token: signature, api token is not valid')
  }
}

function asKept({ to, template, ...one }: Taken) {
  const lines = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`line_${n}`, null]))
  const email = one.type === 'email'
  const times = { created_at: '2026-01-05T09:00:00.000000Z', sent_at: null, completed_at: null }
  const about = { id: template, version: 1, uri: `/v2/template/${template}/version/1` }
  const nobody = { created_by_name: null, postcode: null }
  return {
    ...one,
    email_address: email ? to : null,
    phone_number: email ? null : to,
    ...lines,
    ...nobody,
    template: about,
    ...times,
  }
}

import { createHmac } from 'node:crypto'
import { notifyKeyPattern } from './address.ts'
import { type Delivery, type Message, type MessageProvider, NotSent } from './provider.ts'

/** How GOV.UK Notify is reached. A template holds `((message))` and, for email, `((subject))`, and nothing else. */
export type NotifySettings = {
  url: string
  /** name-service-secret, the last two being UUIDs. */
  key: string
  templates: { email?: string | undefined; text?: string | undefined }
}

const TIMEOUT_MS = 10_000

/** What Notify calls the state of a message. Anything else is still on its way. */
const deliveries: Record<string, Delivery> = {
  delivered: 'delivered',
  // To a number abroad: the network says no more.
  sent: 'not known',
  'permanent-failure': 'wrong address',
  'temporary-failure': 'did not arrive',
  'technical-failure': 'did not arrive',
}

/**
 * A small client of GOV.UK Notify, after its documentation (alphagov/notifications-tech-docs, REST API).
 * @param clock the time of the world in milliseconds: Notify refuses a token that is 30 seconds off
 */
export function makeNotify(settings: NotifySettings, clock: () => number = Date.now): MessageProvider {
  const [, service = '', secret = ''] = notifyKeyPattern.exec(settings.key) ?? []

  async function ask(method: 'GET' | 'POST', path: string, body?: object) {
    let answer: Response
    let said: unknown
    try {
      answer = await fetch(new URL(path, settings.url), {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${token(service, secret, clock())}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      said = await answer.json()
    } catch (error) {
      throw new NotSent('later', `no answer: ${(error as Error).name}`)
    }
    return { status: answer.status, said }
  }

  /** What will really be sent: a template that adds a word of its own would say more than the page promised. */
  async function checkTemplate(template: string, { way, subject, text }: Message, personalisation: object) {
    const { status, said } = await ask('POST', `/v2/template/${template}/preview`, { personalisation })
    if (status !== 200) throw refusal(status, said, 'stopped')
    const seen = said as { body?: string; subject?: string | null }
    const fits = seen.body?.trim() === text && (way === 'text' || seen.subject?.trim() === subject)
    if (!fits) throw new NotSent('stopped', 'the template says more than the message')
  }

  return {
    async send(message) {
      const template = settings.templates[message.way]
      if (!template) throw new NotSent('refused', `no template for ${message.way}`)
      const { reference, way, address, subject, text } = message
      const personalisation = way === 'email' ? { subject, message: text } : { message: text }
      await checkTemplate(template, message, personalisation)
      const to = way === 'email' ? { email_address: address } : { phone_number: address }
      const body = { ...to, template_id: template, personalisation, reference }
      const { status, said } = await ask('POST', `/v2/notifications/${way === 'email' ? 'email' : 'sms'}`, body)
      if (status !== 201) throw refusal(status, said, 'refused')
      return (said as { id: string }).id
    },

    async find(reference) {
      const { status, said } = await ask('GET', `/v2/notifications?reference=${encodeURIComponent(reference)}`)
      if (status !== 200) throw refusal(status, said, 'stopped')
      return (said as { notifications: { id: string }[] }).notifications[0]?.id
    },

    async delivery(providerId) {
      const { status, said } = await ask('GET', `/v2/notifications/${encodeURIComponent(providerId)}`)
      if (status === 404) return 'not known'
      if (status !== 200) throw refusal(status, said, 'later')
      return deliveries[(said as { status: string }).status] ?? 'on its way'
    },
  }
}

/**
 * Notify says not to read its messages, only the status and the kind of error.
 * @param otherwise what any other refusal means for this request
 */
function refusal(status: number, said: unknown, otherwise: NotSent['why']): NotSent {
  const kind = (said as { errors?: { error?: string }[] } | null)?.errors?.[0]?.error ?? 'unknown'
  const named = `${status} ${kind}`
  if (status === 401 || status === 403) return new NotSent('stopped', named)
  if (status === 429 || status >= 500) return new NotSent('later', named)
  // All else in the request has just passed the preview: what does not have the right form is the address.
  if (otherwise === 'refused' && kind === 'ValidationError') return new NotSent('address', named)
  return new NotSent(otherwise, named)
}

/** A JSON Web Token (RFC 7519) signed with HMAC SHA-256: who asks, and when. */
function token(service: string, secret: string, at: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: service, iat: Math.round(at / 1000) })}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

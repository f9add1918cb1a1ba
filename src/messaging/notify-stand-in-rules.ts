/** A template of the stand-in. `((name))` is filled in. */
export type StandInTemplate = { id: string; type: 'email' | 'sms'; subject?: string; body: string }

/** An error as Notify answers it. */
export class NotifyError extends Error {
  override name = 'NotifyError'
  readonly status: number
  readonly kind: string

  constructor(status: number, kind: string, message: string) {
    super(message)
    this.status = status
    this.kind = kind
  }
}

/** The numbers and addresses of the smoke test: a yes with any kind of key, and nothing is kept. */
const simulated = [
  ...['07700900000', '07700900111', '07700900222'],
  ...['', '-2', '-3'].map((n) => `simulate-delivered${n}@notifications.service.gov.uk`),
]

/** What a test key makes of some numbers and addresses. All others are delivered. */
const endings: Record<string, string> = {
  '07700900003': 'temporary-failure',
  '07700900002': 'permanent-failure',
  'temp-fail@simulator.notify': 'temporary-failure',
  'perm-fail@simulator.notify': 'permanent-failure',
}

/** Whether this is one of the smoke test's addresses. */
export const isSimulated = (to: string) => simulated.includes(to)

/** How a message ends. With a real key a message would be on its way; the stand-in never gets further than that. */
export function statusOf(to: string, kind: 'test' | 'team' | 'live'): string {
  return kind === 'test' ? (endings[to] ?? 'delivered') : 'sending'
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const known = ['phone_number', 'email_address', 'template_id', 'personalisation', 'reference'] as const

type Form = { to: string; templateId: string; personalisation: Record<string, unknown>; reference: string | null }

/**
 * Reads what a request to send says.
 * @throws {NotifyError} with the first thing that is wrong
 */
export function recipientOf(type: 'email' | 'sms', body: unknown): Form {
  const form = (body ?? {}) as Record<string, unknown>
  const name = type === 'email' ? 'email_address' : 'phone_number'
  for (const required of [name, 'template_id']) {
    if (!(required in form)) throw wrong(`${required} is a required property`)
  }
  const other = Object.keys(form).find((key) => !(known as readonly string[]).includes(key))
  if (other) throw wrong(`Additional properties are not allowed (${other} was unexpected)`)
  const { template_id: templateId, personalisation = {}, reference = null } = form
  if (typeof templateId !== 'string' || !uuid.test(templateId)) throw wrong('template_id is not a valid UUID')
  if (typeof personalisation !== 'object' || personalisation === null)
    throw wrong('personalisation is not of type object')
  if (reference !== null && typeof reference !== 'string') throw wrong('reference is not of type string, null')
  const to = type === 'email' ? emailOf(form[name]) : phoneOf(form[name])
  return { to, templateId, personalisation: personalisation as Record<string, unknown>, reference }
}

/** @throws {NotifyError} when something that the template asks for is missing */
export function fillIn(
  template: StandInTemplate,
  values: Record<string, unknown>,
): { subject: string | null; body: string } {
  const parts = [template.subject ?? '', template.body]
  const names = parts.flatMap((part) => Array.from(part.matchAll(/\(\((.+?)\)\)/g), ([, name = '']) => name))
  const missing = [...new Set(names)].filter((name) => !(name in values))
  if (missing.length > 0)
    throw new NotifyError(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`)
  const [subject = '', body = ''] = parts.map((part) =>
    part.replace(/\(\((.+?)\)\)/g, (_, name: string) => String(values[name])),
  )
  return { subject: template.type === 'email' ? subject : null, body }
}

function emailOf(value: unknown): string {
  if (typeof value !== 'string' || !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value))
    throw wrong('email_address Not a valid email address')
  return value.toLowerCase()
}

/** A British mobile number, however it is written. */
function phoneOf(value: unknown): string {
  const plain = String(value).replace(/[\s()+.-]/g, '')
  if (!/^\d+$/.test(plain)) throw wrong('phone_number Must not contain letters or symbols')
  const national = plain.replace(/^(00)?44/, '').replace(/^0/, '')
  if (!national.startsWith('7')) throw wrong('phone_number Not a UK mobile number')
  if (national.length > 10) throw wrong('phone_number Too many digits')
  if (national.length < 10) throw wrong('phone_number Not enough digits')
  return `0${national}`
}

function wrong(message: string): NotifyError {
  return new NotifyError(400, 'ValidationError', message)
}

import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Keys } from '../seal/keys.ts'
import { markOf } from './address-mark.ts'
import type { OpenedForm } from './form-token.ts'
import { hasWaited, makeTicket, readTicket } from './wait-ticket.ts'

const MINUTE_MS = 60_000
/** As long as a form that was sent may show its key again. */
const KNOWN_MS = 30 * MINUTE_MS
/** What may be in memory at most, whatever comes. */
const MOST_KNOWN = 20_000
const MOST_ADDRESSES = 20_000

/** `wait` holds the ticket for the wait page. */
export type Admission = { pass: true } | { pass: false; ticket: string }

type Sending = { address: string; token: OpenedForm; ticket: string }

/**
 * Lets a few sendings a minute from each address pass, and asks all others to press once more, a moment later. Nobody is
 * ever refused: a class behind one address is in all the same. Everything is in the memory of this process; the marks
 * of addresses for a minute, and the fingerprints of forms for half an hour (docs/decisions/0021).
 * @param free sendings a minute and address; 0 for no limit
 */
export function makeCrowd(keys: Keys, free: number) {
  const passedAt = new Map<string, number[]>()
  const known = new Map<string, number>()

  const admit = (sending: Sending, now: Date): Admission => {
    const at = now.getTime()
    forget(at)
    const form = createHash('sha256').update(sending.token.nonce).digest('base64url')
    const firstSent = readTicket(keys, sending.token, sending.ticket)
    // A second click, a refresh or another try is no new sending.
    if (free === 0 || known.has(form) || hasWaited(sending.token, firstSent, now) || takeFree(sending.address, at)) {
      if (free > 0 && !known.has(form)) remember(known, form, at, MOST_KNOWN)
      return { pass: true }
    }
    return { pass: false, ticket: firstSent ? sending.ticket : makeTicket(keys, sending.token, now) }
  }

  function takeFree(address: string, at: number): boolean {
    const mark = markOf(address)
    const lately = (passedAt.get(mark) ?? []).filter((moment) => moment > at - MINUTE_MS)
    if (lately.length >= free) return false
    remember(passedAt, mark, [...lately, at], MOST_ADDRESSES)
    return true
  }

  /** Both maps are in the order of their times, so the oldest come first. */
  function forget(at: number): void {
    for (const [mark, moments] of passedAt) {
      if ((moments.at(-1) ?? 0) > at - MINUTE_MS) break
      passedAt.delete(mark)
    }
    for (const [form, moment] of known) {
      if (moment > at - KNOWN_MS) break
      known.delete(form)
    }
  }

  return {
    admit,
    forget: (now: Date) => forget(now.getTime()),
    /** How much is in memory. */
    holds: () => ({ addresses: passedAt.size, forms: known.size }),
  }
}

export type Crowd = ReturnType<typeof makeCrowd>

/** Without a sending, too, nothing stays longer than it may. */
export function forgetEveryMinute(app: FastifyInstance, crowd: Pick<Crowd, 'forget'>, now: () => Date): void {
  const timer = setInterval(() => crowd.forget(now()), MINUTE_MS).unref()
  app.addHook('onClose', (_app, done) => {
    clearInterval(timer)
    done()
  })
}

function remember<T>(map: Map<string, T>, name: string, value: T, most: number): void {
  map.delete(name)
  map.set(name, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

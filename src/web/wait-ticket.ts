import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveObject, type Keys } from '../seal/keys.ts'
import type { OpenedForm } from './form-token.ts'

/** Somebody asked to wait presses again after so long. Long enough to halve a flood, short enough to be no trouble. */
export const WAIT_SECONDS = 3

/** Nobody reads the questions, writes and sends faster than this. */
const YOUNGEST_FORM_SECONDS = 8

/**
 * A wait page carries a ticket: when its form first came, signed, and good for this form alone.
 * @returns `seconds.mac`, safe in an attribute
 */
export function makeTicket(keys: Keys, token: OpenedForm, now: Date): string {
  const seconds = String(Math.floor(now.getTime() / 1000))
  return `${seconds}.${mac(keys, token, seconds)}`
}

/** @returns when the form first came, or undefined for what is no ticket of this form */
export function readTicket(keys: Keys, token: OpenedForm, ticket: unknown): Date | undefined {
  const match = typeof ticket === 'string' ? /^(\d{1,12})\.([\w-]{22})$/.exec(ticket) : null
  if (!match) return undefined
  const [, seconds = '', given = ''] = match
  if (!timingSafeEqual(Buffer.from(mac(keys, token, seconds)), Buffer.from(given))) return undefined
  return new Date(Number(seconds) * 1000)
}

/** Whether somebody with this form and this ticket has waited: three seconds since they first sent, eight since they opened. */
export function hasWaited(token: OpenedForm, firstSent: Date | undefined, now: Date): boolean {
  const secondsSince = (moment: Date) => (now.getTime() - moment.getTime()) / 1000
  return (
    firstSent !== undefined &&
    secondsSince(firstSent) >= WAIT_SECONDS &&
    secondsSince(token.openedAt) >= YOUNGEST_FORM_SECONDS
  )
}

function mac(keys: Keys, token: OpenedForm, seconds: string): string {
  const key = deriveObject(keys, 'wait-ticket/v1')
  return createHmac('sha256', key)
    .update(`${seconds}.`)
    .update(token.nonce)
    .digest()
    .subarray(0, 16)
    .toString('base64url')
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { deriveObject, type Keys } from '../seal/keys.ts'

/** What a form carries instead of a session: a nonce and the hour it was opened. The nonce makes sending safe to repeat. */
export type FormToken = { nonce: Buffer; hour: number }

/** The second it was opened only slows down whoever sends faster than a person can write. */
export type OpenedForm = FormToken & { openedAt: Date }

const HOUR_S = 3_600
/** A person may write slowly, be interrupted, and come back the next day. */
const GOOD_FOR_HOURS = 24

/** @returns `seconds.nonce.mac`, about 56 characters, safe in an attribute */
export function makeFormToken(keys: Keys, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  const body = `${seconds}.${randomBytes(16).toString('base64url')}`
  return `${body}.${mac(keys, body)}`
}

/** @returns what the token says, or which of the two things is wrong with it */
export function readFormToken(keys: Keys, token: unknown, now: Date): OpenedForm | 'unknown' | 'old' {
  if (typeof token !== 'string') return 'unknown'
  const match = /^((\d{1,12})\.([\w-]{22}))\.([\w-]{22})$/.exec(token)
  if (!match) return 'unknown'
  const [, body = '', secondsText = '', nonceText = '', given = ''] = match
  if (!timingSafeEqual(Buffer.from(mac(keys, body)), Buffer.from(given))) return 'unknown'
  const seconds = Number(secondsText)
  const hour = Math.floor(seconds / HOUR_S)
  const age = Math.floor(now.getTime() / 1000 / HOUR_S) - hour
  // One hour ahead is another process's clock; more is not ours.
  if (age < -1) return 'unknown'
  if (age > GOOD_FOR_HOURS) return 'old'
  return { nonce: Buffer.from(nonceText, 'base64url'), hour, openedAt: new Date(seconds * 1000) }
}

function mac(keys: Keys, body: string): string {
  const key = deriveObject(keys, 'form-token/v1')
  return createHmac('sha256', key).update(body).digest().subarray(0, 16).toString('base64url')
}

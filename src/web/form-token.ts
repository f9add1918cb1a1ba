import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { deriveObject, type Keys } from '../seal/keys.ts'

/** What a form carries instead of a session: a nonce and the hour it was opened. The nonce makes sending safe to repeat. */
export type FormToken = { nonce: Buffer; hour: number }

const HOUR_MS = 3_600_000
/** A person may write slowly, be interrupted, and come back the next day. */
const GOOD_FOR_HOURS = 24

/** @returns `hour.nonce.mac`, 46 to 60 characters, safe in an attribute */
export function makeFormToken(keys: Keys, now: Date): string {
  const hour = Math.floor(now.getTime() / HOUR_MS)
  const body = `${hour}.${randomBytes(16).toString('base64url')}`
  return `${body}.${mac(keys, body)}`
}

/** @returns what the token says, or which of the two things is wrong with it */
export function readFormToken(keys: Keys, token: unknown, now: Date): FormToken | 'unknown' | 'old' {
  if (typeof token !== 'string') return 'unknown'
  const match = /^((\d{1,9})\.([\w-]{22}))\.([\w-]{22})$/.exec(token)
  if (!match) return 'unknown'
  const [, body = '', hourText = '', nonceText = '', given = ''] = match
  if (!timingSafeEqual(Buffer.from(mac(keys, body)), Buffer.from(given))) return 'unknown'
  const hour = Number(hourText)
  const age = Math.floor(now.getTime() / HOUR_MS) - hour
  // One hour ahead is another process's clock; more is not ours.
  if (age < -1) return 'unknown'
  if (age > GOOD_FOR_HOURS) return 'old'
  return { nonce: Buffer.from(nonceText, 'base64url'), hour }
}

function mac(keys: Keys, body: string): string {
  const key = deriveObject(keys, 'form-token/v1')
  return createHmac('sha256', key).update(body).digest().subarray(0, 16).toString('base64url')
}

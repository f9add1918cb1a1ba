import { generateSecret, generateURI, verify } from 'otplib'
import type { Db } from '../db/open.ts'
import { CannotOpen, type Place, unwrap, wrap } from '../seal/envelope.ts'
import type { Keys } from '../seal/keys.ts'

/** Shown once. Whoever has it can make the member's codes. */
export type CodeSecret = { totpSecret: string; totpUri: string }

const STEP_SECONDS = 30

const place = (memberId: string): Place => ({ column: 'members.totp_sealed', row: memberId })

/** @returns 160 random bits in base32, to be typed into an app that makes codes */
export function makeSecret(): string {
  return generateSecret({ length: 20 })
}

/** What an app that makes codes can take over in one go. */
export function secretUri(email: string, secret: string): string {
  return generateURI({ issuer: 'Heard', label: email, secret })
}

/** @throws {CannotOpen} in a process without the desk key */
export function sealSecret(keys: Keys, memberId: string, secret: string): Buffer {
  return wrap(deskKey(keys), place(memberId), Buffer.from(secret))
}

/** @throws {CannotOpen} when the row holds another member's secret, or the desk key is another */
export function openSecret(keys: Keys, memberId: string, sealed: Buffer): string {
  return unwrap(deskKey(keys), place(memberId), sealed).toString()
}

/**
 * Looks for the code in this half minute, the one before and the one after: clocks differ, and people type slowly.
 * @param typed as typed; spaces are forgiven
 * @returns the time step that the code belongs to, or undefined when it is not right
 */
export async function findStep(secret: string, typed: string, now: Date): Promise<number | undefined> {
  const token = typed.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const epoch = Math.floor(now.getTime() / 1000)
  const found = await verify({ secret, token, epoch, epochTolerance: STEP_SECONDS })
  return found.valid && 'timeStep' in found ? found.timeStep : undefined
}

/**
 * Uses a code up. Of two requests with the same code, even at the same moment, one is told yes.
 * @returns false when this code or a later one was used already
 */
export async function useStep(trx: Db, memberId: string, step: number): Promise<boolean> {
  const used = await trx
    .updateTable('members')
    .set({ totp_last_step: step })
    .where('id', '=', memberId)
    .where('totp_last_step', '<', step)
    .returning('id')
    .execute()
  return used.length === 1
}

function deskKey(keys: Keys): Buffer {
  if (!keys.desk) throw new CannotOpen('this process holds no desk key')
  return keys.desk
}

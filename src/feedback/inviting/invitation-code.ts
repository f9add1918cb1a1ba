import { createHmac } from 'node:crypto'
import { derive, type Keys } from '../../seal/keys.ts'

/** What stands on an invitation: eight letters and digits that say nothing about who holds it. */
export type InvitationCode = string & { readonly brand: 'InvitationCode' }

/** Without 0 O 1 I L, which look alike, and without the other vowels, so that no code spells a word. */
const alphabet = 'BCDFGHJKMNPQRSTVWXYZ23456789'
const LENGTH = 8
const pattern = new RegExp(`^[${alphabet}]{${LENGTH}}$`)

/** @param bytes 16 random ones: two for each letter, so that every letter is as likely as any other to one in a thousand */
export function codeFrom(bytes: Buffer): InvitationCode {
  const letters = Array.from({ length: LENGTH }, (_, at) => alphabet[bytes.readUInt16BE(at * 2) % alphabet.length])
  return letters.join('') as InvitationCode
}

/**
 * Reads a code as a person types it: any case, with hyphens, spaces or none, or the whole address from the card.
 * @returns undefined when it cannot be a code
 */
export function parseCode(typed: string): InvitationCode | undefined {
  const last = typed.trim().split('/').at(-1) ?? ''
  const code = last.replace(/[\s\p{Pd}_.]/gu, '').toUpperCase()
  return pattern.test(code) ? (code as InvitationCode) : undefined
}

/** As it is shown: BCDF-GHJK. */
export function showCode(code: InvitationCode): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** What the table knows a code by. */
export function codeMac(keys: Keys, code: InvitationCode): Buffer {
  return createHmac('sha256', derive(keys, 'invitation-code/v1')).update(code).digest()
}

import { createHmac, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { derive, deriveForHour, type Keys } from '../seal/keys.ts'
import type { FormToken } from '../web/form-token.ts'
import words from './data/words.json' with { type: 'json' }

/** 66 random bits that are the only way back. Shown once as six words or twenty digits, kept only as a hash. */
export type ReturnKey = bigint & { readonly brand: 'ReturnKey' }

const BITS = 66n
const WORD_BITS = 11n
const WORD_COUNT = 6
const DIGITS = 20

/**
 * 66 random bits with a secret salt need no heavy hash: with the database alone there is nothing to try, and with the
 * root key too there are 2^66 hashes to make. About 2 ms, so that sending stays quick (docs/decisions/0004).
 */
const cost = { N: 1024, r: 8, p: 1 }

const slowHash = promisify<string | Buffer, Buffer, number, typeof cost, Buffer>(scrypt)

const positions = new Map(words.map((word, index) => [word.slice(0, 4), BigInt(index)]))

/**
 * The key that a form will give. The same form gives the same key, in any process, without the key being stored.
 */
export function issueReturnKey(keys: Keys, token: FormToken): ReturnKey {
  const bytes = createHmac('sha256', deriveForHour(keys, token.hour)).update(token.nonce).digest()
  const number = BigInt(`0x${bytes.subarray(0, 9).toString('hex')}`) >> (72n - BITS)
  return number as ReturnKey
}

/** Six words. */
export function keyWords(key: ReturnKey): string[] {
  return Array.from({ length: WORD_COUNT }, (_, index) => {
    const shift = BigInt(WORD_COUNT - 1 - index) * WORD_BITS
    return words[Number((key >> shift) & 2047n)] ?? ''
  })
}

/** The same value as five groups of four digits. */
export function keyDigits(key: ReturnKey): string[] {
  return key.toString().padStart(DIGITS, '0').match(/.{4}/g) ?? []
}

/**
 * Reads what a person typed: words or digits, any case, hyphens, commas, extra spaces, digits as Arabic and Persian
 * keyboards write them. The first four letters of a word tell which it is, so whatever comes after them may be misspelt.
 *
 * A slip within the first four letters is not guessed at, not even where one word only is a letter away. Each guess would
 * make one try into many, and the worst that it can lead to is not "nothing found" but somebody else's page.
 * @returns undefined when it cannot be a key
 */
export function parseReturnKey(typed: string): ReturnKey | undefined {
  const digits = inWesternDigits(typed).replace(notInNumbers, '')
  if (/^\d{20}$/.test(digits)) {
    const number = BigInt(digits)
    return number < 1n << BITS ? (number as ReturnKey) : undefined
  }
  const parts = typed.toLowerCase().match(/[a-z]+/g) ?? []
  if (parts.length !== WORD_COUNT) return undefined
  let key = 0n
  for (const part of parts) {
    const position = positions.get(part.slice(0, 4))
    if (position === undefined) return undefined
    key = (key << WORD_BITS) | position
  }
  return key as ReturnKey
}

/** Spaces, dashes, commas and dots of several scripts, and the marks that keyboards put around right-to-left text. */
const notInNumbers = /[\s.,،٬٫\p{Pd}\p{Cf}]/gu

/** ٠ to ٩ and ۰ to ۹ are digits of the Arabic and the Persian keyboard; nothing else stands for a digit. */
function inWesternDigits(typed: string): string {
  return typed.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
}

/**
 * What the database knows a key by, and what opens the writer's own letter box.
 * @returns 32 bytes to look up, 32 bytes that wrap the writer's private key
 */
export async function hashReturnKey(keys: Keys, key: ReturnKey): Promise<{ lookup: Buffer; wrapping: Buffer }> {
  const value = Buffer.from(key.toString(16).padStart(18, '0'), 'hex')
  const hash = await slowHash(value, derive(keys, 'return-salt/v1'), 64, cost)
  return { lookup: hash.subarray(0, 32), wrapping: hash.subarray(32) }
}

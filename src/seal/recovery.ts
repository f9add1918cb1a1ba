import { createHash } from 'node:crypto'
import words from '../feedback/data/words.json' with { type: 'json' }

/** What was typed is not a recovery key. The message says where to look, and never repeats a word. */
export class NotRecoveryWords extends Error {
  override name = 'NotRecoveryWords'
}

const COUNT = 24
const BITS = 11n
const LIST = 1n << BITS

/**
 * Writes the private half of the recovery key as words for paper: 256 bits and 8 to check them by make 24 words of 11.
 * @param recoveryPrivate 32 bytes
 */
export function recoveryWords(recoveryPrivate: Buffer): string[] {
  const number = BigInt(`0x${Buffer.concat([recoveryPrivate, check(recoveryPrivate)]).toString('hex')}`)
  return Array.from({ length: COUNT }, (_, place) => {
    return words[Number((number >> (BITS * BigInt(COUNT - 1 - place))) % LIST)] as string
  })
}

/**
 * Reads the words back. Capitals, spaces, line ends, the numbers in front and anything after the fourth letter that was
 * left away are forgiven.
 * @returns the 32 bytes
 * @throws {NotRecoveryWords}
 */
export function readRecoveryWords(typed: string): Buffer {
  const given = splitWords(typed)
  if (given.length !== COUNT) {
    throw new NotRecoveryWords(`There should be ${COUNT} words, and there are ${given.length}.`)
  }
  const number = given.reduce((sum, word, place) => sum * LIST + BigInt(indexOf(word, place + 1)), 0n)
  const bytes = Buffer.from(number.toString(16).padStart(66, '0'), 'hex')
  const secret = bytes.subarray(0, 32)
  if (!check(secret).equals(bytes.subarray(32))) {
    throw new NotRecoveryWords('Each word is in the list, but together they are not a recovery key. Check their order.')
  }
  return secret
}

/** @returns the words in what somebody typed, without the numbers in front */
export function splitWords(typed: string): string[] {
  return typed.toLowerCase().match(/\p{L}+/gu) ?? []
}

function indexOf(word: string, place: number): number {
  const whole = words.indexOf(word)
  const index = whole >= 0 || word.length < 4 ? whole : words.findIndex((one) => one.startsWith(word))
  if (index < 0) throw new NotRecoveryWords(`Word ${place} is not in the list. Check how it is spelled.`)
  return index
}

function check(secret: Buffer): Buffer {
  return createHash('sha256').update(secret).digest().subarray(0, 1)
}

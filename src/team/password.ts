import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { makeQueue } from './queue.ts'

/** How a password is hashed now. OWASP asks for at least 19 MiB and two passes; the server can afford more. */
const costs = { memory: 65_536, passes: 3, parallelism: 1 }
const TAG = 32
const SALT = 16

/** Eight at once would fill the threads that everything else needs; who waits behind twenty is asked to come back. */
const queue = makeQueue(2, 20)
const hash = promisify<'argon2id', Argon2Parameters, Buffer>(argon2)

/**
 * @returns the password's Argon2id hash with its costs and salt, as `$argon2id$v=19$m=…,t=…,p=…$salt$hash`
 * @throws {TooMany} when twenty wait already
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT)
  return written(
    salt,
    await queue(() => hash('argon2id', { message: password, nonce: salt, tagLength: TAG, ...costs })),
  )
}

/**
 * Takes as long for nobody's password as for somebody's.
 * @param stored undefined when there is no such member
 * @returns whether it is right, and whether it should be hashed again with today's costs
 * @throws {TooMany} when twenty wait already
 */
export async function checkPassword(
  stored: string | undefined,
  given: string,
): Promise<{ right: boolean; old: boolean }> {
  const { salt, tag, ...past } = read(stored ?? nobodys)
  const made = await queue(() => hash('argon2id', { message: given, nonce: salt, tagLength: tag.length, ...past }))
  const same = timingSafeEqual(made, tag)
  const old = past.memory !== costs.memory || past.passes !== costs.passes || past.parallelism !== costs.parallelism
  return { right: same && stored !== undefined, old }
}

/**
 * A password that nobody chose, for the first sign-in: 100 bits in four groups.
 * Letters and digits that look alike are left out, because somebody will read it from paper.
 */
export function makeFirstPassword(): string {
  const signs = 'abcdefghijkmnpqrstuvwxyz23456789'
  const all = [...randomBytes(20)].map((byte) => signs[byte % 32])
  return [0, 5, 10, 15].map((at) => all.slice(at, at + 5).join('')).join('-')
}

/** Tells when a password is stored in a form that this program does not write. */
class UnknownHash extends Error {
  override name = 'UnknownHash'
}

const nobodys = written(randomBytes(SALT), randomBytes(TAG))

function written(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = costs
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

function read(stored: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(stored)
  if (!match) throw new UnknownHash('a stored password cannot be read')
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}

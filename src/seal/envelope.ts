import {
  createCipheriv,
  createDecipheriv,
  createHash,
  diffieHellman,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { makeOnce, privateFromRaw, publicFromRaw, publicOf } from './x25519.ts'

/** Which place in the database a sealed thing belongs to. Moved to another row, it no longer opens. */
export type Place = { column: `${string}.${string}`; row: string }

/** A sealed thing was changed, moved, or needs another key. */
export class CannotOpen extends Error {
  override name = 'CannotOpen'
}

const VERSION = 1
const NONCE = 12
const TAG = 16
const FINGERPRINT = 8
const HEADER = 1 + FINGERPRINT + NONCE
const PAD_TO = 1024

/** A data key for one response: 32 random bytes. */
export function makeDataKey(): Buffer {
  return randomBytes(32)
}

/**
 * Seals a person's words: 4-byte length, UTF-8, padded to a multiple of 1 KiB (a length tells a lot), AES-256-GCM.
 * @returns version, fingerprint of the data key, nonce, ciphertext, tag
 */
export function sealWords(dataKey: Buffer, place: Place, words: string): Buffer {
  const text = Buffer.from(words, 'utf8')
  const padded = Buffer.alloc(Math.ceil((text.length + 4) / PAD_TO) * PAD_TO)
  padded.writeUInt32BE(text.length, 0)
  text.copy(padded, 4)
  const mark = fingerprint(dataKey)
  const nonce = randomBytes(NONCE)
  const body = encrypt(dataKey, nonce, context(place, mark.toString('hex')), padded)
  return Buffer.concat([Buffer.of(VERSION), mark, nonce, body])
}

/** @throws {CannotOpen} */
export function openWords(dataKey: Buffer, place: Place, sealed: Buffer): string {
  const mark = fingerprint(dataKey)
  if (sealed.length < HEADER + TAG || sealed[0] !== VERSION) throw new CannotOpen('not a sealed text of this version')
  if (!sealed.subarray(1, 1 + FINGERPRINT).equals(mark)) throw new CannotOpen('sealed with another data key')
  const nonce = sealed.subarray(1 + FINGERPRINT, HEADER)
  const padded = decrypt(dataKey, nonce, context(place, mark.toString('hex')), sealed.subarray(HEADER))
  const length = padded.readUInt32BE(0)
  if (length > padded.length - 4) throw new CannotOpen('the length does not fit')
  return padded.subarray(4, 4 + length).toString('utf8')
}

/**
 * Puts a 32-byte secret in a box that only the holder of one X25519 private key can open. Whoever makes the box
 * cannot open it again.
 * @returns 80 bytes: a one-time public key, the ciphertext, the tag
 */
export function boxFor(recipientPublic: Buffer, keyId: string, place: Place, secret: Buffer): Buffer {
  const once = makeOnce()
  const { key, nonce } = boxKey(once.privateKey, once.publicRaw, recipientPublic, recipientPublic)
  return Buffer.concat([once.publicRaw, encrypt(key, nonce, context(place, keyId), secret)])
}

/** @throws {CannotOpen} */
export function openBox(recipientPrivate: Buffer, keyId: string, place: Place, box: Buffer): Buffer {
  if (box.length !== 80) throw new CannotOpen('not a box')
  const oncePublic = box.subarray(0, 32)
  const { key, nonce } = boxKey(privateFromRaw(recipientPrivate), oncePublic, publicOf(recipientPrivate), oncePublic)
  return decrypt(key, nonce, context(place, keyId), box.subarray(32))
}

/** Wraps a secret with a key that this process holds: nonce, ciphertext, tag. */
export function wrap(key: Buffer, place: Place, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE)
  return Buffer.concat([nonce, encrypt(key, nonce, context(place, 'wrap'), secret)])
}

/** @throws {CannotOpen} */
export function unwrap(key: Buffer, place: Place, wrapped: Buffer): Buffer {
  return decrypt(key, wrapped.subarray(0, NONCE), context(place, 'wrap'), wrapped.subarray(NONCE))
}

function boxKey(ownPrivate: KeyObject, oncePublic: Buffer, recipientPublic: Buffer, otherPublic: Buffer) {
  const shared = (() => {
    try {
      return diffieHellman({ privateKey: ownPrivate, publicKey: publicFromRaw(otherPublic) })
    } catch {
      throw new CannotOpen('not a usable public key')
    }
  })()
  const salt = Buffer.concat([oncePublic, recipientPublic])
  const material = Buffer.from(hkdfSync('sha256', shared, salt, 'portal/dek/v1', 44))
  return { key: material.subarray(0, 32), nonce: material.subarray(32) }
}

function context(place: Place, keyId: string): Buffer {
  return Buffer.from(`portal|v1|${place.column}|${place.row}|${keyId}`)
}

/** Names a data key without telling it. It stays the same when the reader key is changed. */
function fingerprint(dataKey: Buffer): Buffer {
  return createHash('sha256').update('portal/dek-mark/v1').update(dataKey).digest().subarray(0, FINGERPRINT)
}

function encrypt(key: Buffer, nonce: Buffer, aad: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad)
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(aad)
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()])
  } catch {
    throw new CannotOpen('changed, moved, or sealed for another key')
  }
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

// The fixed beginnings of an X25519 key in SPKI and PKCS #8 (RFC 8410); the 32 raw bytes follow.
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex')
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** A fresh X25519 pair as raw bytes, 32 and 32. */
export function makePair(): { publicRaw: Buffer; privateRaw: Buffer } {
  const { publicRaw, privateKey } = makeOnce()
  return {
    publicRaw,
    privateRaw: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(privatePrefix.length),
  }
}

/** A fresh pair whose private half is used once and never written down. */
export function makeOnce(): { publicRaw: Buffer; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return { publicRaw: publicKey.export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length), privateKey }
}

/** @param raw 32 bytes */
export function publicFromRaw(raw: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicPrefix, raw]), format: 'der', type: 'spki' })
}

/** @param raw 32 bytes */
export function privateFromRaw(raw: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privatePrefix, raw]), format: 'der', type: 'pkcs8' })
}

/** The 32 public bytes that belong to 32 private ones. */
export function publicOf(privateRaw: Buffer): Buffer {
  return createPublicKey(privateFromRaw(privateRaw))
    .export({ format: 'der', type: 'spki' })
    .subarray(publicPrefix.length)
}

import { hkdfSync } from 'node:crypto'
import { boxFor, makeDataKey, openBox, openWords, type Place, sealWords, unwrap, wrap } from './envelope.ts'

/** What only a writer's return key opens. */
export type ForWriter = { sealed: Buffer; writer_box: Buffer }

const boxPlace = (row: string): Place => ({ column: 'replies.writer_box', row })
const wordsPlace = (row: string): Place => ({ column: 'replies.sealed', row })
const keptPlace = (row: string): Place => ({ column: 'sessions.data', row })
const privatePlace = (row: string): Place => ({ column: 'responses.writer_private_wrapped', row })

/**
 * Seals words for the person who wrote a response. Whoever seals them cannot open them again.
 * @param writerPublic the response's X25519 public key
 * @returns also the data key, for who may box it for somebody else as well
 */
export function sealForWriter(writerPublic: Buffer, row: string, words: string): ForWriter & { dataKey: Buffer } {
  const dataKey = makeDataKey()
  const writer_box = boxFor(writerPublic, 'writer', boxPlace(row), dataKey)
  return { dataKey, writer_box, sealed: sealWords(dataKey, wordsPlace(row), words) }
}

/** @throws {CannotOpen} with another person's key */
export function openForWriter(writerPrivate: Buffer, row: string, letter: ForWriter): string {
  return openSealed(openBox(writerPrivate, 'writer', boxPlace(row), letter.writer_box), row, letter.sealed)
}

/** The same words, for who has the data key from another box. @throws {CannotOpen} */
export function openSealed(dataKey: Buffer, row: string, sealed: Buffer): string {
  return openWords(dataKey, wordsPlace(row), sealed)
}

/** The writer's private key, taken out with the half of the return key's hash that wraps it. @throws {CannotOpen} */
export function openLetterBox(wrapping: Buffer, responseId: string, wrapped: Buffer): Buffer {
  return unwrap(wrapping, privatePlace(responseId), wrapped)
}

/**
 * Keeps the writer's private key for one visit, wrapped with a key made from the session's id. The database knows that
 * id only as a hash, so what is kept there opens nothing without the visitor's own cookie.
 * @returns text for the session's data
 */
export function keepForVisit(sessionId: string, responseId: string, writerPrivate: Buffer): string {
  return wrap(visitKey(sessionId), keptPlace(responseId), writerPrivate).toString('base64url')
}

/** The key again. @throws {CannotOpen} when it was kept for another visit or another response */
export function openKept(sessionId: string, responseId: string, kept: string): Buffer {
  return unwrap(visitKey(sessionId), keptPlace(responseId), Buffer.from(kept, 'base64url'))
}

function visitKey(sessionId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', sessionId, '', 'portal/visit-letters/v1', 32))
}

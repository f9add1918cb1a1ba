import { createHash, randomBytes } from 'node:crypto'

/** What one showing of a form carries, so that sending it twice does its work once. It is no secret and proves nothing. */
export function newFormMark(): string {
  return randomBytes(16).toString('base64url')
}

/** @returns what is kept of a mark: 32 bytes; of none, or of something else, bytes that nothing else has */
export function hashOfMark(mark: string): Buffer {
  return /^[\w-]{22}$/.test(mark) ? createHash('sha256').update(mark).digest() : randomBytes(32)
}

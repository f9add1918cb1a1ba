import { createHash, createHmac, randomBytes } from 'node:crypto'
import { derive, type Keys } from '../seal/keys.ts'

/** What one showing of a form carries, so that sending it twice does its work once. It is no secret and proves nothing. */
export function newFormMark(): string {
  return randomBytes(16).toString('base64url')
}

/** Whether a form carries a mark such as ours do. */
export function isFormMark(mark: string): boolean {
  return /^[\w-]{22}$/.test(mark)
}

/** @returns what is kept of a mark: 32 bytes; of none, or of something else, bytes that nothing else has */
export function hashOfMark(mark: string): Buffer {
  return isFormMark(mark) ? createHash('sha256').update(mark).digest() : randomBytes(32)
}

/**
 * Tells whether two sendings of one showing of a form say the same. The mark is not stored, so nobody can test guesses
 * against it.
 * @param said everything that was sent with it
 * @returns 32 bytes, like {@link hashOfMark}
 */
export function sameSaid(keys: Keys, mark: string, said: object): Buffer {
  return createHmac('sha256', derive(keys, 'same-words/v1'))
    .update(hashOfMark(mark))
    .update(JSON.stringify(said))
    .digest()
}

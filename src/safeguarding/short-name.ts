import { randomInt } from 'node:crypto'

const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** A short random name for people to say: it tells no order and nothing about who wrote. */
export function makeRef(prefix: string): string {
  return `${prefix}-${Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')}`
}

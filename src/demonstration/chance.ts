import { createHash } from 'node:crypto'

/**
 * Numbers that look random and are the same each time: the demonstration is the same for everybody.
 * @param seed any text
 * @returns a function that gives the next number from 0 up to, not including, 1
 */
export function chance(seed: string): () => number {
  let count = 0
  return () => {
    count += 1
    return createHash('sha256').update(`${seed}/${count}`).digest().readUInt32BE(0) / 2 ** 32
  }
}

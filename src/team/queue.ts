import { TooMany } from '../refusals.ts'

/**
 * Lets a few things run at once and a few more wait. A crowd is slowed down; nobody is locked out.
 * @param atOnce how many run
 * @param waiting how many more may wait
 * @returns runs a piece of work in turn; throws {TooMany} when there is no place to wait
 */
export function makeQueue(atOnce: number, waiting: number) {
  let running = 0
  const line: (() => void)[] = []
  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (line.length >= waiting) throw new TooMany('the line is full')
      // Whoever finishes hands over their place, so that nobody who comes later slips in between.
      await new Promise<void>((resolve) => line.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else running -= 1
    }
  }
}

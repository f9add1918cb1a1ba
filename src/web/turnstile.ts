import { TooMany } from '../refusals.ts'

/**
 * Lets so many through in a second, and lets some wait for their turn: guessing becomes slow and nobody is locked out.
 * @returns a function to await; it throws {TooMany} when too many wait already
 */
export function makeTurnstile(perSecond: number, mostWaiting: number): () => Promise<void> {
  const gap = 1000 / perSecond
  let nextFree = 0
  let waiting = 0
  return async () => {
    const now = performance.now()
    const wait = Math.max(0, nextFree - now)
    if (waiting >= mostWaiting) throw new TooMany('the turnstile is full')
    nextFree = Math.max(nextFree, now) + gap
    if (wait === 0) return
    waiting += 1
    await new Promise((resolve) => setTimeout(resolve, wait))
    waiting -= 1
  }
}

import { TooMany } from '../refusals.ts'
import { markOf } from './address-mark.ts'
import { type LineLimits, makeLine } from './line.ts'

const MINUTE_MS = 60_000

/** A class that comes back together has room; nobody waits longer than a page may take. */
const usual: LineLimits = { each: 40, all: 400, longest: 15_000 }

/**
 * Lets so many through in a second, over all visitors together, and lets others wait for their turn: guessing becomes
 * slow and nobody is locked out (docs/decisions/0018). In memory alone.
 * @returns a function to await with the visitor's address; it throws {TooMany} when too many wait already
 */
export function makeTurnstile(perSecond: number, limits = usual): (address: string) => Promise<void> {
  const gap = 1000 / perSecond
  const line = makeLine(limits)
  let nextFree = 0
  let running: NodeJS.Timeout | undefined
  setInterval(() => line.forget(performance.now()), MINUTE_MS).unref()

  const later = (now: number) => {
    running = setTimeout(step, Math.max(0, nextFree - now))
  }
  const step = () => {
    const now = performance.now()
    running = undefined
    if (line.next(now)) nextFree = now + gap
    if (!line.isEmpty()) later(now)
  }

  return (address) =>
    new Promise((resolve, reject) => {
      const now = performance.now()
      const turn = (through: boolean) => (through ? resolve() : reject(new TooMany('the turnstile is full')))
      line.join({ mark: markOf(address), since: now, turn })
      if (!running && !line.isEmpty()) later(now)
    })
}

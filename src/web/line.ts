const HOUR_MS = 3_600_000

/** One who waits. `turn` is called with whether they were let through. */
export type Waiting = { mark: string; since: number; turn: (through: boolean) => void }

/** `each`: so many may wait from one address; `all`: from everywhere; `longest`: milliseconds until one is sent away. */
export type LineLimits = { each: number; all: number; longest: number }

/**
 * A line that is fair between addresses: whoever's address has had the fewest turns in the last hour goes first, and
 * among those whoever came first. Somebody who guesses on one address gets behind everybody else with the first guess.
 * It only holds marks (src/web/address-mark.ts), and none longer than an hour after its last turn.
 */
export function makeLine(limits: LineLimits) {
  let waiting: Waiting[] = []
  const had = new Map<string, { turns: number; last: number }>()
  const turnsOf = ({ mark }: Waiting) => had.get(mark)?.turns ?? 0

  const leave = (one: Waiting, through: boolean) => {
    waiting = waiting.filter((other) => other !== one)
    one.turn(through)
  }

  const worst = () => waiting.reduce((last, other) => (turnsOf(other) >= turnsOf(last) ? other : last))

  return {
    /** Stands in line. When there is no room, the one with the most turns behind them is sent away. */
    join(one: Waiting): void {
      waiting.push(one)
      const ofTheirs = waiting.filter(({ mark }) => mark === one.mark)
      if (ofTheirs.length > limits.each) leave(one, false)
      else if (waiting.length > limits.all) leave(worst(), false)
    },
    /** Lets one through, and sends those away who would wait too long. @returns whether somebody was let through */
    next(now: number): boolean {
      for (const one of waiting.filter(({ since }) => now - since > limits.longest)) leave(one, false)
      if (waiting.length === 0) return false
      const first = waiting.reduce((best, other) => (turnsOf(other) < turnsOf(best) ? other : best))
      this.count(first.mark, now)
      leave(first, true)
      return true
    },
    /** Writes down a turn. */
    count(mark: string, now: number): void {
      had.set(mark, { turns: (had.get(mark)?.turns ?? 0) + 1, last: now })
    },
    /** Forgets whoever has had no turn for an hour. */
    forget(now: number): void {
      for (const [mark, { last }] of had) if (now - last >= HOUR_MS) had.delete(mark)
    },
    isEmpty: () => waiting.length === 0,
    holds: () => ({ waiting: waiting.length, addresses: had.size }),
  }
}

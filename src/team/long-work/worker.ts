import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Site } from '../../site.ts'
import type { Permission } from '../access.ts'
import { endWork, sayHowFar, takeWork, type Work } from './queue.ts'

/** What somebody who waits may read. Thrown by whoever does the work; any other error is a defect. */
export class CannotBeDone extends Error {
  override name = 'CannotBeDone'
}

/** One kind of work. `may`: who sees how far it is, whoever asked for it. */
export type Doer = { may: Permission; does: Does }
/** How it is done. It may be begun again from its start: what it writes, it writes so that twice is harmless. */
export type Does = (db: Db, work: Work, how: { site: Site; say: Say; signal: AbortSignal }) => Promise<unknown>
/** Says how far it is, such as (2, 5, 'Summing the themes'). @throws when another worker has it by now, or this one stops */
export type Say = (done: number, steps: number, says: string) => Promise<void>
export type Worker = { stop: () => Promise<void> }

const LOOK_EVERY_MS = 1_000
const BEAT_EVERY_MS = 5_000

/**
 * Looks every second whether something long is to be done, and does it, one at a time. It begins again with what another
 * process left behind.
 * @param doers by kind of work
 * @param onDefect is told what nobody expected
 * @returns how to stop: what is under way is put aside for the next process
 */
export function startWorker(
  site: Site,
  doers: Record<string, Doer>,
  onDefect: (error: Error) => void,
  everyMs = LOOK_EVERY_MS,
): Worker {
  const stopping = new AbortController()
  let running: Promise<unknown> | undefined
  const look = () => {
    running ??= doNext(site, doers, onDefect, stopping.signal)
      .catch(onDefect)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  const stop = async () => {
    clearInterval(timer)
    stopping.abort()
    await running
  }
  return { stop }
}

/**
 * Takes the next work, if there is some, and does it.
 * @returns its id, or undefined when none waits
 */
export async function doNext(
  site: Site,
  doers: Record<string, Doer>,
  onDefect: (error: Error) => void = () => {},
  stopping: AbortSignal = new AbortController().signal,
): Promise<string | undefined> {
  const { db, now } = site
  const work = await takeWork(db, Object.keys(doers), randomUUID(), now())
  const doer = work && doers[work.kind]
  if (!work || !doer) return undefined
  const taken = new AbortController()
  const signal = AbortSignal.any([stopping, taken.signal])
  const hold = (held: boolean) => held || taken.abort(new Error('another worker has it'))
  const timer = setInterval(() => {
    // The database may be away for a moment: the next beat tells.
    sayHowFar(db, work, undefined, now()).then(hold, () => undefined)
  }, BEAT_EVERY_MS)
  const say: Say = async (done, steps, says) => {
    hold(await sayHowFar(db, work, { done, steps, says }, now()))
    signal.throwIfAborted()
  }
  try {
    const result = await doer.does(db, work, { site, say, signal })
    await endWork(db, work, { state: 'finished', says: 'Done.', result }, now())
  } catch (error) {
    if (stopping.aborted) await endWork(db, work, { state: 'waiting', says: 'Put aside by a restart.' }, now())
    else if (!taken.signal.aborted) {
      const expected = error instanceof CannotBeDone
      const says = expected ? error.message : 'Something went wrong on our side. Whoever keeps Heard running is told.'
      await endWork(db, work, { state: 'failed', says }, now())
      if (!expected) onDefect(error as Error)
    }
  } finally {
    clearInterval(timer)
  }
  return work.id
}

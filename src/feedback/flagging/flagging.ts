import { type Job, runDueJobs } from '../../db/jobs.ts'
import type { Site } from '../../site.ts'
import { type Flagger, makeFlagger } from './flagger.ts'
import { lookAtWaiting } from './looking.ts'

const LOOK_EVERY_MS = 30_000

/** The look at what waits, in one process at a time. It needs the desk key: words are sealed. */
export function flagJob(flagger: Flagger | undefined): Job {
  return {
    name: 'look with the flag',
    everyMinutes: 1,
    needsDesk: true,
    run: async (db, now, keys) => void (await lookAtWaiting(db, keys, flagger, now)),
  }
}

/**
 * Looks again and again, apart from the other jobs: the clock of the desk never waits for the flag. In a process without
 * the desk key it does nothing and loads nothing.
 * @param onDefect called with a defect of our own; its message is never shown
 */
export function startFlagging(site: Site, onDefect: (error: Error) => void, everyMs = LOOK_EVERY_MS) {
  if (!site.keys.desk) return { stop: async () => {} }
  const flagger = site.config.flag ? makeFlagger() : undefined
  let running: Promise<unknown> | undefined
  const look = () => {
    running ??= runDueJobs(site.db, [flagJob(flagger)], site.now(), site.keys)
      .then((ran) => {
        for (const { problem } of ran) if (problem) onDefect(problem)
      })
      .catch(onDefect)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, everyMs)
  const stop = async () => {
    clearInterval(timer)
    await flagger?.close()
    await running
    // What was just running may have started it again.
    await flagger?.close()
  }
  return { stop }
}

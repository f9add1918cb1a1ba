import { Worker } from 'node:worker_threads'
import { modelName } from './embedding.ts'
import type { Verdict } from './judging.ts'
import { markOfLearned } from './learned.ts'

/** What reads texts for the flag. It may be slow or fail: whoever asks goes on without it. */
export type Flagger = {
  name: string
  /** Loads it, if it is not there, and tries it. @throws when it does not work */
  start(): Promise<void>
  /** @throws when it takes too long or fails */
  read(text: string): Promise<Verdict>
  close(): Promise<void>
}

/** Longer than this nobody waits: for it to load, and for one text. */
export const PATIENCE_MS = 60_000
const MOST_MEMORY_MB = 600

type Waiting = { done: (verdict: Verdict) => void; failed: (why: Error) => void }

/**
 * The flag in a thread of its own, started when it is first needed. A thread that failed or was slow is ended, and the next
 * start makes another.
 * @param file the thread's code, for tests
 */
export function makeFlagger(patienceMs = PATIENCE_MS, file = new URL('./flag-worker.ts', import.meta.url)): Flagger {
  let thread: { worker: Worker; ready: Promise<void>; waiting: Map<number, Waiting> } | undefined
  let last = 0

  const end = async () => {
    const ended = thread
    thread = undefined
    for (const { failed } of ended?.waiting.values() ?? []) failed(new Error('the flag has ended'))
    await ended?.worker.terminate()
  }

  const begin = () => {
    const waiting = new Map<number, Waiting>()
    // What the thread prints goes nowhere: it could hold words.
    const worker = new Worker(file, {
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    })
    worker.unref()
    const ready = new Promise<void>((resolve, reject) => {
      const gone = () => {
        for (const { failed } of waiting.values()) failed(new Error('the flag failed'))
        waiting.clear()
        if (thread?.worker === worker) thread = undefined
        reject(new Error('the flag failed'))
      }
      worker.on('error', gone)
      worker.on('exit', gone)
      worker.on('message', (message: 'ready' | { id: number; verdict?: Verdict }) => {
        if (message === 'ready') return resolve()
        const asked = waiting.get(message.id)
        waiting.delete(message.id)
        if (message.verdict) asked?.done(message.verdict)
        else asked?.failed(new Error('the flag failed'))
      })
    })
    ready.catch(() => undefined)
    return { worker, ready, waiting }
  }

  const start = async () => {
    thread ??= begin()
    await inTime(thread.ready)
  }

  const inTime = async <T>(answer: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the flag is too slow')), patienceMs)
    })
    try {
      return await Promise.race([answer, overdue])
    } catch (error) {
      await end()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  const read = async (text: string) => {
    await start()
    const { worker, waiting } = thread ?? begin()
    last += 1
    const id = last
    const answer = new Promise<Verdict>((done, failed) => waiting.set(id, { done, failed }))
    worker.postMessage({ id, text })
    return inTime(answer)
  }

  return { name: `${modelName}; weights ${markOfLearned()}`, start, read, close: end }
}

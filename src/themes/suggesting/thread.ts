import { Worker } from 'node:worker_threads'
import type { Lesson } from './model.ts'
import type { Asked, Ranking } from './suggester.ts'

/** Learning from 5,000 passages and 36 codes takes some 10 seconds; one that takes so long has gone astray. */
const LONGEST_LEARNING_MS = 120_000
const MOST_MEMORY_MB = 700

/** A thread that has learned its lesson. */
export type Thread = {
  /** @throws when it takes longer than `patienceMs`, or the thread has ended */
  rank(asked: Asked, patienceMs: number): Promise<Ranking | undefined>
  /** Ends the thread and all that it knows. */
  end(): Promise<void>
}

/**
 * Starts a thread and waits until it has learned.
 * @param file the thread's own code, for tests
 * @throws when it fails, or takes far too long. No message of its own: that might hold words.
 */
export async function startThread(
  lesson: Lesson,
  file = new URL('./suggesting-worker.ts', import.meta.url),
): Promise<Thread> {
  const worker = new Worker(file, {
    workerData: lesson,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  })
  worker.unref()
  const waiting = new Map<number, { done: (ranking: Ranking | undefined) => void; failed: (why: Error) => void }>()
  let last = 0
  let ended = false
  const giveUp = () => {
    ended = true
    for (const { failed } of waiting.values()) failed(new Error('the thread that suggests has ended'))
    waiting.clear()
  }
  const ready = new Promise<void>((resolve, reject) => {
    const overdue = setTimeout(() => reject(new Error('learning took too long')), LONGEST_LEARNING_MS)
    const failed = () => {
      clearTimeout(overdue)
      giveUp()
      reject(new Error('the thread that suggests has failed'))
    }
    worker.on('error', failed)
    worker.on('exit', failed)
    worker.on('message', (message: 'ready' | { id: number; ranking: Ranking | undefined }) => {
      if (message === 'ready') {
        clearTimeout(overdue)
        return resolve()
      }
      waiting.get(message.id)?.done(message.ranking)
      waiting.delete(message.id)
    })
  })
  await ready.catch(async (error) => {
    await worker.terminate()
    throw error
  })
  return {
    rank: (asked, patienceMs) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error('the thread that suggests has ended'))
        last += 1
        const id = last
        const overdue = setTimeout(() => {
          waiting.delete(id)
          reject(new Error('no answer in time'))
        }, patienceMs)
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            clearTimeout(overdue)
            then(value)
          }
        waiting.set(id, { done: settle(resolve), failed: settle(reject) })
        worker.postMessage({ id, asked })
      }),
    end: async () => {
      giveUp()
      await worker.terminate()
    },
  }
}

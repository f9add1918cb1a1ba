import { Worker } from 'node:worker_threads'
import type { Protected, protect } from './protecting.ts'

const MOST_MEMORY_MB = 512

/**
 * `protect` in a thread of its own, because the auditor may think for many seconds and nobody's page waits for it.
 * @param signal ends it
 * @throws when the thread fails or is ended. No message of its own: that might hold a count
 */
export function protectApart(signal?: AbortSignal) {
  return (...given: Parameters<typeof protect>): Promise<Protected> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./protecting-worker.ts', import.meta.url), {
        workerData: given,
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      })
      const stop = () => void worker.terminate()
      signal?.addEventListener('abort', stop, { once: true })
      worker.once('message', resolve)
      worker.once('error', () => reject(new Error('the thread that protects figures failed')))
      worker.once('exit', () => {
        signal?.removeEventListener('abort', stop)
        reject(new Error('the thread that protects figures has ended'))
      })
    })
}

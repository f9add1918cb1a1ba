import { parentPort, workerData } from 'node:worker_threads'
import { protect } from './protecting.ts'

// The thread of `protectApart`: one set of tables in, what may leave out.
const [exact, period, earlier, frozenOn] = workerData as Parameters<typeof protect>
parentPort?.postMessage(protect(exact, period, earlier, frozenOn))

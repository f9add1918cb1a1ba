// A thread of its own: it learns once, answers until a newer one stands in its place, and then everything that it knew is
// gone with it. It writes nothing, to no file and to no console.
import { parentPort, workerData } from 'node:worker_threads'
import { type Lesson, learn } from './model.ts'
import { rank } from './ranking.ts'
import type { Asked } from './suggester.ts'
import { readWordVectors } from './word-vectors.ts'

const model = learn(workerData as Lesson, readWordVectors())
parentPort!.on('message', ({ id, asked }: { id: number; asked: Asked }) => {
  parentPort!.postMessage({ id, ranking: rank(model, asked) })
})
parentPort!.postMessage('ready')

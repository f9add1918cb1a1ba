// A thread of its own: it loads the model, tries it on two sentences, and then says of each text what raised it. It writes
// nothing, to no file and to no console, and sends back places, never words.
import { parentPort } from 'node:worker_threads'
import { loadModel } from './embedding.ts'
import { judge } from './judging.ts'
import { readLearned } from './learned.ts'
import { passesItsTest } from './self-test.ts'

const mind = { embed: await loadModel(), learned: readLearned() }
if (!(await passesItsTest((text) => judge(text, mind)))) throw new Error('the flag does not pass its own test')
parentPort!.on('message', ({ id, text }: { id: number; text: string }) => {
  judge(text, mind).then(
    (verdict) => parentPort!.postMessage({ id, verdict }),
    () => parentPort!.postMessage({ id, failed: true }),
  )
})
parentPort!.postMessage('ready')

import Fastify from 'fastify'
import t from 'tap'
import { dice } from '../../src/themes/suggesting/learner.ts'
import type { Lesson } from '../../src/themes/suggesting/model.ts'
import { startThread } from '../../src/themes/suggesting/thread.ts'

/** docs/performance.md has what was seen. In processor time, so that other work on the machine does not count. */
const MOST_LEARNING_MS = 15_000
const MOST_SUGGESTING_MS = 10
/** By the clock, with room for a busy machine. */
const LONGEST_P99_MS = 100
const PASSAGES = 5_000
const CODES = 36

// Made-up words, as common and as rare as real ones: the tenth as often as the hundredth ten times over.
const random = dice(5)
const wordAt = (at: number) =>
  Array.from({ length: 4 }, (_, step) => 'bdfgklmnprst'[Math.floor(at / 12 ** step) % 12] + 'aeiou'[at % 5]!).join('')
const sentence = (words: number, about: number) =>
  Array.from({ length: words }, () =>
    random() < 0.15 ? wordAt(8_000 + about * 5 + Math.floor(random() * 5)) : wordAt(Math.floor(8_000 ** random())),
  ).join(' ')
const keys = Array.from({ length: CODES }, (_, at) => `code-${at}`)
const examples = Array.from({ length: PASSAGES }, (_, at) => {
  const about = Math.floor(CODES * random() ** 2)
  const codes = random() < 0.3 ? [keys[about]!, keys[(about + 1) % CODES]!] : [keys[about]!]
  return { id: String(at), text: sentence(15 + (at % 12), about), question: `q${at % 3}`, codes }
})
const lesson: Lesson = { examples, uncoded: [], codes: keys.map((key, at) => ({ key, name: wordAt(8_000 + at * 5) })) }

t.test('learning from 5,000 passages with 36 codes leaves requests alone', async (t) => {
  const server = Fastify()
  server.get('/', async () => 'ok')
  await server.inject('/')
  const lookAt = async (until: () => boolean) => {
    const took: number[] = []
    while (!until()) {
      const began = performance.now()
      await server.inject('/')
      took.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    took.sort((a, b) => a - b)
    return { requests: took.length, p99: took[Math.floor(took.length * 0.99)]! }
  }
  const start = performance.now()
  const before = await lookAt(() => performance.now() - start > 2_000)
  const memory = process.memoryUsage().rss
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  let done = false
  const learning = startThread(lesson).finally(() => {
    done = true
  })
  const during = await lookAt(() => done)
  const thread = await learning
  const learned = performance.now() - began
  const work = cpuSince(cpu)
  const grown = (process.memoryUsage().rss - memory) / 1e6
  const asking = process.cpuUsage()
  const asks = 100
  for (let at = 0; at < asks; at += 1) {
    const text = sentence(20, at % CODES)
    const ranking = await thread.rank({ text, question: 'q1', without: [], retired: [] }, 5_000)
    t.equal(ranking?.ranked.length, 3)
  }
  const each = cpuSince(asking) / asks
  await thread.end()
  await server.close()
  t.comment(
    `learned in ${(learned / 1000).toFixed(1)} s by the clock, ${(work / 1000).toFixed(1)} s of processor time with the requests, ${grown.toFixed(0)} MB more`,
  )
  t.comment(
    `a request's p99: ${before.p99.toFixed(1)} ms before, ${during.p99.toFixed(1)} ms meanwhile (${during.requests} requests); a suggestion: ${each.toFixed(1)} ms of processor time`,
  )
  t.ok(work < MOST_LEARNING_MS, 'it learns in time')
  t.ok(during.p99 < Math.max(LONGEST_P99_MS, 5 * before.p99), 'requests do not wait for it')
  t.ok(each < MOST_SUGGESTING_MS, 'a suggestion is quick')
})

function cpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

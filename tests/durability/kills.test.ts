import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ask, formBody } from '../fixtures/ask.ts'
import { chance } from '../fixtures/chance.ts'
import { startCluster } from '../fixtures/cluster.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { keyOn } from '../fixtures/giving.ts'
import { freePort, partnershipEnv, setUpPartnership, startHeard } from '../fixtures/heard-process.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'
import { whatIsKept } from './kept.ts'
import { keepSending, type Load } from './sender.ts'

const SEED = 20261121
const PEOPLE = 50
const KILLS = 20
const MESSAGES = 500
const STOPS = 5
const AT_ONCE = 100

t.setTimeout(500_000)

// Only a PostgreSQL that flushes to disk may say "saved"; the embedded database is for demonstrations.
const skip = testServer ? false : 'only on PostgreSQL'

t.test(
  'nothing answered "saved" is lost when the program is killed twenty times',
  { skip, timeout: 220_000 },
  async (t) => {
    const cluster = await startCluster({ fsync: true })
    t.teardown(cluster.stop)
    const partnership = await setUpPartnership(cluster.url)
    t.teardown(partnership.forget)
    const env = { ...partnershipEnv(partnership), PORT: String(await freePort()), LOG: 'error' }
    let heard = await startHeard(env)
    t.teardown(() => heard.end('SIGKILL'))
    let over = false
    const load: Load = { address: heard.address, seed: SEED, over: () => over, sendings: [] }
    const people = Array.from({ length: PEOPLE }, (_, person) => keepSending(load, person))
    const roll = chance(SEED)
    const began = performance.now()
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(200 + roll() * 1200)
      await heard.end('SIGKILL')
      heard = await startHeard(env)
    }
    // A busy machine needs longer.
    for (const until = Date.now() + 60_000; load.sendings.length < MESSAGES && Date.now() < until; ) await sleep(50)
    over = true
    await Promise.all(people)
    const seconds = Math.round((performance.now() - began) / 1000)

    const { sendings } = load
    const kept = await whatIsKept(cluster.url, partnership.keys, sendings)
    const total = (of: (one: (typeof sendings)[number]) => number) => sendings.reduce((sum, one) => sum + of(one), 0)
    t.comment(
      `seed ${SEED}: ${sendings.length} messages, ${total(({ keys }) => keys.length)} times answered "saved", ` +
        `${total(({ unanswered }) => unanswered)} times unanswered, ${total(({ notSaved }) => notSaved.length)} times ` +
        `"not saved", ${kept.rows} rows, ${KILLS} kills in ${seconds} s`,
    )
    t.ok(sendings.length >= MESSAGES, 'enough was sent')
    t.ok(total(({ unanswered }) => unanswered) > 0, 'the kills were felt')
    t.same(kept.lost, [], 'lost')
    t.same(kept.twice, [], 'kept twice')
    t.same(kept.wrongKey, [], 'a key that changed, or opens nothing')
    t.same(kept.changed, [], 'words that changed')
    t.same(kept.unknown, [], 'rows that nobody sent')
    t.equal(kept.rows, sendings.length, 'one row for each message')
    t.same(
      sendings.flatMap(({ strange }) => strange),
      [],
      'strange pages',
    )
  },
)

t.test('asked to stop, it answers everything that is under way', { skip, timeout: 120_000 }, async (t) => {
  const cluster = await startCluster({ fsync: true })
  t.teardown(cluster.stop)
  const partnership = await setUpPartnership(cluster.url)
  t.teardown(partnership.forget)
  const env = { ...partnershipEnv(partnership), LOG: 'error' }
  for (let round = 0; round < STOPS; round++) {
    const heard = await startHeard(env)
    const tokens = await Promise.all(
      Array.from({ length: AT_ONCE }, async () => formTokenFrom((await ask(`${heard.address}/say/11-17`)).body)),
    )
    const sent = tokens.map((token, n) =>
      sendSlowly(heard.address, { form_token: token, 'w.should-change': `Words ${n}` }),
    )
    // Every request is under way: its head has arrived, and of half of them the words too.
    await Promise.all(sent.map(({ connected }) => connected))
    await sleep(200)
    for (const { finish } of sent.slice(0, AT_ONCE / 2)) finish()
    heard.signal('SIGTERM')
    await sleep(5)
    for (const { finish } of sent.slice(AT_ONCE / 2)) finish()
    const answers = await Promise.all(sent.map(({ answer }) => answer.catch((error: Error) => error.message)))
    const whole = answers.filter((answer) => typeof answer === 'object' && answer.status === 200 && keyOn(answer.body))
    t.equal(whole.length, AT_ONCE, `round ${round + 1}: all ${AT_ONCE} have their key`)
    t.same(
      answers.filter((answer) => typeof answer === 'string'),
      [],
      'no connection was cut',
    )
    t.equal(await heard.ended, 0, 'it ended well')
    const kept = await whatIsKept(
      cluster.url,
      partnership.keys,
      tokens.map((token, n) => ({
        ...{ token, words: `Words ${n}`, notSaved: [], unanswered: 0, strange: [] },
        keys: [answers[n]].flatMap((answer) => (typeof answer === 'object' ? [keyOn(answer.body)] : [])),
      })),
    )
    t.same([kept.lost, kept.wrongKey, kept.changed], [[], [], []], 'and all of it is kept')
  }
})

/** A form whose words leave the browser when `finish` is called. */
function sendSlowly(address: string, fields: Record<string, string>) {
  const body = formBody(fields)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) }
  const sent = request(`${address}/say/11-17`, { method: 'POST', agent: false, headers })
  const connected = new Promise<void>((resolve) => sent.on('socket', (socket) => socket.on('connect', () => resolve())))
  const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => (text += part))
      response.on('close', () =>
        response.complete
          ? resolve({ status: response.statusCode ?? 0, body: text })
          : reject(new Error('half an answer')),
      )
    })
  })
  sent.flushHeaders()
  return { connected, answer, finish: () => void sent.end(body) }
}

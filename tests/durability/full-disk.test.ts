import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { ask } from '../fixtures/ask.ts'
import { startCluster } from '../fixtures/cluster.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { partnershipEnv, setUpPartnership, startHeard } from '../fixtures/heard-process.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'
import { whatIsIn, whatIsKept } from './kept.ts'
import { keepSending, type Load } from './sender.ts'
import { makeSmallDisk, noSmallDisk } from './small-disk.ts'

t.setTimeout(400_000)
const SEED = 20261121
const PEOPLE = 30
const MEGABYTES = 300
/** Some sendings still find room in what the database has taken before. */
const FULL_MS = 5_000

type T = Pick<typeof t, 'ok' | 'same' | 'equal' | 'comment'>

const disk = makeSmallDisk(MEGABYTES)
t.teardown(() => disk?.remove())
const where = (here: boolean, reason: string) => (disk ? (here ? false : reason) : noSmallDisk)

/** People who send without end, and never give up on what they have to say. */
function sendTo(address: string) {
  let over = false
  const load: Load = { address, seed: SEED, over: () => over, sendings: [] }
  const people = Array.from({ length: PEOPLE }, (_, person) => keepSending(load, person))
  const saved = () => load.sendings.reduce((sum, { keys }) => sum + keys.length, 0)
  const finish = async () => {
    over = true
    await Promise.all(people)
  }
  /** @returns milliseconds until something is saved again */
  const heals = async () => {
    const [before, from] = [saved(), performance.now()]
    while (saved() === before && performance.now() - from < 15_000) await sleep(20)
    return Math.round(performance.now() - from)
  }
  return { load, finish, heals }
}

/** What has to hold, whatever the database does when there is no room. */
function check(t: T, { sendings }: Load, healed: number[], kept: Awaited<ReturnType<typeof whatIsIn>>): void {
  const notSaved = sendings.flatMap(({ notSaved, words }) => notSaved.map((answer) => ({ ...answer, words })))
  const slowest = Math.round(Math.max(...notSaved.map(({ ms }) => ms)))
  const times = sendings.reduce((sum, { keys }) => sum + keys.length, 0)
  t.comment(
    `seed ${SEED}: ${sendings.length} messages, ${times} times answered "saved", ${notSaved.length} times "not saved", ` +
      `the slowest after ${slowest} ms; healed ${healed.join(' and ')} ms after there was room; ${kept.rows} rows`,
  )
  t.ok(notSaved.length >= PEOPLE, 'the full disk was felt')
  const late = notSaved.filter(({ ms }) => ms > 5_000).length
  t.ok(late <= notSaved.length / 100, 'ninety-nine of a hundred were told within five seconds')
  t.same(notSaved.filter(({ body, words }) => !typedOn(body).includes(words)).length, 0, 'with their words on the page')
  t.same(
    healed.filter((ms) => ms > 10_000),
    [],
    'it healed',
  )
  t.same([kept.lost, kept.twice, kept.wrongKey, kept.changed, kept.unknown], [[], [], [], [], []], 'nothing was lost')
  t.same(
    sendings.flatMap(({ strange }) => strange),
    [],
    'no strange pages',
  )
}

t.test(
  'with a full disk people are told that it is not saved, and it heals when there is room',
  { skip: where(testServer !== undefined, 'only on PostgreSQL'), timeout: 150_000 },
  async (t) => {
    const small = disk!
    process.env.TMPDIR = small.folder
    const cluster = await startCluster({ fsync: true })
    delete process.env.TMPDIR
    t.teardown(cluster.stop)
    const partnership = await setUpPartnership(cluster.url)
    t.teardown(partnership.forget)
    const heard = await startHeard({ ...partnershipEnv(partnership), LOG: 'error' })
    t.teardown(() => heard.end('SIGKILL'))
    const { load, finish, heals } = sendTo(heard.address)
    await sleep(1_500)
    small.fill()
    await sleep(FULL_MS)
    t.equal((await ask(`${heard.address}/`)).status, 200, 'the first page opens meanwhile')
    small.free()
    const healed = [await heals()]

    // When there is no room for its own log either, PostgreSQL ends itself. Whatever runs it as a service starts it again.
    small.fill()
    const client = new pg.Client({ connectionString: cluster.url })
    client.on('error', () => {})
    await client.connect()
    for (let n = 0; n < 4; n++) await client.query('select pg_switch_wal()').catch(() => {})
    await client.end().catch(() => {})
    await sleep(FULL_MS)
    small.free()
    await cluster.restart()
    healed.push(await heals())
    await finish()
    check(t, load, healed, await whatIsKept(cluster.url, partnership.keys, load.sendings))
  },
)

t.test(
  'the embedded database tells of a full disk too, and heals',
  { skip: where(testServer === undefined, 'only on the embedded database'), timeout: 150_000 },
  async (t) => {
    const small = disk!
    const site = await openTestSite({ folder: join(small.folder, 'data'), at: new Date() })
    t.teardown(site.close)
    const { load, finish, heals } = sendTo(await site.listen())
    await sleep(1_500)
    small.fill()
    await sleep(FULL_MS)
    t.equal((await site.server.inject({ url: '/' })).statusCode, 200, 'the first page opens meanwhile')
    small.free()
    const healed = [await heals()]
    await finish()
    check(t, load, healed, await whatIsIn(site.db, site.keys, load.sendings))
  },
)

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { startCluster } from '../fixtures/cluster.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { partnershipEnv, setUpPartnership, startHeard } from '../fixtures/heard-process.ts'
import { typedOn } from '../fixtures/typed.ts'
import { whatIsKept } from './kept.ts'
import { keepSending, type Load } from './sender.ts'

t.setTimeout(400_000)
const SEED = 20261121
const PEOPLE = 50
const STOPPED_MS = 10_000
const SLOW_SECONDS = 2

// Only a PostgreSQL that flushes to disk may say "saved"; the embedded database is for demonstrations.
const skip = testServer ? false : 'only on PostgreSQL'

type T = Pick<typeof t, 'ok' | 'same' | 'equal' | 'comment' | 'teardown'>

/** Fifty people send without end while something is done to the database. */
async function whileSending(t: T, work: (of: { url: string; saved: () => number }) => Promise<string>): Promise<void> {
  const cluster = await startCluster({ fsync: true })
  t.teardown(cluster.stop)
  const partnership = await setUpPartnership(cluster.url)
  t.teardown(partnership.forget)
  const heard = await startHeard({ ...partnershipEnv(partnership), LOG: 'error' })
  t.teardown(() => heard.end('SIGKILL'))
  let over = false
  const load: Load = { address: heard.address, seed: SEED, over: () => over, sendings: [] }
  const people = Array.from({ length: PEOPLE }, (_, person) => keepSending(load, person))
  const saved = () => load.sendings.reduce((sum, { keys }) => sum + keys.length, 0)
  await sleep(1_500)
  const note = await work({ url: cluster.url, saved })
  over = true
  await Promise.all(people)

  const notSaved = load.sendings.flatMap(({ notSaved, words }) => notSaved.map((answer) => ({ ...answer, words })))
  const slowest = Math.round(Math.max(0, ...notSaved.map(({ ms }) => ms)))
  const kept = await whatIsKept(cluster.url, partnership.keys, load.sendings)
  t.comment(
    `seed ${SEED}: ${load.sendings.length} messages, ${saved()} times "saved", ${notSaved.length} times "not saved", the ` +
      `slowest after ${slowest} ms; ${note}`,
  )
  t.ok(notSaved.length >= 1, 'it was felt')
  const late = notSaved.filter(({ ms }) => ms > 5_000).length
  t.ok(late <= notSaved.length / 100, 'ninety-nine of a hundred were told within five seconds')
  t.same(notSaved.filter(({ body, words }) => !typedOn(body).includes(words)).length, 0, 'with their words on the page')
  t.same([kept.lost, kept.twice, kept.wrongKey, kept.changed, kept.unknown], [[], [], [], [], []], 'nothing was lost')
  t.same(
    load.sendings.flatMap(({ strange }) => strange),
    [],
    'no strange pages',
  )
  t.same(
    load.sendings.reduce((sum, { unanswered }) => sum + unanswered, 0),
    0,
    'nobody was left without an answer',
  )
}

t.test('a database that stands still for ten seconds loses nothing', { skip, timeout: 120_000 }, (t) =>
  whileSending(t, async ({ url, saved }) => {
    const stopped = await stopEveryProcess(url)
    await sleep(STOPPED_MS)
    for (const pid of stopped) process.kill(pid, 'SIGCONT')
    const [before, from] = [saved(), performance.now()]
    while (saved() === before && performance.now() - from < 15_000) await sleep(20)
    const healed = Math.round(performance.now() - from)
    t.ok(healed <= 10_000, 'and heals')
    return `${stopped.length} processes stopped, healed after ${healed} ms`
  }),
)

t.test('a database that takes two seconds for each row loses nothing', { skip, timeout: 120_000 }, (t) =>
  whileSending(t, async ({ url, saved }) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`create function dawdle() returns trigger language plpgsql as
      $$ begin perform pg_sleep(${SLOW_SECONDS}); return new; end $$`)
    await client.query('create trigger dawdle before insert on responses for each row execute function dawdle()')
    const before = saved()
    await sleep(8_000)
    const meanwhile = saved() - before
    t.ok(meanwhile > 0, 'some are saved all the same')
    await client.query('drop trigger dawdle on responses')
    await client.end()
    return `${meanwhile} saved meanwhile`
  }),
)

/**
 * Stops a PostgreSQL server where it stands: first what starts new processes, then all that there are.
 * @returns the processes
 */
async function stopEveryProcess(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows: settings } = await client.query('show data_directory')
  const [first] = readFileSync(join(settings[0].data_directory, 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(first), 'SIGSTOP')
  const { rows } = await client.query('select pid from pg_stat_activity where pid <> pg_backend_pid()')
  const others = rows.map(({ pid }) => Number(pid))
  for (const pid of others) process.kill(pid, 'SIGSTOP')
  await client.end()
  return [...others, Number(first)]
}

import t from 'tap'
import { type Job, runDueJobs } from '../src/db/jobs.ts'
import { openFreshDatabase } from './fixtures/fresh-database.ts'
import { freshKeys } from './fixtures/team-room.ts'

const { db, close } = await openFreshDatabase()
t.teardown(close)

const monday = new Date('2026-11-23T10:00:00Z')
const later = (minutes: number) => new Date(monday.getTime() + minutes * 60_000)

function daily(name: string, work: () => Promise<void> = async () => {}): Job & { runs: () => number } {
  let runs = 0
  const run = async () => {
    runs += 1
    await work()
  }
  return { name, everyMinutes: 24 * 60, run, runs: () => runs }
}

t.test('a job runs once in its time, whoever asks', async (t) => {
  const job = daily('once')
  t.same(await runDueJobs(db, [job], monday), [{ name: 'once' }])
  await Promise.all([runDueJobs(db, [job], later(1)), runDueJobs(db, [job], later(2))])
  t.equal(job.runs(), 1)
  await Promise.all([runDueJobs(db, [job], later(1441)), runDueJobs(db, [job], later(1441))])
  t.equal(job.runs(), 2)
})

t.test('a job that fails says so and is tried again soon, and the others run', async (t) => {
  const failing = daily('failing', async () => {
    throw new TypeError('no')
  })
  const other = daily('other')
  const [first] = await runDueJobs(db, [failing, other], monday)
  t.match(first, { name: 'failing', problem: TypeError })
  t.equal(other.runs(), 1)
  await runDueJobs(db, [failing, other], later(16))
  t.equal(failing.runs(), 2)
  t.equal(other.runs(), 1)
})

t.test('a clock that was far ahead for a while does not stop a job for as long', async (t) => {
  const job = daily('ahead')
  await runDueJobs(db, [job], new Date('2031-01-01T00:00:00Z'))
  await runDueJobs(db, [job], monday)
  t.equal(job.runs(), 2)
  const held = daily('held')
  await runDueJobs(db, [held], monday)
  const future = new Date('2031-01-01T00:00:00Z')
  await db.updateTable('jobs').set({ next_run: monday, locked_until: future }).where('name', '=', 'held').execute()
  await runDueJobs(db, [held], later(1))
  t.equal(held.runs(), 2)
})

t.test('a job that needs the desk key is left to a process that holds it', async (t) => {
  const seen: boolean[] = []
  const desk: Job = {
    name: 'desk',
    everyMinutes: 60,
    needsDesk: true,
    run: async (_db, _now, keys) => void seen.push(keys.desk !== undefined),
  }
  const keys = freshKeys()
  t.same(await runDueJobs(db, [desk], monday), [], 'no keys')
  t.same(await runDueJobs(db, [desk], monday, { ...keys, desk: undefined }), [], 'the keys of a public process')
  t.same(await runDueJobs(db, [desk], monday, keys), [{ name: 'desk' }])
  t.same(seen, [true])
})

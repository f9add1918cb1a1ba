import { sql } from 'kysely'
import t from 'tap'
import { listReleases, readReleased } from '../../src/summaries/releases/reading.ts'
import { askFor, getWork, takeWork } from '../../src/team/long-work/queue.ts'
import { CannotBeDone, type Does, doNext } from '../../src/team/long-work/worker.ts'
import { openTestSite } from '../fixtures/site.ts'

const room = await openTestSite()
t.teardown(room.close)
const { db, site, cast } = room
const doer = (does: Does) => ({ may: 'may release' as const, does })
const ask = (subject: string) => askFor(db, { kind: 'sum', subject, memberId: cast.leah.id }, site.now())

t.test('what is asked for twice is done once, and says how far it is', async (t) => {
  const id = await ask('one')
  t.equal(await ask('one'), id)
  const seen: unknown[] = []
  const sum = async (
    _db: unknown,
    _work: unknown,
    { say }: { say: (a: number, b: number, c: string) => Promise<void> },
  ) => {
    await say(1, 2, 'Half of it')
    seen.push(await getWork(db, id))
    return { sum: 3 }
  }
  t.equal(await doNext(site, { sum: doer(sum) }), id)
  t.match(seen, [{ state: 'running', done: 1, steps: 2, says: 'Half of it', tries: 1 }])
  t.match(await getWork(db, id), { state: 'finished', result: { sum: 3 }, holder: null })
  t.equal(await doNext(site, { sum: doer(sum) }), undefined, 'nothing is left')
  t.not(await ask('one'), id, 'what ended may be asked for again')
  await doNext(site, { sum: doer(sum) })
})

t.test('what fails says so: in its own words where it knows them, and calmly where nobody expected it', async (t) => {
  const id = await ask('two')
  await doNext(site, { sum: doer(() => Promise.reject(new CannotBeDone('Fewer than ten people spoke.'))) })
  t.match(await getWork(db, id), { state: 'failed', says: 'Fewer than ten people spoke.' })
  const other = await ask('three')
  const defects: Error[] = []
  await doNext(site, { sum: doer(() => Promise.reject(new Error('select * from secrets'))) }, (error) =>
    defects.push(error),
  )
  t.match(await getWork(db, other), { state: 'failed', says: /on our side/ })
  t.equal(defects.length, 1)
})

t.test('what a dead process held is begun again by another, three times at most', async (t) => {
  const id = await ask('four')
  for (const tries of [1, 2, 3]) {
    t.match(await takeWork(db, ['sum'], crypto.randomUUID(), site.now()), { id, tries })
    t.equal(await takeWork(db, ['sum'], crypto.randomUUID(), site.now()), undefined, 'nobody else has it meanwhile')
    room.pass(2)
  }
  t.equal(await takeWork(db, ['sum'], crypto.randomUUID(), site.now()), undefined)
  t.match(await getWork(db, id), { state: 'failed', says: /three times/ })
})

t.test('a stop puts it aside, and the next process does it', async (t) => {
  const id = await ask('five')
  const stopping = new AbortController()
  await doNext(
    site,
    {
      sum: doer(async (_db, _work, { say }) => {
        stopping.abort()
        await say(1, 2, 'Half of it')
      }),
    },
    undefined,
    stopping.signal,
  )
  t.match(await getWork(db, id), { state: 'waiting', tries: 0 })
  t.equal(await doNext(site, { sum: doer(async () => 1) }), id)
})

t.test('who reads what was released can read nothing else, and change nothing', async (t) => {
  t.same(await readReleased(db, (released) => listReleases(released)), [])
  await t.rejects(
    readReleased(db, (released) => sql`select * from public.responses`.execute(released)),
    { code: '42501' },
  )
  await t.rejects(
    readReleased(db, (released) => sql`delete from released.releases`.execute(released)),
    { code: '42501' },
  )
  t.match((await sql<{ who: string }>`select current_user as who`.execute(db)).rows[0]?.who, /^(?!heard_released)/)
})

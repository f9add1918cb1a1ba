import t from 'tap'
import { workOnNext } from '../../src/support/importing/importer.ts'
import { getRun, startRun } from '../../src/support/importing/run.ts'
import { addSource, getSource } from '../../src/support/importing/source.ts'
import { service, startFeed } from '../fixtures/feed.ts'
import { openTestSite } from '../fixtures/site.ts'

/** As many as the largest feed seen in public, with texts as long as theirs. */
const MANY = 5_000
const MOST_MS = 120_000
/** The embedded database lives in this process too, and grows by what is brought in. */
const MOST_MB = 400

t.setTimeout(300_000)
const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast } = site
const now = () => site.site.now()
const words = 'Somebody to talk to, at your own pace, in a warm room. '.repeat(20)
const feed = await startFeed({
  services: Array.from({ length: MANY }, (_, at) => service(at + 1, { description: words, notes: words })),
  slow: 1,
})
t.teardown(feed.close)
const named = { name: 'A county', kind: 'oruk' as const, address: feed.address, licence: 'OGL 3' }
const added = await addSource(db, keys, named, cast.dev.id, now())
if (!added.ok) throw new Error('not added')
const source = await getSource(db, added.id)

async function fetchAll(name: string) {
  const started = await startRun(db, keys, { source, csv: '', memberId: cast.dev.id }, now())
  if (!started.ok) throw new Error('not started')
  feed.mostAtOnce = 0
  global.gc?.()
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const began = performance.now()
  await workOnNext(db, { now, reach: { loopback: true } })
  const ms = performance.now() - began
  clearInterval(watch)
  const run = await getRun(db, started.id)
  const more = (peak - before) / 1e6
  t.comment(
    `${name}: ${run.listed} services in ${(ms / 1000).toFixed(1)} s, ${(run.bytes / 1e6).toFixed(1)} MB unpacked, ` +
      `memory at most ${(peak / 1e6).toFixed(0)} MB, ${more.toFixed(0)} MB more than before, ${feed.mostAtOnce} at once`,
  )
  return { run, ms, more }
}

t.test(`${MANY} services are brought in, in time, in little memory, four at a time`, async (t) => {
  const { run, ms, more } = await fetchAll('first fetch')
  t.match(run, { state: 'finished', listed: MANY, added: MANY, problems: 0, caps: [] })
  t.equal(feed.mostAtOnce, 4)
  t.ok(ms < MOST_MS, `${ms} ms`)
  t.ok(more < MOST_MB, `${more} MB`)
  t.equal((await db.selectFrom('import_records').select('id').execute()).length, MANY)
})

t.test('fetched again, all of it is as before', async (t) => {
  const { run, ms } = await fetchAll('second fetch')
  t.match(run, { state: 'finished', added: 0, changed: 0, unchanged: MANY, gone: 0 })
  t.ok(ms < MOST_MS, `${ms} ms`)
})

t.test('the list of what came and one record are shown without delay, and the public sees nothing of it', async (t) => {
  const dev = await site.as('dev')
  const began = performance.now()
  const list = await dev.get('/team/directory/import/records?page=100')
  const listMs = performance.now() - began
  t.match(list.body, 'page 100 of 100')
  const [, record] = /records\/([0-9a-f-]{36})/.exec(list.body) ?? []
  const page = await dev.get(`/team/directory/import/records/${record}`)
  t.equal(page.statusCode, 200)
  t.comment(`list ${listMs.toFixed(0)} ms, record ${(performance.now() - began - listMs).toFixed(0)} ms`)
  for (const url of ['/support', '/o/v3/services?per_page=100']) {
    t.notMatch((await site.server.inject({ url })).body, 'Fixture service', url)
  }
})

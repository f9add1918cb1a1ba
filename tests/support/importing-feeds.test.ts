import { randomUUID } from 'node:crypto'
import t from 'tap'
import { startImporter, workOnNext } from '../../src/support/importing/importer.ts'
import type { Limits } from '../../src/support/importing/limits.ts'
import { getRun, goOn, listProblems, startRun, stopRun } from '../../src/support/importing/run.ts'
import type { Source } from '../../src/support/importing/source.ts'
import { addSource, getSource } from '../../src/support/importing/source.ts'
import { type FeedKind, idOf, sendJson, service, startFeed } from '../fixtures/feed.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import { freshKeys, monday } from '../fixtures/team-room.ts'

const { db, close } = await openFreshDatabase()
t.teardown(close)
const keys = freshKeys()
const memberId = randomUUID()
await db
  .insertInto('members')
  .values({
    ...{ id: memberId, name: 'Dev', roles: ['directory editor'], email: 'dev@example.org', password_hash: 'none' },
    ...{ totp_sealed: Buffer.alloc(0), joined_on: '2026-11-01', left_on: null },
  })
  .execute()

const quick: Partial<Limits> = { retryMs: 5, answerMs: 400, perPage: 10, chunk: 10 }
let clock = monday.getTime()
const now = () => new Date(clock)

async function sourceAt(address: string | null, kind: Source['kind'] = 'oruk'): Promise<Source> {
  const added = await addSource(db, keys, { name: randomUUID(), kind, address, licence: 'OGL 3' }, memberId, now())
  if (!added.ok) throw new Error('not added')
  return getSource(db, added.id)
}

async function start(source: Source, csv = ''): Promise<string> {
  const started = await startRun(db, keys, { source, csv, memberId }, now())
  if (!started.ok) throw new Error(JSON.stringify(started.problems))
  return started.id
}

async function fetchOnce(source: Source, limits: Partial<Limits> = {}) {
  const id = await start(source)
  await workOnNext(db, { now, limits: { ...quick, ...limits }, reach: { loopback: true } })
  return getRun(db, id)
}

async function recordsOf(source: Source) {
  return db
    .selectFrom('import_records')
    .selectAll()
    .where('source_id', '=', source.id)
    .orderBy('source_record')
    .execute()
}

async function withFeed(kind: FeedKind) {
  const feed = await startFeed(kind)
  t.teardown(feed.close)
  return { feed, source: await sourceAt(feed.address) }
}

const many = (count: number) => Array.from({ length: count }, (_, at) => service(at + 1))
const sentences = async (runId: string) => (await listProblems(db, runId)).map(({ sentence }) => sentence)

t.test('a feed is fetched page by page, each service whole, with its licence and its time', async (t) => {
  const { feed, source } = await withFeed({ services: many(25) })
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', listed: 25, added: 25, changed: 0, problems: 0, failure: null, holder: null })
  t.same(run.notes, ['/taxonomies: not there, and not needed.', '/service_at_locations: not there, and not needed.'])
  const records = await recordsOf(source)
  t.equal(records.length, 25)
  t.match(records[0], { state: 'new', licence: 'OGL 3', fetched_at: monday, name: 'Fixture service 1' })
  t.match(records[0]?.raw, { phones: [{ number: '01632 960001' }] }, 'the details, not the shallow list')
  t.ok(feed.mostAtOnce <= 4, `${feed.mostAtOnce} at once`)
  t.ok(run.bytes > 1000)
})

t.test('fetched again, it tells what is new, changed and the same; what vanished stays and says so', async (t) => {
  const { feed, source } = await withFeed({ services: many(12) })
  await fetchOnce(source)
  const [one, two, ...rest] = feed.services
  feed.services = [
    { ...one, last_modified: '2026-11-23T09:00:00Z' },
    { ...two, description: 'Moved to the library.' },
    ...rest.slice(1),
    service(99),
  ]
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', listed: 12, added: 1, changed: 1, unchanged: 10, gone: 1 })
  const records = await recordsOf(source)
  t.equal(records.length, 13, 'nothing was deleted')
  t.equal(records.find(({ source_record }) => source_record === idOf(3))?.not_listed_since, '2026-11-23')
  feed.services = many(12)
  await fetchOnce(source)
  t.equal((await recordsOf(source)).find((r) => r.source_record === idOf(3))?.not_listed_since, null, 'it came back')
  feed.services = []
  t.match(await fetchOnce(source), { state: 'finished', listed: 0, gone: 0 }, 'an empty list says nothing')
})

t.test('what is missing, empty, unknown or of another kind does not stop a record', async (t) => {
  const odd = [
    { id: idOf(1), name: 'No status' },
    service(2, { status: null, description: '', phones: null, organization: 'a word', minimum_age: 'old' }),
    service(3, { x_local: { deep: [1, 2, { three: null }] }, phones: [null, 'x', { number: 5 }], email: 7 }),
    service(4, { id: undefined, name: 'Says no id' }),
    service(5, { name: '' }),
    service(6, { description: 'A\u0000B \ud800 C' }),
  ]
  const { source } = await withFeed({
    services: odd,
    page: (said) => ({ ...said, contents: [...odd.map((_, at) => ({ id: idOf(at + 1) })), null, {}, { id: '' }, 7] }),
    instead: (path, reply) => (path.endsWith(idOf(4)) ? sendJson(reply, odd[3]) : false),
  })
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', added: 6 })
  t.same((await sentences(run.id)).sort(), [
    'It has no name.',
    'Number 10 on page 1 has no id that can be used.',
    'Number 7 on page 1 has no id that can be used.',
    'Number 8 on page 1 has no id that can be used.',
    'Number 9 on page 1 has no id that can be used.',
  ])
})

t.test('a record that cannot be opened is a problem of its own, and what was there of it stays', async (t) => {
  const { feed, source } = await withFeed({ services: many(8) })
  await fetchOnce(source)
  feed.kind.instead = (path, reply) => {
    if (path.endsWith(idOf(1))) return sendJson(reply, {}, 404)
    if (path.endsWith(idOf(2))) return sendJson(reply, {}, 500)
    if (path.endsWith(idOf(3))) {
      reply.end('{"id": "half')
      return true
    }
    if (path.endsWith(idOf(4))) {
      reply.writeHead(200, { 'content-length': '500' }).write('{"id":')
      setTimeout(() => reply.destroy(), 10)
      return true
    }
    if (path.endsWith(idOf(5))) return true
    if (path.endsWith(idOf(6))) return sendJson(reply, [1, 2])
    return false
  }
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', unchanged: 2, problems: 6, gone: 0 })
  t.same((await sentences(run.id)).sort(), [
    'It answered 500.',
    'Its answer is not JSON.',
    'Its answer is not one service.',
    'No whole answer came in time.',
    'The connection broke.',
    'The list has it, and it cannot be opened (404).',
  ])
  t.equal((await recordsOf(source)).filter(({ not_listed_since }) => not_listed_since).length, 0)
})

t.test('an answer that is busy or broken once is asked for again', async (t) => {
  const { source } = await withFeed({
    services: many(3),
    instead: (path, reply, times) => path.endsWith(idOf(2)) && times === 1 && sendJson(reply, {}, 503),
  })
  t.match(await fetchOnce(source), { state: 'finished', added: 3, problems: 0 })
})

t.test('a feed that dies half-way fails in a sentence, keeps what came, deletes nothing, and can go on', async (t) => {
  const { feed, source } = await withFeed({ services: many(30) })
  await fetchOnce(source)
  feed.services = many(30).map((one) => ({ ...one, name: `${one.name} again` }))
  feed.kind.instead = (path, reply) => path.includes('page=3') && sendJson(reply, {}, 500)
  const failed = await fetchOnce(source)
  t.match(failed, { state: 'failed', failure: 'Page 3 of the list answered 500.', changed: 20, next_page: 3, gone: 0 })
  t.equal((await recordsOf(source)).filter(({ not_listed_since }) => not_listed_since).length, 0)
  delete feed.kind.instead
  t.ok(await goOn(db, keys, failed, memberId, now()))
  await workOnNext(db, { now, limits: quick, reach: { loopback: true } })
  t.match(await getRun(db, failed.id), { state: 'finished', changed: 30, listed: 30, problems: 0, gone: 0 })
})

t.test('services that fail one after the other count as a dead feed', async (t) => {
  const { feed, source } = await withFeed({
    services: many(30),
    instead: (path, reply) => path.includes('/services/') && sendJson(reply, {}, 502),
  })
  const run = await fetchOnce(source, { failuresInARow: 5, retries: 0 })
  t.match(run, { state: 'failed', failure: /^5 services in a row could not be opened. The last: It answered 502/ })
  t.ok(feed.asked.length < 15, 'and is left alone soon')
})

t.test('a list that is no list, is not JSON, or is not there fails in a sentence', async (t) => {
  const noList = 'Page 1 of the list is not a list of services.'
  const answers: [string, number, string][] = [
    ['{"message":"hello"}', 200, noList],
    ['<html>', 200, noList],
    ['{"contents":[{"id":', 200, noList],
    ['{}', 404, 'Page 1 of the list answered 404.'],
  ]
  for (const [body, status, failure] of answers) {
    const { source } = await withFeed({
      instead: (_path, reply) => {
        reply.writeHead(status).end(body)
        return true
      },
    })
    t.match(await fetchOnce(source), { state: 'failed', failure, added: 0 })
  }
})

t.test('a list that says the wrong number of pages is read to its end', async (t) => {
  const few = await withFeed({
    services: many(25),
    page: (said) => ({ ...said, total_pages: 1, last_page: undefined }),
  })
  t.match(await fetchOnce(few.source), { state: 'finished', added: 25 })
  const lots = await withFeed({ services: many(25), page: (said) => ({ ...said, total_pages: 90, last_page: false }) })
  t.match(await fetchOnce(lots.source), { state: 'finished', added: 25, problems: 0 })
  const none = await withFeed({ services: many(25), page: ({ contents }) => ({ contents }) })
  t.match(await fetchOnce(none.source), { state: 'finished', added: 25 })
  const bare = await withFeed({ services: many(7), page: ({ contents }) => contents })
  t.match(await fetchOnce(bare.source), { state: 'finished', added: 7 })
})

t.test('a list that never ends, or says the same again, does end', async (t) => {
  const same = many(10)
  const again = await withFeed({
    services: same,
    page: (said) => ({ ...said, last_page: false, total_pages: 99, contents: same.map(({ id }) => ({ id })) }),
  })
  const run = await fetchOnce(again.source)
  t.match(run, { state: 'finished', added: 10, problems: 1 })
  t.match(await sentences(run.id), ['Page 2 only says again what came before. The fetch ended there.'])
  const endless = await withFeed({
    page: (said, page) => ({ ...said, last_page: false, contents: [{ id: idOf(page) }] }),
    instead: (path, reply) => {
      const [, id] = /\/services\/(.+)/.exec(path) ?? []
      return id ? sendJson(reply, { id, name: 'One of many' }) : false
    },
  })
  t.match(await fetchOnce(endless.source, { pages: 7 }), { state: 'finished', added: 7, caps: ['pages'] })
})

t.test('an id that comes twice is taken once', async (t) => {
  const services = many(5)
  const { source } = await withFeed({
    services,
    page: (said, page) => ({ ...said, contents: page === 1 ? [...services, services[0], services[1]] : [] }),
  })
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', added: 5, listed: 5, problems: 2 })
  t.same(await sentences(run.id), Array(2).fill('It is there twice. The first one counts.'))
})

t.test('there is an end to records, bytes, time, and to each answer', async (t) => {
  const { feed, source } = await withFeed({ services: many(40) })
  t.match(await fetchOnce(source, { records: 15 }), { state: 'finished', listed: 15, caps: ['records'], gone: 0 })
  t.match(await fetchOnce(source, { bytes: 3000 }), { state: 'finished', caps: ['bytes'], gone: 0 })
  feed.kind.slow = 20
  t.match(await fetchOnce(source, { ms: 120 }), { state: 'finished', caps: ['time'], gone: 0 })
  delete feed.kind.slow
  feed.services = [service(1, { description: 'x'.repeat(50_000) }), service(2)]
  const run = await fetchOnce(source, { bytesPerRecord: 20_000 })
  t.match(run, { state: 'finished', problems: 1 })
  t.same(await sentences(run.id), ['The answer was longer than 20 kB.'], 'unpacked, however small it came')
})

t.test('a stopped run writes nothing more, and a source is fetched once at a time', async (t) => {
  const { feed, source } = await withFeed({ services: many(40), slow: 10 })
  const id = await start(source)
  t.same(await startRun(db, keys, { source, csv: '', memberId }, now()), {
    ok: false,
    problems: { fetch: 'This source is being fetched already.' },
  })
  const working = workOnNext(db, { now, limits: quick, reach: { loopback: true } })
  while (feed.asked.length < 14) await new Promise((resolve) => setTimeout(resolve, 5))
  t.ok(await stopRun(db, keys, id, memberId, now()))
  await working
  const run = await getRun(db, id)
  t.match(run, { state: 'stopped', holder: null })
  t.ok(run.added < 40, `${run.added}`)
  t.equal((await recordsOf(source)).length, run.added)
  t.notOk(await stopRun(db, keys, id, memberId, now()), 'once')
})

t.test(
  'a worker that was killed after page 1 is followed by one that finishes, and nothing is there twice',
  async (t) => {
    const { feed, source } = await withFeed({ services: many(35) })
    const id = await start(source)
    // Killed: it stops in the middle of page 2, and says nothing to the database.
    const killed = new AbortController()
    feed.kind.instead = (path) => {
      if (path.endsWith(idOf(15))) killed.abort()
      return false
    }
    await workOnNext(db, { now, limits: quick, reach: { loopback: true }, signal: killed.signal })
    t.match(await getRun(db, id), { state: 'paused by a restart', next_page: 2, next_item: 0, added: 10, holder: null })
    // As if it had not been able to say that either.
    await db
      .updateTable('import_runs')
      .set({ state: 'running', holder: randomUUID(), heartbeat: now() })
      .where('id', '=', id)
      .execute()
    t.equal(
      await workOnNext(db, { now, limits: quick, reach: { loopback: true } }),
      undefined,
      'not while it may be alive',
    )
    clock += 61_000
    delete feed.kind.instead
    feed.asked.length = 0
    t.equal(await workOnNext(db, { now, limits: quick, reach: { loopback: true } }), id)
    t.match(await getRun(db, id), { state: 'finished', listed: 35, added: 35, problems: 0 })
    t.equal((await recordsOf(source)).length, 35)
    t.notOk(
      feed.asked.some((path) => path.includes('page=1&') || path.endsWith(idOf(3))),
      'page 1 is not fetched again',
    )
  },
)

t.test('two workers never have the same run', async (t) => {
  const { source } = await withFeed({ services: many(10) })
  const id = await start(source)
  const work = () => workOnNext(db, { now, limits: quick, reach: { loopback: true } })
  const taken = await Promise.all([work(), work()])
  t.same(taken.filter(Boolean), [id])
  t.match(await getRun(db, id), { state: 'finished', added: 10 })
})

t.test('a table is fetched from its address, in the alphabet of old spreadsheets too', async (t) => {
  const text = Buffer.from('id;name;phone\r\n7;Caf\xe9 \x00Ouvert;01632 960001\r\n8;Two', 'latin1')
  const feed = await startFeed({
    instead: (_path, reply) => {
      reply.writeHead(200, { 'content-type': 'text/csv' }).end(text)
      return true
    },
  })
  t.teardown(feed.close)
  const source = await sourceAt(feed.address, 'csv')
  const run = await fetchOnce(source)
  t.match(run, { state: 'finished', added: 1, problems: 1 })
  t.match(await recordsOf(source), [{ source_record: '7', name: 'Café Ouvert', raw: { phone: '01632 960001' } }])
  feed.kind.instead = (_path, reply) => {
    reply.writeHead(403).end()
    return true
  }
  t.match(await fetchOnce(source), { state: 'failed', failure: "The table's address answered 403." })
})

t.test('the worker of a server looks by itself, and stopping it waits for what is under way', async (t) => {
  const source = await sourceAt(null, 'csv')
  const id = await start(source, 'name,phone\nOne,01632 960001\nTwo,01632 960002')
  const importer = startImporter(db, now, (error) => t.fail(error.name), 20)
  while ((await getRun(db, id)).state !== 'finished') await new Promise((resolve) => setTimeout(resolve, 20))
  await importer.stop()
  t.match(await getRun(db, id), { added: 2, csv: null })
  const later = await start(source, 'name\nThree')
  await new Promise((resolve) => setTimeout(resolve, 100))
  t.equal((await getRun(db, later)).state, 'queued', 'it no longer looks')
})

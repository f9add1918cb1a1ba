import { writeFileSync } from 'node:fs'
import t from 'tap'
import { likeness } from '../../src/support/importing/duplicates.ts'
import { workOnNext } from '../../src/support/importing/importer.ts'
import { agreeChange, refuseChange } from '../../src/support/keeping/change.ts'
import { listWaiting } from '../../src/support/keeping/change-list.ts'
import { idOf, service, startFeed } from '../fixtures/feed.ts'
import { bringIn } from '../fixtures/imported.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast, server } = site
const dev = await site.as('dev')
const second = { ...cast.imran, roles: ['directory editor'] }
const now = () => site.site.now()

const existing = await db
  .selectFrom('support_options')
  .innerJoin('option_contacts', 'option_contacts.option_id', 'support_options.id')
  .select(['support_options.id', 'name', 'slug', 'value'])
  .where('kind', '=', 'phone')
  .where('name', 'like', '%Childline%')
  .executeTakeFirstOrThrow()
const feed = await startFeed({
  services: [
    service(1, {
      name: 'Quartz Lantern Drop-in',
      description: '<p>A warm place <script>alert(1)</script>to talk.</p>',
      phones: [{ number: '01632 960777' }],
      attributes: [{ taxonomy_term: { name: 'Mental wellbeing' } }],
      x_unknown: '<b>local</b>',
    }),
    service(2, { name: existing.name, phones: [{ number: existing.value }, { number: '01632 960888' }] }),
    service(3, { name: 'Amber Kite Club' }),
    service(4, { name: 'Silver Otter Group' }),
  ],
})
t.teardown(feed.close)

/** Every page that anybody can open without a key, and the open feed. */
async function publicPages(): Promise<string> {
  const options = await db.selectFrom('support_options').select('id').execute()
  const urls = [
    ...['/', '/support', '/support/worried', '/easy/support', '/o/v3', '/o/v3/services?per_page=100'],
    ...['safe', 'steady', 'work', 'build', 'beside'].map((place) => `/support/place/${place}`),
    ...options.map(({ id }) => `/support/option/${id.slice(0, 8)}`),
    ...options.map(({ id }) => `/o/v3/services/${id}`),
  ]
  const pages = await Promise.all(urls.map(async (url) => (await server.inject({ url })).body))
  return pages.join('\n')
}

const traces = [
  'Quartz Lantern',
  '960777',
  'Amber Kite',
  'service1.example.org',
  'hello1@example.org',
  'Fixture charity',
]
const seen = (pages: string) => traces.filter((trace) => pages.includes(trace))
const recordNamed = async (name: string) =>
  db.selectFrom('import_records').selectAll().where('name', '=', name).executeTakeFirstOrThrow()
const at = (id: string, action = '') => `/team/directory/import/records/${id}${action}`
const revisionOn = (html: string) => /name="revision" value="(\d+)"/.exec(html)?.[1] ?? ''
const hashOn = (html: string) => /name="hash" value="([^"]+)"/.exec(html)?.[1] ?? ''
const choices = {
  needs: ['talk_to_someone'],
  phases: ['stabilisation'],
  audiences: ['adult_survivor'],
  tier: 'community',
}
let sourceId = ''

/** For whoever wants to see the pages or check their markup: KEEP_PAGES names a folder. */
const keep = (name: string, html: string) => {
  if (process.env.KEEP_PAGES) writeFileSync(`${process.env.KEEP_PAGES}/${name}.html`, html)
  return html
}

t.test('an editor adds a source, starts a fetch and watches it; the log has each step', async (t) => {
  t.match((await dev.get('/team/directory')).body, '/team/directory/import')
  t.match(keep('start', (await dev.get('/team/directory/import')).body), 'Add a source')
  const wrong = await dev.post('/team/directory/import/sources', { name: 'X', kind: 'oruk', address: feed.address })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'Only addresses that begin with https:// are fetched.')
  const form = { name: 'Neighbours', kind: 'oruk', address: 'https://feed.example.org/o/v3', licence: 'OGL 3' }
  const added = await dev.post('/team/directory/import/sources', form)
  sourceId = String(added.headers.location).split('/').at(-1) ?? ''
  t.equal((await dev.post('/team/directory/import/sources', form)).statusCode, 422, 'a name once')
  // What no form can do: a feed on this machine, for this test.
  await db.updateTable('import_sources').set({ address: feed.address }).where('id', '=', sourceId).execute()
  t.match(keep('source', (await dev.get(`/team/directory/import/sources/${sourceId}`)).body), 'OGL 3')
  const started = await dev.post(`/team/directory/import/sources/${sourceId}/fetch`)
  const run = String(started.headers.location)
  t.match((await dev.get(run)).body, 'It begins within seconds.')
  t.match((await dev.get(run)).body, 'data-hx-trigger="every 3s"')
  t.equal((await dev.post(`/team/directory/import/sources/${sourceId}/fetch`)).statusCode, 422, 'one at a time')
  await workOnNext(db, { now, reach: { loopback: true } })
  const part = await dev.get(run, { 'hx-request': 'true' })
  t.match(part.body, /^\s*<section id="import-run"/)
  t.notMatch(part.body, 'every 3s', 'it is over')
  t.match(keep('run', (await dev.get(run)).body), 'It is finished.')
  const log = await db.selectFrom('audit_entries').select('action').where('action', 'like', 'import%').execute()
  t.same(
    log.map(({ action }) => action),
    ['import: added source', 'import: started'],
  )
})

t.test('nothing that was fetched is on any public page or in the open feed', async (t) => {
  t.equal((await db.selectFrom('import_records').selectAll().execute()).length, 4)
  t.same(seen(await publicPages()), [])
})

t.test('a record shows what came as plain text, and what an entry would take', async (t) => {
  const record = await recordNamed('Quartz Lantern Drop-in')
  t.match((await dev.get('/team/directory/import/records')).body, 'Quartz Lantern Drop-in')
  const { body } = await dev.get(at(record.id))
  keep('record', body)
  t.match(body, 'A warm place to talk.')
  t.notMatch(body, /<script>alert|<b>local/)
  t.match(body, 'Mental wellbeing')
  t.match(body, 'x_unknown')
  t.match(body, 'presumed open')
  t.match(body, 'A number shows to nobody until one of us has rung it.')
})

t.test('an accepted record waits for a second member; then the entry shows, and its number does not', async (t) => {
  const record = await recordNamed('Quartz Lantern Drop-in')
  const page = (await dev.get(at(record.id))).body
  const form = { hash: hashOn(page), name: 'Quartz Lantern Drop-in', summary: 'A warm place to talk.' }
  const missing = await dev.post(at(record.id, '/accept'), { ...form, summary: 'Kept words' })
  t.equal(missing.statusCode, 422)
  t.match(keep('missing', missing.body), 'Choose what it helps with.')
  t.match(missing.body, 'Kept words')
  t.equal((await dev.post(at(record.id, '/accept'), { ...form, ...choices })).statusCode, 303)
  t.match((await dev.get(at(record.id))).body, 'A second member has to agree before the public sees it.')
  t.same(seen(await publicPages()), [], 'not yet')
  t.equal((await dev.post(at(record.id, '/accept'), { ...form, ...choices })).statusCode, 410, 'once')
  const [waiting] = await listWaiting(db)
  t.match(waiting, {
    kind: 'imported',
    content: { confidence: 'medium', contacts: [{ confidence: 'medium' }, {}, {}] },
  })
  t.match(waiting?.content.sources, [
    { url: `${feed.address}/services/${idOf(1)}`, kind: /Neighbours, licence: OGL 3/ },
  ])
  await t.rejects(agreeChange(db, keys, waiting!.id, cast.dev, now()), { name: 'NotAllowed' }, 'not by the same member')
  await agreeChange(db, keys, waiting!.id, second, now())
  const pages = await publicPages()
  t.match(pages, 'Quartz Lantern Drop-in')
  t.notMatch(pages, '960777', 'nobody has rung it')
  t.match((await dev.get(at(record.id))).body, 'The record says nothing that the entry does not.')
})

t.test('what is refused can be decided about again', async (t) => {
  const record = await recordNamed('Silver Otter Group')
  const form = { hash: record.content_hash, name: record.name, summary: 'A group.', ...choices }
  await dev.post(at(record.id, '/accept'), form)
  const [waiting] = await listWaiting(db)
  await refuseChange(db, keys, waiting!.id, 'It has closed.', second, now())
  const { body } = await dev.get(at(record.id))
  t.match(body, 'It was refused.')
  t.match(body, 'Make an entry of it')
})

t.test('a likely duplicate stands beside the record, is linked, and only what is ticked is taken', async (t) => {
  const record = await recordNamed(existing.name)
  const { body } = await dev.get(at(record.id))
  keep('duplicate', body)
  t.match(body, /The same number, the same name|The same number, .*the same name/)
  t.equal((await dev.post(at(record.id, '/link'), { hash: hashOn(body), entry: '' })).statusCode, 422)
  await dev.post(at(record.id, '/link'), { hash: hashOn(body), entry: existing.id })
  const before = await db
    .selectFrom('support_options')
    .selectAll()
    .where('id', '=', existing.id)
    .executeTakeFirstOrThrow()
  const page = (await dev.get(at(record.id))).body
  keep('compare', page)
  t.match(page, 'Beside the entry')
  t.match(page, '01632 960888')
  await dev.post(at(record.id, '/take'), {
    ...{ hash: hashOn(page), revision: revisionOn(page) },
    take: ['phone 01632 960888', 'nothing known'],
  })
  const after = await db
    .selectFrom('support_options')
    .selectAll()
    .where('id', '=', existing.id)
    .executeTakeFirstOrThrow()
  t.equal(after.summary, before.summary)
  t.match(JSON.stringify(after.sources), 'Neighbours')
  const contacts = await db.selectFrom('option_contacts').selectAll().where('option_id', '=', existing.id).execute()
  t.match(
    contacts.find(({ value }) => value === '01632 960888'),
    { confidence: 'medium', confirmed_on: null },
  )
  t.notMatch(await publicPages(), '960888')
})

t.test('what is set aside comes back when the source changes it, with what changed', async (t) => {
  const record = await recordNamed('Amber Kite Club')
  t.equal((await dev.post(at(record.id, '/set-aside'), { hash: record.content_hash, reason: ' ' })).statusCode, 422)
  await dev.post(at(record.id, '/set-aside'), { hash: record.content_hash, reason: 'It flies kites.' })
  t.notMatch((await dev.get('/team/directory/import/records')).body, 'Amber Kite')
  t.match((await dev.get('/team/directory/import/records?show=set+aside')).body, 'Amber Kite')
  feed.services[2] = { ...feed.services[2], description: 'Counselling now.', email: 'new@example.org' }
  await dev.post(`/team/directory/import/sources/${sourceId}/fetch`)
  await workOnNext(db, { now, reach: { loopback: true } })
  t.match((await dev.get('/team/directory/import/records')).body, 'Amber Kite')
  const { body } = await dev.get(at(record.id))
  keep('changed', body)
  t.match(body, 'What the source changed since then')
  t.match(body, 'Counselling now.')
  t.match(body, 'It flies kites.')
  const old = await dev.post(at(record.id, '/set-aside'), { hash: record.content_hash, reason: 'Same words' })
  t.equal(old.statusCode, 410, 'a decision about what the page no longer shows')
})

t.test('a linked record that changed offers what is new, and is settled once it was seen', async (t) => {
  const record = await recordNamed('Quartz Lantern Drop-in')
  feed.services[0] = { ...feed.services[0], fees_description: 'Free', last_modified: '2026-11-23' }
  await dev.post(`/team/directory/import/sources/${sourceId}/fetch`)
  await workOnNext(db, { now, reach: { loopback: true } })
  const page = (await dev.get(at(record.id))).body
  t.match(page, 'Beside the entry')
  const shown = { hash: hashOn(page), revision: revisionOn(page) }
  const stale = await dev.post(at(record.id, '/take'), { ...shown, revision: '0', take: ['cost'] })
  t.equal(stale.statusCode, 422)
  t.match(stale.body, 'Somebody changed this entry meanwhile.')
  t.equal((await dev.post(at(record.id, '/take'), { ...shown, take: ['cost'] })).statusCode, 303)
  t.match(await recordNamed(record.name), { state: 'linked' })
  const option = await db
    .selectFrom('support_options')
    .selectAll()
    .where('id', '=', record.option_id!)
    .executeTakeFirst()
  t.match(option, { cost: 'Free' })
})

t.test('a table is pasted, and rows that do not fit are told one by one', async (t) => {
  const brought = await bringIn(site, 'name;phone;needs\nPasted one;01632 960555;talk_to_someone\nPasted two;1;2;3\n')
  t.equal(brought.rows.length, 1)
  const run = await dev.get(`/team/directory/import/runs/${brought.runId}`)
  t.match(run.body, 'It has 4 cells and the first row has 3. Left out.')
  t.match(await db.selectFrom('import_runs').select('csv').where('id', '=', brought.runId).executeTakeFirst(), {
    csv: null,
  })
  const { body } = await dev.get(at(brought.recordIds[0] ?? ''))
  t.match(body, /value="talk_to_someone" checked/, 'our own word, ticked for a person to look at')
  const empty = await dev.post(`/team/directory/import/sources/${brought.sourceId}/fetch`, { csv: ' ' })
  t.equal(empty.statusCode, 422)
  t.match(keep('table', empty.body), 'Paste a table here.')
})

t.test('a stopped run and a failed one say so; a failed one can go on', async (t) => {
  feed.kind.instead = (_path, reply) => {
    reply.writeHead(404).end('{}')
    return true
  }
  const started = await dev.post(`/team/directory/import/sources/${sourceId}/fetch`)
  const run = String(started.headers.location)
  await workOnNext(db, { now, reach: { loopback: true } })
  t.match(keep('failed', (await dev.get(run)).body), 'Page 1 of the list answered 404.')
  delete feed.kind.instead
  t.equal((await dev.post(`${run}/go-on`)).statusCode, 303)
  t.equal((await dev.post(`${run}/stop`)).statusCode, 303)
  t.match((await dev.get(run)).body, 'Somebody stopped it.')
  t.equal((await dev.post(`${run}/go-on`)).statusCode, 410)
})

t.test('who may not edit the directory sees none of it; what is not there is not found', async (t) => {
  const sam = await site.as('sam')
  for (const url of ['/team/directory/import', '/team/directory/import/records']) {
    t.equal((await sam.get(url)).statusCode, 403, url)
  }
  for (const kind of ['sources', 'runs', 'records']) {
    t.equal((await dev.get(`/team/directory/import/${kind}/${idOf(9)}`)).statusCode, 404)
    t.equal((await dev.get(`/team/directory/import/${kind}/x'--`)).statusCode, 404)
  }
  t.equal((await dev.get('/team/directory/import/records?page=-1&source=x&show=zzz')).statusCode, 200)
})

t.test('names are alike by their letters, not by filler words', async (t) => {
  t.equal(likeness('Childline', 'childline'), 1)
  t.ok(likeness('Rotherham Womens Counselling Service', "Rotherham Women's Counselling") > 0.7)
  t.ok(likeness('The Samaritans', 'Samaritans of Rotherham') > 0.55)
  t.ok(likeness('Rotherham Rise', 'Rotherham Food Bank') < 0.55)
  t.equal(likeness('', 'x'), 0)
})

import { randomUUID } from 'node:crypto'
import t from 'tap'
import { dayOf } from '../../src/site.ts'
import { attributeId } from '../../src/support/attribute-id.ts'
import { currentDirectory } from '../../src/support/directory.ts'
import { orukProblems, pageProblems } from '../fixtures/oruk.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
const MANY = 5_000
const site = await openTestSite({ sites: 'public' })
t.teardown(site.close)
const { server, db } = site

type Page = { [name: string]: unknown; total_items: number; total_pages: number; contents: { id: string }[] }

async function timed(path: string, accept = 'br'): Promise<{ page: Page; ms: number; bytes: number }> {
  const began = performance.now()
  const reply = await server.inject({ url: `/o/v3${path}`, headers: { 'accept-encoding': accept } })
  const ms = performance.now() - began
  const plain = accept ? await server.inject({ url: `/o/v3${path}` }) : reply
  return { page: plain.json(), ms, bytes: reply.rawPayload.length }
}

/** Copies of the entries that may leave, each with its terms and a number, until there are so many. */
async function fill(): Promise<void> {
  const entries = await db
    .selectFrom('support_options')
    .selectAll()
    .where('status', '=', 'open')
    .where('confidence', '=', 'high')
    .execute()
  const plain = entries.filter(({ conflicts }) => conflicts.length === 0)
  const { total_items } = (await timed('/services', '')).page
  const terms = await db.selectFrom('option_terms').selectAll().execute()
  for (let from = total_items; from < MANY; from += 250) {
    const copies = Array.from({ length: Math.min(250, MANY - from) }, (_, at) => {
      const entry = plain[(from + at) % plain.length]!
      return {
        of: entry.id,
        row: { ...entry, id: randomUUID(), name: `${entry.name} ${from + at}`, slug: `copy-${from + at}` },
      }
    })
    const rows = copies.map(({ row: { conflicts, sources, times, ...row } }) => ({
      ...row,
      ...{
        conflicts: JSON.stringify(conflicts),
        sources: JSON.stringify(sources),
        times: times && JSON.stringify(times),
      },
    }))
    await db.insertInto('support_options').values(rows).execute()
    const contacts = copies.map(({ row }, at) => ({
      ...{
        id: randomUUID(),
        option_id: row.id,
        kind: 'phone' as const,
        value: `01632 96${String(at).padStart(4, '0')}`,
      },
      ...{ confidence: 'high' as const, seen_on: row.checked_on },
    }))
    await db.insertInto('option_contacts').values(contacts).execute()
    const links = copies.flatMap(({ of, row }) =>
      terms
        .filter(({ option_id }) => option_id === of)
        .map(({ term_id }) => ({ id: attributeId(row.id, term_id), option_id: row.id, term_id })),
    )
    await db.insertInto('option_terms').values(links).execute()
  }
}

t.test(`${MANY} services are taken page by page, quickly`, async (t) => {
  const few = await timed('/services')
  await fill()
  const began = performance.now()
  await currentDirectory(db, dayOf(site.site.now()))
  const reading = performance.now() - began
  const first = await timed('/services')
  t.equal(first.page.total_items, MANY)
  const seen = new Set<string>()
  const walk: number[] = []
  for (let page = 1; page <= MANY / 100; page += 1) {
    const one = await timed(`/services?per_page=100&page=${page}`)
    walk.push(one.ms)
    t.same([...pageProblems(one.page, { page, perPage: 100 }), ...orukProblems('service_list', one.page)], [])
    for (const { id } of one.page.contents) seen.add(id)
  }
  t.equal(seen.size, MANY, 'each once')
  const again = await timed('/services')
  const [greatest, search, searchAgain, term] = [
    await timed('/services?per_page=500'),
    await timed('/services?search=samaritans'),
    await timed('/services?search=someone%20talk'),
    await timed(`/services?taxonomy_term_id=453e3d4a-f1ea-4fba-89a3-69e245dae6cb&day=MO`),
  ]
  const middle = [...walk].sort((a, b) => a - b)[walk.length / 2] ?? 0
  const ms = (one: { ms: number }) => `${one.ms.toFixed(1)} ms`
  t.comment(`reading the directory again after a change, for every page of the site: ${reading.toFixed(0)} ms`)
  t.comment(`56 services: ${ms(few)}. ${MANY}: the first look after that ${ms(first)}, the next ${ms(again)}`)
  t.comment(`a page of 100: middle ${middle.toFixed(1)} ms, slowest ${Math.max(...walk).toFixed(1)} ms`)
  t.comment(`500 at once: ${ms(greatest)}, ${greatest.bytes} bytes as brotli`)
  t.comment(`search, the first time ${ms(search)}, again ${ms(searchAgain)}; term and day ${ms(term)}`)
  t.ok(middle < 250, `a page takes ${middle} ms`)
  t.ok(again.ms < 250, `the usual page takes ${again.ms} ms`)
})

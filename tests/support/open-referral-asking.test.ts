import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
const site = await openTestSite()
t.teardown(site.close)
const { server } = site

type Thing = { id: string; [name: string]: unknown }
type Page = { total_items: number; total_pages: number; contents: Thing[]; [name: string]: unknown }

const ask = (path: string, headers: Record<string, string> = {}) => server.inject({ url: `/o/v3${path}`, headers })
const page = async (path: string): Promise<Page> => (await ask(path)).json()
const names = ['services', 'taxonomies', 'taxonomy_terms', 'service_at_locations']

t.test('odd parameters get a sentence or an answer, and never a failure of ours', async (t) => {
  const far = '999999999'
  const table: [query: string, status: number, says?: string | RegExp][] = [
    ['page=0', 400, 'page must be a whole number from 1.'],
    ['page=-1', 400, 'page must be a whole number from 1.'],
    ['page=abc', 400, 'page must be a whole number from 1.'],
    ['page=1e9', 400, 'page must be a whole number from 1.'],
    ['page=1.5', 400, 'page must be a whole number from 1.'],
    ['page=%201', 400, 'page must be a whole number from 1.'],
    ['page=99999999999999999999', 400, 'page must be a whole number from 1.'],
    [`page=${far}`, 200],
    ['page=', 200],
    ['page', 200],
    ['per_page=0', 400, 'per_page must be a whole number from 1 to 500.'],
    ['per_page=10000', 400, 'per_page must be a whole number from 1 to 500.'],
    ['per_page=501', 400, /1 to 500/],
    ['per_page=500', 200],
    ['page=1&page=2', 400, 'page is given more than once.'],
    ['search=a&search=b', 400, 'search is given more than once.'],
    ['page[]=1', 200],
    ['page[a]=1&__proto__=1&constructor=2', 200],
    [`search=${'a'.repeat(201)}`, 400, 'search must be at most 200 characters of text.'],
    [`search=${'a'.repeat(200)}`, 200],
    [`search=${'%F0%9F%92%A9'.repeat(100)}`, 200],
    ['search=%00', 400, 'search must be at most 200 characters of text.'],
    ['search=%0a', 400, 'search must be at most 200 characters of text.'],
    ['search=%ff', 400, 'The address holds bytes that are no text in UTF-8.'],
    ['search=100%', 400, 'The address holds bytes that are no text in UTF-8.'],
    ["search='); drop table members; --", 200],
    ['search=%25%5F.*(', 200],
    ['search=++', 200],
    ['taxonomy_id=abc', 400, 'taxonomy_id must be an id as this feed gives it: a UUID.'],
    ['taxonomy_term_id=00000000-0000-4000-8000-000000000000', 200],
    ['minimum_age=-3', 400, 'minimum_age must be a whole number from 0 to 150.'],
    ['maximum_age=old', 400, 'maximum_age must be a whole number from 0 to 150.'],
    ['maximum_age=151', 400, 'maximum_age must be a whole number from 0 to 150.'],
    ['start_time=9', 400, 'start_time must be a time such as 09:30.'],
    ['end_time=24:00', 400, 'end_time must be a time such as 09:30.'],
    ['end_time=17:00:00Z', 200],
    ['day=Caturday', 400, 'day must be a day of the week, such as MO or Monday.'],
    ['day=', 200],
    ['full=true&format=ndjson&modified_after=x', 200],
    ['?page=1', 200],
  ]
  for (const [query, status, says] of table) {
    for (const name of ['services', 'service_at_locations']) {
      const reply = await ask(`/${name}?${query}`)
      t.equal(reply.statusCode, status, `${name}?${query.slice(0, 60)}`)
      t.match(reply.headers['content-type'], 'application/json')
      if (says) t.match(reply.json(), { status, message: says })
    }
  }
  t.same((await page(`/services?page=${far}`)).contents, [], 'a page after the last is empty')
  t.equal((await ask('/service_at_locations?postcode=;')).json().message, 'postcode must be a UK postcode.')
  t.equal((await ask('/service_at_locations?proximity=near')).json().message, 'proximity must be a number of metres.')
  t.equal((await page('/service_at_locations?postcode=S60%201AE&proximity=500')).total_items, 0)
  for (const path of ['/services/%ff', '/services/%00', '/services/..%2f', `/services/${'a'.repeat(5_000)}`, '/no']) {
    const reply = await ask(path)
    t.equal(reply.statusCode, 404, path.slice(0, 30))
    t.match(reply.json(), { status: 404 })
    t.equal(reply.headers['access-control-allow-origin'], '*')
  }
})

t.test('filters find what they say', async (t) => {
  const all = await Promise.all(
    (await page('/services?per_page=500')).contents.map(async ({ id }) => (await ask(`/services/${id}`)).json()),
  )
  const found = async (query: string) => (await page(`/services?per_page=500&${query}`)).contents.map(({ id }) => id)
  type Full = Thing & { attributes?: { taxonomy_term: { id: string; taxonomy_id: string } }[]; minimum_age?: number }
  type Timed = { schedules?: { byday: string; opens_at: string; closes_at: string }[]; maximum_age?: number }
  const those = (holds: (one: Full & Timed) => boolean | undefined) => all.filter(holds).map(({ id }) => id)
  for (const term of (await page('/taxonomy_terms?per_page=500')).contents) {
    const has = ({ attributes = [] }: Full) => attributes.some((one) => one.taxonomy_term.id === term.id)
    t.same(await found(`taxonomy_term_id=${term.id}`), those(has), String(term.name))
  }
  for (const { id } of (await page('/taxonomies')).contents) {
    const has = ({ attributes = [] }: Full) => attributes.some((one) => one.taxonomy_term.taxonomy_id === id)
    t.same(await found(`taxonomy_id=${id.toUpperCase()}`), those(has))
    const terms = (await page(`/taxonomy_terms?per_page=500&taxonomy_id=${id}`)).contents
    t.ok(terms.length > 3 && terms.every(({ taxonomy_id }) => taxonomy_id === id))
  }
  t.same(
    await found('minimum_age=16'),
    those(({ minimum_age: age }) => age !== undefined && age >= 16),
  )
  t.same(
    await found('maximum_age=18'),
    those(({ maximum_age: age }) => age !== undefined && age <= 18),
  )
  const open = (day: string, from: string, to: string) =>
    those(({ schedules = [] }) =>
      schedules.some(
        ({ byday, opens_at, closes_at }) =>
          byday.split(',').includes(day) && opens_at.slice(0, 5) >= from && closes_at.slice(0, 5) <= to,
      ),
    )
  t.same(await found('day=FR&start_time=09:00&end_time=18:00'), open('FR', '09:00', '18:00'))
  t.same(await found('day=sunday'), open('SU', '00:00', '23:59'))
  t.ok((await found('day=sunday')).length > 3)
  t.same(
    await found('search=Sámaritans'),
    those(({ name }) => name === 'Samaritans'),
  )
  t.same(await found('search=0808%20500%202222'), [], 'a search does not confirm a number that is hidden')
})

t.test('anybody may take it from anywhere, without a cookie, compressed', async (t) => {
  const [service] = (await page('/services')).contents
  const paths = ['', '/openapi.json', ...names.map((name) => `/${name}`), `/services/${service?.id}`]
  for (const path of paths) {
    const plain = await ask(path)
    for (const [asked, coding, unpack] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip', 'gzip', gunzipSync],
    ] as const) {
      const reply = await ask(path, { 'accept-encoding': asked })
      t.equal(reply.headers['content-encoding'], coding)
      t.equal(unpack(reply.rawPayload).toString(), plain.body, `${path} ${asked}`)
      t.not(reply.headers.etag, plain.headers.etag, 'other bytes, other tag')
      const again = await ask(path, { 'accept-encoding': asked, 'if-none-match': String(reply.headers.etag) })
      t.equal(again.statusCode, 304)
      t.equal(again.body, '')
      t.equal(again.headers.etag, reply.headers.etag)
      t.equal(again.headers['access-control-allow-origin'], '*')
      t.equal(again.headers.vary, 'accept-encoding')
    }
    const tag = String(plain.headers.etag)
    t.match(tag, /^"[\w-]{20,}"$/, 'strong')
    for (const named of [`"other", ${tag}`, `W/${tag}`, '*']) {
      t.equal((await ask(path, { 'if-none-match': named })).statusCode, 304, named)
    }
    t.equal((await ask(path, { 'if-none-match': '"other"' })).statusCode, 200)
    const head = await server.inject({ method: 'HEAD', url: `/o/v3${path}` })
    t.same([head.statusCode, head.body, head.headers.etag], [200, '', tag])
    t.equal(head.headers['content-length'], plain.headers['content-length'])
    t.match(plain.headers, { 'cache-control': 'no-cache', 'cross-origin-resource-policy': 'cross-origin' })
  }
})

t.test('every answer is open to pages from elsewhere, whatever it says', async (t) => {
  const asked = [
    ...['GET /services', 'HEAD /services', 'OPTIONS /services', 'OPTIONS /no', 'GET /no', 'GET /services?page=0'],
    ...['POST /services', 'PUT /services/x', 'DELETE /', 'PATCH /taxonomies', 'POST /no', 'GET /services/x'],
  ]
  const codes: Record<string, number> = {}
  for (const line of asked) {
    const [method = '', path = ''] = line.split(' ')
    const headers = method === 'POST' ? { 'content-type': 'application/json' } : {}
    const payload = method === 'POST' ? { payload: '{' } : {}
    const reply = await server.inject({ method: method as 'GET', url: `/o/v3${path}`, headers, ...payload })
    codes[line] = reply.statusCode
    t.equal(reply.headers['access-control-allow-origin'], '*', line)
    t.equal(reply.headers['set-cookie'], undefined, line)
    if (reply.statusCode >= 400) t.match(JSON.parse(reply.body), { status: reply.statusCode, message: /\.$/ })
    if (reply.statusCode === 405) t.equal(reply.headers.allow, 'GET, HEAD, OPTIONS')
  }
  t.same(Object.values(codes), [200, 200, 204, 204, 404, 400, 405, 405, 405, 405, 404, 404])
})

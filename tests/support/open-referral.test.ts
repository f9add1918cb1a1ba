import t from 'tap'
import { type Answer, emptyPlaces, orukProblems, pageProblems, validator } from '../fixtures/oruk.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
const site = await openTestSite()
t.teardown(site.close)
const { server, db } = site

type Thing = { id: string; [name: string]: unknown }
type Page = { total_items: number; total_pages: number; contents: Thing[]; [name: string]: unknown }

const ask = (path: string, headers: Record<string, string> = {}) => server.inject({ url: `/o/v3${path}`, headers })
const page = async (path: string): Promise<Page> => (await ask(path)).json()
const lists = [
  ['services', 'service_list', 'service'],
  ['taxonomies', 'taxonomy_list', 'taxonomy'],
  ['taxonomy_terms', 'taxonomy_term_list', 'taxonomy_term'],
  ['service_at_locations', 'service_at_location_list', 'service_at_location'],
] as const satisfies [string, Answer, Answer][]

t.test('the feed says what it is', async (t) => {
  const about = (await ask('')).json()
  t.same(orukProblems('api_details', about), [])
  t.equal(about.version, 'HSDS-UK-3.0')
  t.match(about.openapi_url, /^https?:\/\/[^/]+\/o\/v3\/openapi\.json$/)
  t.equal((await ask('/')).body, (await ask('')).body, 'with a slash too')
})

t.test('every answer is valid, says nothing where nothing is known, and its ids lead on', async (t) => {
  for (const [name, listSchema, schema] of lists) {
    const list = await page(`/${name}?per_page=500`)
    t.same(orukProblems(listSchema, list), [], name)
    t.same(
      list.contents.flatMap((one) => emptyPlaces(one, one.id)),
      [],
      `${name} hold nothing empty`,
    )
    for (const listed of list.contents) {
      const reply = await ask(`/${name}/${listed.id}`)
      const one: Thing = reply.json()
      const problems = [...orukProblems(schema, one), ...emptyPlaces(one)]
      if (reply.statusCode !== 200 || one.id !== listed.id) problems.push(`${reply.statusCode} ${one.id}`)
      if (problems.length > 0) t.fail(`${name} ${listed.id}: ${problems}`)
    }
    for (const id of ['00000000-0000-4000-8000-000000000000', 'no-such', '1']) {
      const reply = await ask(`/${name}/${id}`)
      t.equal(reply.statusCode, 404, `${name} ${id}`)
      t.same(reply.json(), { status: 404, message: 'There is nothing here with this id.' })
    }
  }
  t.ok((await page('/services')).total_items > 40)
  t.equal((await page('/taxonomies')).total_items, 5)
  t.equal((await page('/service_at_locations')).empty, true, 'we hold no addresses, so we invent none')
})

t.test('what checks the answers can find something wrong', async (t) => {
  const { contents } = await page('/services?per_page=500')
  const good: Thing = (await ask(`/services/${contents.find(({ name }) => name === 'Samaritans')?.id}`)).json()
  t.same(orukProblems('service', good), [])
  const wrong: Record<string, unknown>[] = [
    { status: 'open' },
    { id: '7' },
    { name: undefined },
    { url: 'www.samaritans.org' },
    { email: 'nobody' },
    { last_modified: '2026-11-21' },
    { minimum_age: '18' },
    { schedules: [{ id: good.id, freq: 'DAILY' }] },
    { organization: { id: good.id, name: 'x' } },
    { attributes: [{ id: good.id, taxonomy_term: { id: good.id, name: 'x' } }] },
  ]
  for (const change of wrong) {
    const broken = JSON.parse(JSON.stringify({ ...good, ...change }))
    t.ok(orukProblems('service', broken).length > 0, JSON.stringify(change))
  }
  t.ok(orukProblems('service_list', { contents: [{ ...good, status: undefined }] }).length > 0)
  t.same(emptyPlaces({ a: '', b: [], c: null, d: 0, e: false, f: { g: {} } }), ['/a', '/b', '/c', '/f/g'])
  const first = { ...(await page('/services?per_page=7')) }
  for (const change of [{ size: 8 }, { first_page: false }, { last_page: true }, { total_pages: 1 }, { empty: true }]) {
    t.ok(pageProblems({ ...first, ...change }, { page: 1, perPage: 7 }).length > 0, JSON.stringify(change))
  }
})

t.test('the rules on pages hold on every page of every size', async (t) => {
  for (const [name] of lists) {
    const { total_items: total, contents } = await page(`/${name}?per_page=500`)
    for (const perPage of [1, 2, 7, 50, 499, 500]) {
      const pages = Math.max(1, Math.ceil(total / perPage))
      const seen: string[] = []
      for (let number = 1; number <= pages + 1; number += 1) {
        const one = await page(`/${name}?per_page=${perPage}&page=${number}`)
        const problems = pageProblems(one, { page: number, perPage })
        if (problems.length > 0) t.fail(`${name}: ${problems}`)
        seen.push(...one.contents.map(({ id }) => id))
      }
      t.same(
        seen,
        contents.map(({ id }) => id),
        `${name} by ${perPage}: each once, in one order`,
      )
    }
  }
})

t.test('our own description of the feed names what there is, and the answers keep to it', async (t) => {
  const api = (await ask('/openapi.json')).json()
  const routes = site.routes.filter(({ url }) => url.startsWith('/o/v3') && !url.endsWith('.json'))
  t.same(
    routes.map(({ url }) => url.slice('/o/v3'.length).replace(':id', '{id}') || '/').sort(),
    Object.keys(api.paths).sort(),
  )
  const ajv = validator().addSchema(api, 'api')
  const problems = (path: string, answer: unknown) => {
    const at = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/get/responses/200/content/application~1json/schema`
    const judge = ajv.compile({ $ref: `api#${at.replaceAll('{', '%7B').replaceAll('}', '%7D')}` })
    return judge(answer) ? [] : (judge.errors ?? []).map((error) => `${path}${error.instancePath} ${error.message}`)
  }
  t.same(problems('/', (await ask('')).json()), [])
  for (const [name] of lists) {
    const list = await page(`/${name}?per_page=500`)
    t.same(problems(`/${name}`, list), [])
    for (const { id } of list.contents) {
      t.same(problems(`/${name}/{id}`, (await ask(`/${name}/${id}`)).json()), [], `${name} ${id}`)
    }
  }
  t.ok(problems('/services', { contents: [] }).length > 0, 'and it can fail')
})

t.test('ids are the same on every server and in every answer', async (t) => {
  const other = await openTestSite({ sites: 'public' })
  t.teardown(other.close)
  for (const { id } of (await page('/services?per_page=500')).contents) {
    const [here, there] = [await ask(`/services/${id}`), await other.server.inject({ url: `/o/v3/services/${id}` })]
    if (here.body !== there.body) t.equal(there.body, here.body, id)
  }
  const stored = await db.selectFrom('option_terms').select('id').execute()
  const ids = new Set(stored.map(({ id }) => id))
  const [service] = (await page('/services')).contents
  const { attributes } = (await ask(`/services/${service?.id}`)).json()
  t.ok(attributes.length > 0 && attributes.every(({ id }: Thing) => ids.has(id)), 'attributes are those of our tables')
  const team = await openTestSite({ sites: 'team' })
  t.teardown(team.close)
  t.equal((await team.server.inject({ url: '/o/v3/services' })).statusCode, 404, 'the team site has no feed')
})

import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import t from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Db } from '../../src/db/open.ts'
import { draftFromOruk } from '../../src/support/importing/from-oruk.ts'
import { emptyPlaces, orukProblems } from '../fixtures/oruk.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
// A summer's day: the clock in London is an hour ahead of UTC.
const site = await openTestSite({ at: new Date('2026-07-01T10:00:00Z') })
t.teardown(site.close)
const { server, db } = site
const today = '2026-07-01'

type Thing = { id: string; [name: string]: unknown }
const ask = (path: string, headers: Record<string, string> = {}) => server.inject({ url: `/o/v3${path}`, headers })

t.test('who runs a service is said only where that is known and undisputed', async (t) => {
  await db
    .updateTable('support_options')
    .set({ status: 'open', confidence: 'high', visible_from: null, visible_until: null, conflicts: '[]' })
    .execute()
  const [a, b] = (await db
    .selectFrom('support_options')
    .select(['id', 'organization_id', 'name'])
    .orderBy('id')
    .limit(2)
    .execute()) as unknown as [Thing, Thing]
  await db
    .updateTable('organizations')
    .set({ known: true, name: 'The council of nowhere' })
    .where('id', '=', String(a.organization_id))
    .execute()
  const organizationOf = async (id: string) => (await ask(`/services/${id}`)).json().organization
  t.match(await organizationOf(a.id), { id: a.organization_id, name: 'The council of nowhere' })
  const conflicts = JSON.stringify([{ field: 'provider', values: ['x', 'y'], note: '' }])
  await db.updateTable('support_options').set({ conflicts }).where('id', '=', a.id).execute()
  const disputed = await organizationOf(a.id)
  t.equal(disputed.name, a.name)
  t.not(disputed.id, a.organization_id, 'not even by its id')
  t.match(disputed.description, 'Sources disagree on who runs this service')
  t.equal((await ask(`/services/${a.id}`)).json().organization_id, disputed.id)
  await db.updateTable('organizations').set({ known: false }).where('id', '=', String(b.organization_id)).execute()
  t.match(await organizationOf(b.id), { name: b.name, description: /does not know who runs/ })
})

t.test('a day of a check is told only where a person checked', async (t) => {
  const [one] = (await db.selectFrom('support_options').select(['id']).orderBy('id').limit(1).execute()) as [
    { id: string },
  ]
  const assured = async () => (await ask(`/services/${one.id}`)).json().assured_date
  await db.updateTable('support_options').set({ checked_by: null }).where('id', '=', one.id).execute()
  t.equal(await assured(), undefined, 'a copy of a page assures nobody')
  const checked = { checked_by: site.cast.dev.id, checked_on: '2026-06-01' }
  await db.updateTable('support_options').set(checked).where('id', '=', one.id).execute()
  t.equal(await assured(), '2026-06-01')
})

t.test('opening times are written as the standard has them', async (t) => {
  const { id } = await db.selectFrom('support_options').select('id').orderBy('id').executeTakeFirstOrThrow()
  const times = [
    { days: ['SU', 'MO'], opens: '00:00', closes: '24:00' },
    { days: ['TU'], opens: '10:00', closes: '21:30' },
    { days: ['WE'], opens: '9am', closes: '5pm' },
    { days: ['TH'], opens: '17:00', closes: '09:00' },
    { days: [], opens: '09:00', closes: '10:00' },
    { days: ['TU'], opens: '10:00', closes: '21:30' },
  ]
  await db
    .updateTable('support_options')
    .set({ times: JSON.stringify(times), hours: null, conflicts: '[]' })
    .where('id', '=', id)
    .execute()
  type Schedule = Thing & { byday: string; opens_at: string; closes_at: string }
  const schedules: Schedule[] = (await ask(`/services/${id}`)).json().schedules
  t.same(
    schedules.map(({ byday, opens_at, closes_at }) => [byday, opens_at, closes_at]),
    [
      ['MO,SU', '00:00+01:00', '23:59+01:00'],
      ['TU', '10:00+01:00', '21:30+01:00'],
    ],
    'what cannot be read is left out, what stands twice stands once',
  )
  site.pass(60 * 24 * 180)
  const winter: Schedule[] = (await ask(`/services/${id}`)).json().schedules
  t.same(
    winter.map(({ opens_at }) => opens_at),
    ['00:00+00:00', '10:00+00:00'],
  )
  t.same(
    winter.map((one) => one.id),
    schedules.map((one) => one.id),
    'with the same ids',
  )
})

t.test('odd contacts and codes do not make an answer wrong', async (t) => {
  const { id } = await db.selectFrom('support_options').select('id').orderBy('id').executeTakeFirstOrThrow()
  const values = [
    'https://x.example/a b|c^d`{}',
    'https://bücher.example/ü?q=[1]',
    'http://plain.example',
    'javascript:x',
    'https://x.example/%zz',
  ]
  const emails = [
    'a..b@example.org',
    '.a@example.org',
    'a@-x.org',
    'a b@example.org',
    'a@b',
    'first@example.org',
    'other@example.org',
  ]
  await db
    .updateTable('support_options')
    .set({ language_codes: ['en', 'x', '../..', 'bfi', 'en', 'zh-Hant', 'EN'] })
    .where('id', '=', id)
    .execute()
  for (const [kind, value] of [
    ...values.map((one) => ['web', one] as const),
    ...emails.map((one) => ['email', one] as const),
  ]) {
    await db.deleteFrom('option_contacts').where('option_id', '=', id).execute()
    await db
      .insertInto('option_contacts')
      .values({ id: sql<string>`gen_random_uuid()`, option_id: id, kind, value, confidence: 'high', seen_on: today })
      .execute()
    const service = (await ask(`/services/${id}`)).json()
    t.same([...orukProblems('service', service), ...emptyPlaces(service)], [], value)
    if (value === 'first@example.org') t.equal(service.email, value)
    t.same(
      service.languages.map(({ code }: { code: string }) => code),
      ['en', 'bfi', 'zh-Hant'],
    )
  }
})

t.test('a closed service is gone with the next look, and an old tag does not keep it', async (t) => {
  const before = await ask('/services?per_page=500')
  const { id } = before.json().contents[0]
  const one = await ask(`/services/${id}`)
  const tags = { list: String(before.headers.etag), one: String(one.headers.etag) }
  t.equal((await ask(`/services/${id}`, { 'if-none-match': tags.one })).statusCode, 304)
  await db.updateTable('support_options').set({ status: 'closed' }).where('id', '=', id).execute()
  t.equal((await ask(`/services/${id}`, { 'if-none-match': tags.one })).statusCode, 404)
  const after = await ask('/services?per_page=500', { 'if-none-match': tags.list })
  t.equal(after.statusCode, 200)
  t.equal(after.json().total_items, before.json().total_items - 1)
  t.notMatch(after.body, id)
  t.same(
    (await ask(`/services?search=${encodeURIComponent(one.json().name)}`))
      .json()
      .contents.map((s: Thing) => s.id)
      .includes(id),
    false,
  )
})

t.test('our own import reads the feed back as it was', async (t) => {
  const fresh = await openTestSite({ sites: 'public' })
  t.teardown(fresh.close)
  const get = async (path: string) => (await fresh.server.inject({ url: `/o/v3${path}` })).json()
  for (const { id } of (await get('/services?per_page=500')).contents) {
    const service = await get(`/services/${id}`)
    const draft = draftFromOruk(service)
    const phones = (service.contacts ?? []).flatMap((one: { phones?: { number: string }[] }) => one.phones ?? [])
    const numbers = phones.map(({ number }: { number: string }) => number)
    const wanted = [...numbers, ...[service.email, service.url].filter(Boolean)]
    t.same(draft.contacts.map(({ value }) => value).sort(), wanted.sort(), service.name)
    t.same([draft.name, draft.summary || undefined, draft.left], [service.name, service.description, []])
  }
})

t.test('without its database the feed says so, as data', async (t) => {
  const pool = new Pool({ host: '127.0.0.1', port: 1 })
  const away: Db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  t.teardown(() => away.destroy())
  const app = await buildApp({ ...site.site, db: away })
  t.teardown(() => app.server.close())
  const reply = await app.server.inject({ url: '/o/v3/services' })
  t.equal(reply.statusCode, 503)
  t.same(reply.json(), { status: 503, message: 'The feed is away for a moment. Please try again.' })
  t.match(reply.headers, { 'access-control-allow-origin': '*', 'retry-after': '10', 'cache-control': 'no-store' })
  t.equal((await app.server.inject({ url: '/o/v3' })).statusCode, 200, 'what it is it knows by itself')
})

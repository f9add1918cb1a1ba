import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { readWishes } from '../../src/support/finding/wishes.ts'
import { listDirectory } from '../../src/support/option.ts'
import { dueAfter, forgetOldReports, listTold, reportContact } from '../../src/support/telling-us/contact-report.ts'
import { settleTold } from '../../src/support/telling-us/settling.ts'
import { makeTapLimit } from '../../src/support/telling-us/tap-limit.ts'
import { countUnmet, forgetOldUnmet, mixUnmet, unmetBetween } from '../../src/support/telling-us/unmet-need.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { noCanaryIn } from './no-canary.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast, server } = site
const now = site.site.now()
const today = '2026-11-23'
const find = async (slug: string) => (await currentDirectory(db, today)).options.find((one) => one.slug === slug)!
const samaritans = await find('samaritans')
const phone = samaritans.contacts.find(({ kind }) => kind === 'phone')!
const tap = (url: string, fields: Record<string, string | string[]>, address = '192.0.2.1', more = {}) =>
  server.inject({
    ...{ method: 'POST', url, remoteAddress: address },
    payload: new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
    ).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', ...more },
  })
const reports = () => db.selectFrom('contact_reports').selectAll().orderBy('day').orderBy('id').execute()
const unmet = () => db.selectFrom('unmet_needs').selectAll().orderBy('facet').orderBy('key').execute()
const told = async () => listTold(db, await listDirectory(db), today)

t.test('one tap says that a number did not work, and the page says what to do instead', async (t) => {
  const reply = await tap('/support/did-not-work', { ref: samaritans.ref, contact: phone.id })
  t.equal(reply.statusCode, 200)
  const words = readable(reply.body)
  t.match(words, 'Thank you')
  t.match(words, 'Until then it stays on the page')
  t.match(words, 'These answer day and night:')
  t.match(words, 'If you need someone now')
  t.match(reply.body, '<title>Heard: thank you</title>')
  t.match(await reports(), [{ option_id: samaritans.id, contact_id: phone.id, day: today, count: 1, settled_on: null }])
})

t.test('a tap hides nothing: somebody could wish to silence a helpline', async (t) => {
  for (const address of ['192.0.2.2', '192.0.2.3', '192.0.2.4']) {
    await tap('/support/did-not-work', { ref: samaritans.ref, contact: phone.id }, address)
  }
  t.match((await server.inject({ url: `/support/option/${samaritans.ref}` })).body, 'href="tel:116123"')
  t.match(await told(), [{ taps: 4, since: today, contact: { value: '116 123' } }])
})

t.test('from one address a few taps a minute count, and the answer is the same', async (t) => {
  const before = (await reports())[0]!.count
  const pages = new Set<string>()
  for (let n = 0; n < 20; n += 1) {
    const { body } = await tap('/support/did-not-work', { ref: samaritans.ref, contact: phone.id }, '192.0.2.77')
    pages.add(body)
  }
  t.equal(pages.size, 1)
  t.equal((await reports())[0]!.count, before + 5)
  site.pass(2)
  await tap('/support/did-not-work', { ref: samaritans.ref, contact: phone.id }, '192.0.2.77')
  t.equal((await reports())[0]!.count, before + 6, 'a minute later it counts again')
})

t.test('everybody together, too, has a limit, and nothing stays in memory', async (t) => {
  const limit = makeTapLimit({ each: 5, together: 60 })
  const counted = Array.from({ length: 200 }, (_, n) => limit.counts(`2001:db8:${n}::1`, now)).filter(Boolean)
  t.equal(counted.length, 60)
  t.equal(limit.counts('2001:db8:1::99', new Date(now.getTime() + 61_000)), true)
  limit.forget(new Date(now.getTime() + 3_700_000))
  t.equal(limit.holds(), 0)
  const [same, neighbour] = ['2001:db8:1:1::5', '2001:db8:1:1:ffff::9']
  const one = makeTapLimit({ each: 1 })
  t.same([one.counts(same, now), one.counts(neighbour, now)], [true, false], 'a household is one source')
})

t.test('in an hour ten taps of one address count, and ten about one contact whoever taps', async (t) => {
  const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const limit = makeTapLimit()
  const counted = Array.from({ length: 55 }, (_, minute) => limit.counts('192.0.2.9', after(minute)))
  t.equal(counted.filter(Boolean).length, 10, 'one a minute for an hour')
  t.equal(limit.counts('192.0.2.9', after(61)), true)
  const about = Array.from({ length: 20 }, (_, n) => limit.counts(`198.51.100.${n}`, after(70), 'a phone'))
  t.equal(about.filter(Boolean).length, 10)
  t.equal(limit.counts('198.51.100.99', after(70), 'another phone'), true)
  const page = async () => readable((await (await site.as('dev')).get('/team/directory/told-us')).body)
  t.match(await page(), 'More taps came than we count on 23 November 2026.')
  await db.deleteFrom('tap_limits').execute()
  t.notMatch(await page(), 'More taps came')
})

t.test('what the page does not show cannot be told about, and nothing says so', async (t) => {
  const count = async () => (await reports()).length
  const before = await count()
  const hidden = (await currentDirectory(db, today)).options
    .flatMap((option) => option.contacts.map((contact) => ({ option, contact })))
    .find(({ contact }) => contact.confidence === 'low')!
  const odd = [
    { ref: hidden.option.ref, contact: hidden.contact.id },
    { ref: samaritans.ref, contact: 'nonsense' },
    { ref: samaritans.ref, contact: "'; drop table contact_reports" },
    { ref: 'ffffffff', contact: phone.id },
    { ref: '', contact: '' },
  ]
  for (const [n, fields] of odd.entries()) {
    t.equal((await tap('/support/did-not-work', fields, `198.51.100.${n}`)).statusCode, 200)
  }
  t.equal(await count(), before)
  const other = await tap('/support/did-not-work', { ref: samaritans.ref }, '198.51.100.9', {
    'sec-fetch-site': 'cross-site',
  })
  t.equal(other.statusCode, 403, 'another website cannot tap for somebody')
})

t.test('a task is due after two working days', async (t) => {
  t.equal(dueAfter('2026-11-23'), '2026-11-25')
  t.equal(dueAfter('2026-11-27'), '2026-12-01', 'over a weekend')
  t.equal(dueAfter('2026-12-24'), '2026-12-30', 'over Christmas')
})

t.test('an editor sees it and settles it by a check; others see it and may not', async (t) => {
  const editor = await site.as('dev')
  const { body } = await editor.get('/team/directory/told-us')
  t.match(body, '116 123')
  t.match(body, 'Due 25 November 2026')
  const fields = { option: samaritans.id, contact: phone.id }
  const unsure = await editor.post('/team/directory/told-us', fields)
  t.equal(unsure.statusCode, 422)
  t.match(unsure.body, 'Choose what you found.')
  const reader = await site.as('bea')
  t.equal((await reader.get('/team/directory/told-us')).statusCode, 200)
  t.equal((await reader.post('/team/directory/told-us', fields)).statusCode, 403)
  const done = await editor.post('/team/directory/told-us', { ...fields, how: 'called', outcome: 'right' })
  t.equal(done.headers.location, '/team/directory/told-us')
  t.same(await told(), [])
  t.match(await reports(), [{ settled_by: cast.dev.id, settled_on: today, settled_how: 'right' }])
  const contact = (await find('samaritans')).contacts.find(({ value }) => value === '116 123')
  t.match(contact, { confirmed_on: today, confirmed_how: 'called' }, 'and the number is confirmed')
  const actions = await db.selectFrom('audit_entries').select('action').execute()
  t.ok(actions.some(({ action }) => action === 'directory: told with a tap, settled'))
})

t.test('what is wrong is taken down at once, and a tap after that begins a new task', async (t) => {
  const option = await find('shout')
  const text = option.contacts.find(({ kind }) => kind === 'text')!
  await reportContact(db, await currentDirectory(db, today), { ref: option.ref, contact: text.id }, now)
  const settling = { optionId: option.id, contactId: text.id, outcome: 'taken down', how: 'called' }
  t.match(await settleTold(db, keys, settling, cast.dev, now), { ok: true })
  t.notMatch((await server.inject({ url: `/support/plan` })).body, 'broken')
  const after = await find('shout')
  t.match(
    after.contacts.find(({ value }) => value === text.value),
    { taken_down_on: today },
  )
  await reportContact(db, await currentDirectory(db, today), { ref: option.ref, contact: 'none' }, now)
  t.match(await told(), [{ contactId: null, taps: 1 }])
  await t.rejects(settleTold(db, keys, settling, cast.dev, now), { name: 'NotFound' }, 'twice is said')
  const before = (await find('shout')).contacts
  for (const outcome of ['right', 'taken down']) {
    const blind = { optionId: option.id, contactId: null, outcome, how: 'called' }
    t.match(await settleTold(db, keys, blind, cast.dev, now), { ok: false, problems: { outcome: /Check each/ } })
  }
  t.same((await find('shout')).contacts, before, 'nothing is confirmed that nobody looked at')
  const page = (await (await site.as('dev')).get('/team/directory/told-us')).body
  t.match(page, 'href="/team/directory/shout/check"')
  t.notMatch(page, 'value="right"')
  const corrected = { optionId: option.id, contactId: null, outcome: 'corrected', how: 'called' }
  await t.rejects(settleTold(db, keys, corrected, cast.ruth, now), { name: 'NotAllowed' })
  t.match(await settleTold(db, keys, corrected, cast.dev, now), { ok: true })
  t.same(await told(), [])
})

t.test('nobody says that a website was rung', async (t) => {
  const option = await find('papyrus')
  const web = option.contacts.find(({ kind }) => kind === 'web')!
  await reportContact(db, await currentDirectory(db, today), { ref: option.ref, contact: web.id }, now)
  const settling = { optionId: option.id, contactId: web.id, outcome: 'right' }
  t.match(await settleTold(db, keys, { ...settling, how: 'called' }, cast.dev, now), {
    ...{ ok: false, problems: { how: /not rung/ } },
  })
  t.match(await told(), [{ contactId: web.id }], 'it still waits')
  t.match(await settleTold(db, keys, { ...settling, how: 'opened the page' }, cast.dev, now), { ok: true })
  const after = (await find('papyrus')).contacts.find(({ id }) => id === web.id)
  t.match(after, { confirmed_on: today, confirmed_how: 'opened the page' })
})

t.test('what somebody looked for is counted by month, each tick by itself, and never an age', async (t) => {
  const reply = await tap('/support/not-found', {
    ...{ need: ['counselling_therapy', 'peer_support', 'nonsense'], way: 'face', police: 'no', free: 'yes' },
    ...{ when: 'week', with: 'women_only', language: 'pl', area: 'maltby', who: 'me', age: '15' },
  })
  t.equal(reply.statusCode, 200)
  t.match(readable(reply.body), 'What you ticked is only counted, each tick by itself.')
  const rows = await unmet()
  t.same(
    rows.map(({ facet, key, count, month }) => `${month} ${facet} ${key} ${count}`),
    [
      '2026-11 area maltby 1',
      '2026-11 free yes 1',
      '2026-11 language pl 1',
      '2026-11 need counselling_therapy 1',
      '2026-11 need peer_support 1',
      '2026-11 police no 1',
      '2026-11 tap any 1',
      '2026-11 way face 1',
      '2026-11 when week 1',
      '2026-11 who me 1',
      '2026-11 with women_only 1',
    ],
  )
  t.same(Object.keys(rows[0]!).toSorted(), ['count', 'facet', 'key', 'month'], 'a row has no day, no time and no id')
})

t.test('numbers stay as they are when they are mixed', async (t) => {
  const before = await unmet()
  await mixUnmet(db)
  t.same(await unmet(), before)
})

t.test('unmet need is shown from ten taps on, rounded, and only of months that have ended', async (t) => {
  const earlier = new Date('2026-09-15T10:00:00Z')
  const looked = (need: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => countUnmet(db, readWishes({ need }), earlier)))
  await looked('peer_support', 13)
  await looked('housing_safety', 9)
  const september = { from: '2026-09', until: '2026-11' }
  t.same(await unmetBetween(db, september, today), {
    taps: { kind: 'about', n: 20 },
    facets: [{ facet: 'need', key: 'peer_support', taps: { kind: 'about', n: 15 } }],
  })
  t.same((await unmetBetween(db, { from: '2026-11', until: '2026-12' }, today)).taps, { kind: 'band' }, 'it still runs')
  const themes = await (await site.as('sam')).get('/team/themes')
  t.match(readable(themes.body), /People looked and could not find.*Meet people who understand about 15/)
  t.notMatch(readable(themes.body), 'Be safe where I live')
  const page = await (await site.as('dev')).get('/team/directory/told-us')
  t.match(readable(page.body), /September 2026 about 20 Meet people who understand: about 15/)
})

t.test('taps leave no trace of a person: no address, no browser, no cookie, in no row', async (t) => {
  const canary = {
    'user-agent': 'TapCanary/77',
    referer: 'https://tap-canary.example/',
    'accept-language': 'xx-tapcanary',
  }
  const replies = [
    await tap('/support/not-found', { need: 'drugs_alcohol', age: '13', name: 'tap canary' }, '203.0.113.177', canary),
    await tap('/support/did-not-work', { ref: samaritans.ref, contact: 'none' }, '203.0.113.177', canary),
  ]
  for (const { headers } of replies) {
    t.equal(headers['set-cookie'], undefined)
    t.equal(headers.location, undefined)
    t.equal(headers['cache-control'], 'no-store')
  }
  await noCanaryIn(t, db, ['TapCanary', 'tap-canary', 'tapcanary', 'tap canary', '203.0.113.177'])
})

t.test('old taps go after two years', async (t) => {
  const later = new Date('2028-12-01T10:00:00Z')
  t.ok((await forgetOldUnmet(db, later)) > 0)
  t.ok((await forgetOldReports(db, later)) > 0)
  t.same([await unmet(), await reports()], [[], []])
  await postForm(server, '/support/not-found', {})
  t.equal(await forgetOldUnmet(db, now), 0)
})

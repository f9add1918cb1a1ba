import t from 'tap'
import { eraseOldWords } from '../../src/feedback/coming-back/withdrawing.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())

const number = '07700 900123'
const wish = { how: 'text', contact: number, safe: 'message', times: 'After school', avoid: 'Nothing about my worker' }
const markOn = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? ''
const wishes = () => db.selectFrom('contact_wishes').selectAll().orderBy('due_at').execute()

t.test('everybody is asked, right after sending, whatever they wrote', async (t) => {
  const pages = []
  for (const words of ['He hurts me.', 'All good.']) {
    const { body } = await give(server, '11-17', { 'w.should-change': words })
    const [start = -1, end = -1] = [body.indexOf('id="reach"'), body.indexOf('<aside class="now"')]
    pages.push(body.slice(start, end).replace(/value="[^"]*"/g, ''))
  }
  t.match(pages[0], 'Would you like someone to be able to reach you? You choose how.')
  t.equal(pages[0], pages[1])
})

t.test('who has just sent says how to reach them, once, and sees the key again', async (t) => {
  const { sent, key } = await givenWithKey(site, { 'w.should-change': 'x' }, '11-17')
  const token = formTokenFrom(sent.body)
  const form = await postForm(server, '/say/reach', { form_token: token, set: '11-17' })
  t.equal(form.statusCode, 203, 'shown, and not kept behind Back')
  t.equal(keyOn(form.body), key, 'it is not lost by looking at another page')
  const fields = { form_token: token, set: '11-17', form: markOn(form.body) }
  const empty = await postForm(server, '/say/reach/send', { ...fields, times: 'After school' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'Write how we can reach you.')
  t.match(empty.body, 'value="After school"', 'what was typed stays')
  const twice = await Promise.all([1, 2].map(() => postForm(server, '/say/reach/send', { ...fields, ...wish })))
  for (const { statusCode, body } of twice) {
    t.equal(statusCode, 200)
    t.match(body, 'We have it')
    t.equal(keyOn(body), key)
  }
  const rows = await wishes()
  t.equal(rows.length, 1)
  t.ok(rows[0]?.sealed && !rows[0].sealed.includes('07700'), 'sealed')
  t.equal(rows[0]?.due_at?.toISOString(), '2026-11-24T10:00:00.000Z', 'within a working day')
  t.match((await comeBack(server, key)).page.body, 'We will reach you the way you said.')
})

t.test('a child who was asked with pictures is asked in easy words, after sending and on their own page', async (t) => {
  const { sent, key } = await givenWithKey(site, { 't.listen': 'yes' }, '8-11')
  const hidden = { form_token: formTokenFrom(sent.body), set: '8-11' }
  const visit = await visitWith(site, key)
  for (const { body } of [
    await postForm(server, '/say/reach', hidden),
    await postForm(server, '/say/reach/send', { ...hidden, times: 'After school' }),
    await visit.get('/back/contact'),
    await visit.send('/back/contact', { how: 'text', contact: '' }),
  ]) {
    t.match(body, 'What is the number? Or who do we ask?')
    t.notMatch(body, 'whom')
  }
})

t.test('a page that nothing was sent with, or that is too old, says to come back with the key', async (t) => {
  const form = await server.inject({ url: '/say/11-17' })
  const unsent = await postForm(server, '/say/reach', { form_token: formTokenFrom(form.body) })
  const forged = await postForm(server, '/say/reach', { form_token: 'x' })
  for (const { statusCode, body } of [unsent, forged]) {
    t.equal(statusCode, 422)
    t.match(body, 'Come back with your key')
  }
})

t.test('who feels unsafe is reached in half an hour, and stands first', async (t) => {
  const { key } = await givenWithKey(site, { 't.unsafe-now': 'yes' }, '11-17')
  const visit = await visitWith(site, key)
  t.equal((await visit.send('/back/contact', wish)).headers.location, '/back/way')
  const [first] = await wishes()
  t.equal(first?.due_at?.toISOString(), '2026-11-23T10:30:00.000Z')
  const { body } = await (await site.as('ruth')).get('/team/contact')
  t.ok(body.indexOf(first?.ref ?? '?') < body.lastIndexOf('<b>W-'), 'soonest first')
  t.match(body, 'feels unsafe now')
  t.notMatch(body, '07700', 'the list says nothing of how')
  t.match(body, 'later, by somebody who has the key')
})

t.test('the reading desk says how many wait to be reached, and how many are late', async (t) => {
  const ruth = await site.as('ruth')
  const line = async (url: string) =>
    /<p><a href="\/team\/contact">.*?<\/p>/.exec((await ruth.get(url)).body)?.[0] ?? ''
  const text = async (url: string) => (await line(url)).replace(/<[^>]+>/g, '')
  const waiting = new Set((await wishes()).map(({ response_id }) => response_id)).size
  t.equal(await text('/team/reading'), `${waiting} people wait to be reached.`)
  const late = { due_at: new Date('2026-11-20T10:00:00Z') }
  const [first] = await wishes()
  await db
    .updateTable('contact_wishes')
    .set(late)
    .where('id', '=', first?.id ?? '')
    .execute()
  t.equal(await text('/team/reading'), `${waiting} people wait to be reached, 1 late.`)
  const { ref } = await givenWithKey(site, { 'w.should-change': 'y' })
  t.match(await text(`/team/reading/${ref}`), ', 1 late.', 'and beside what is read')
  await db
    .updateTable('contact_wishes')
    .set({ due_at: first?.due_at ?? null })
    .where('id', '=', first?.id ?? '')
    .execute()
})

t.test('a reader opens it with a reason, and once it is done how to reach them is erased', async (t) => {
  const [row] = (await wishes()).filter(({ due_at }) => due_at?.toISOString() === '2026-11-24T10:00:00.000Z')
  const at = `/team/contact/${row?.ref}`
  const ruth = await site.as('ruth')
  t.notMatch((await ruth.get(at)).body, '07700')
  t.match((await ruth.get(at)).body, 'It came together with the words')
  const byKey = (await wishes()).find(({ came_with }) => came_with === 'key')
  t.match((await ruth.get(`/team/contact/${byKey?.ref}`)).body, 'make sure who it is before you say anything')
  t.equal((await ruth.post(`${at}/open`)).statusCode, 422)
  await ruth.post(`${at}/open`, { reason: 'first try' })
  const opened = (await ruth.get(at)).body
  for (const said of [number, 'You may leave a message', 'After school', 'Nothing about my worker'])
    t.match(opened, said)
  const entry = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', 'opened how to reach somebody')
    .executeTakeFirstOrThrow()
  t.same([entry.member_id, entry.detail], [cast.ruth.id, { reason: 'first try' }])
  t.equal((await ruth.post(`${at}/done`, { state: 'reached' })).statusCode, 422, 'how it went is asked for')
  await ruth.post(`${at}/done`, { state: 'reached', outcome: 'She is with her aunt.' })
  const done = await db
    .selectFrom('contact_wishes')
    .selectAll()
    .where('ref', '=', row?.ref ?? '')
    .executeTakeFirstOrThrow()
  t.same([done.sealed, done.due_at, done.state], [null, null, 'reached'])
  const after = (await ruth.get(at)).body
  t.match(after, 'How to reach them was erased.')
  t.match(after, 'She is with her aunt.')
  t.notMatch(done.sealed_outcome?.toString('latin1'), 'aunt', 'how it went is sealed')
})

t.test('the person reads that they were reached, or that it did not work', async (t) => {
  const { key } = await givenWithKey(site, { 'w.should-change': 'x' })
  const visit = await visitWith(site, key)
  await visit.send('/back/contact', wish)
  await visit.send('/back/contact', { ...wish, contact: 'my aunt' })
  const ruth = await site.as('ruth')
  const mine = (await wishes()).filter(({ state }) => state === 'waiting').slice(-2)
  const [one, other] = mine
  await ruth.post(`/team/contact/${one?.ref}/done`, { state: 'reached', outcome: 'Spoke.' })
  await ruth.post(`/team/contact/${other?.ref}/done`, { state: 'not reached', outcome: 'No answer.' })
  const { body } = await visit.get('/back/way')
  t.match(body, 'We reached you in the week of 23 November 2026.')
  t.match(body, 'We tried in the week of 23 November 2026 and could not reach you.')
})

t.test(
  'one person fills no list: three wishes wait at most, and a newer one takes the place of the oldest',
  async (t) => {
    const { key, id } = await givenWithKey(site, { 'w.should-change': 'x' })
    const visit = await visitWith(site, key)
    const mine = () =>
      db.selectFrom('contact_wishes').selectAll().where('response_id', '=', id).orderBy('number').execute()
    await visit.send('/back/contact', wish)
    const [first] = await mine()
    site.pass(6)
    for (let n = 0; n < 2; n += 1) await visit.send('/back/contact', wish)
    const three = await mine()
    t.equal(three.length, 3)
    await visit.send('/back/contact', { ...wish, contact: 'my aunt' })
    const after = await mine()
    t.same(after.slice(0, 2), three.slice(1), 'the oldest is gone')
    t.equal(after.length, 3)
    t.same(after[2]?.due_at, first?.due_at, 'they have waited since the first')
    for (let n = 0; n < 6; n += 1) await visit.send('/back/contact', wish)
    t.equal((await mine()).length, 3)
    const unmarked = await Promise.all([1, 2].map(() => visit.send('/back/contact', { ...wish, form: '' })))
    for (const { statusCode, body } of unmarked) {
      t.equal(statusCode, 422)
      t.match(body, number, 'what was typed stays')
      t.match(body, /name="form" value="[\w-]{22}"/, 'with a mark this time')
    }
    t.same(
      (await mine()).map((one) => one.number),
      [8, 9, 10],
      'a form without a mark counts for nothing',
    )
    await db.deleteFrom('contact_wishes').where('response_id', '=', id).execute()
  },
)

t.test('it is kept for a concern only where there is one, and goes with what is taken back', async (t) => {
  const { key, ref, id } = await givenWithKey(site, { 'w.should-change': 'He still waits outside.' })
  const visit = await visitWith(site, key)
  await visit.send('/back/contact', wish)
  const { ref: at } = await db
    .selectFrom('contact_wishes')
    .select('ref')
    .where('response_id', '=', id)
    .executeTakeFirstOrThrow()
  const ruth = await site.as('ruth')
  const keep = { state: 'reached', outcome: 'Spoke.', keep: 'yes' }
  t.equal((await ruth.post(`/team/contact/${at}/done`, keep)).statusCode, 403, 'no concern')
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  const concern = { about: 'unsafe-outside' as const, note: 'Waits outside.', ownerId: cast.imran.id }
  await finishFirstReading(db, keys, ref, { concern: true, ...concern }, 'English', cast.ruth, now)
  t.equal((await ruth.post(`/team/contact/${at}/done`, keep)).statusCode, 303)
  const kept = await db.selectFrom('contact_wishes').select('sealed').where('ref', '=', at).executeTakeFirstOrThrow()
  t.ok(kept.sealed)
  const told = (await visit.get('/back/way')).body
  t.match(told, 'We reached you in the week of 23 November 2026. We still keep how, to help keep someone safe.')
  t.notMatch(told, 'We have erased how')
  await ruth.post(`/team/contact/${at}/done`, { state: 'reached', outcome: 'Spoke again.' })
  t.notOk((await db.selectFrom('contact_wishes').select('sealed').where('ref', '=', at).executeTakeFirst())?.sealed)
  t.match((await visit.get('/back/way')).body, 'We have erased how.')
  const back = await visit.get('/back/take-back')
  await postForm(server, '/back/take-back', { form_token: formTokenFrom(back.body) }, { cookie: visit.cookie })
  t.same(await db.selectFrom('contact_wishes').select('id').where('response_id', '=', id).execute(), [])
})

t.test('a concern is raised from a wish whose ticks nobody reads, and keeps how to reach them', async (t) => {
  const { key, ref, id } = await givenWithKey(site, { 't.had-a-say': 'some' }, '11-17')
  await (await visitWith(site, key)).send('/back/contact', { ...wish, avoid: 'He must not hear it. He hits me.' })
  const of = () => db.selectFrom('contact_wishes').selectAll().where('response_id', '=', id).executeTakeFirstOrThrow()
  const at = `/team/contact/${(await of()).ref}`
  const imran = await site.as('imran')
  t.equal((await imran.get(`/team/reading/${ref}`)).statusCode, 404, 'it has no page on the reading desk')
  await imran.post(`${at}/open`, { reason: 'first try' })
  const half = await imran.post(`${at}/concern`, { note: 'He hits her.' })
  t.equal(half.statusCode, 422)
  t.match(half.body, 'Choose what it is about.')
  t.match(half.body, '>He hits her.<', 'what was typed stays')
  const worry = { about: 'unsafe-at-home', note: 'He hits her.', owner: cast.ruth.id }
  const raised = String((await imran.post(`${at}/concern`, worry)).headers.location)
  t.match(raised, /^\/team\/concerns\/C-/)
  const concern = await db
    .selectFrom('concerns')
    .selectAll()
    .where('ref', '=', raised.split('/').at(-1) ?? '')
    .executeTakeFirstOrThrow()
  t.match(concern, { response_id: id, owner_id: cast.ruth.id, raised_by: cast.imran.id })
  const logged = await db.selectFrom('audit_entries').selectAll().where('record_id', '=', concern.id).execute()
  t.match(logged, [{ action: 'concern: raised', member_id: cast.imran.id }])
  const page = await (await site.as('ruth')).get(raised)
  t.equal(page.statusCode, 200)
  t.match(page.body, `${ref}, ticks only`)
  t.notMatch(page.body, `/team/reading/${ref}`)
  t.match(page.body, `href="${at}"`, 'the way to reach them')
  t.match((await imran.get(at)).body, `href="${raised}"`)
  const done = await imran.post(`${at}/done`, { state: 'reached', outcome: 'Spoke.', keep: 'yes' })
  t.equal(done.statusCode, 303)
  t.ok((await of()).sealed, 'kept for the concern')
  for (const name of ['sam', 'wren', 'ada'] as const)
    t.equal((await (await site.as(name)).post(`${at}/concern`, worry)).statusCode, 403, name)
})

t.test('after twelve months how to reach somebody is erased, and how it went; not while they wait', async (t) => {
  const later = new Date(site.site.now())
  later.setUTCMonth(later.getUTCMonth() + 13)
  const before = await wishes()
  await eraseOldWords(db, later)
  const after = await wishes()
  t.ok(before.some(({ state }) => state === 'waiting'))
  t.ok(before.some(({ sealed_outcome }) => sealed_outcome))
  for (const row of after) {
    t.equal(row.sealed !== null, row.state === 'waiting', row.state)
    t.equal(row.sealed_outcome, null)
  }
})

t.test('who only ticked reads that it is counted, and waits for nothing', async (t) => {
  const { sent, key } = await givenWithKey(site, { 't.had-a-say': 'a-lot' }, '11-17')
  const offered = await postForm(server, '/say/reach', { form_token: formTokenFrom(sent.body), set: '11-17' })
  t.match(offered.body, 'No, leave it', 'and saying how to be reached can be left')
  const { body } = (await comeBack(server, key)).page
  for (const said of [
    'Your ticks are counted.',
    'counted with those of others',
    'can see the counts',
    'for everyone',
  ]) {
    t.match(body, said)
  }
  t.notMatch(body, /Not yet|decided about this yet|only read/)
})

t.test('nobody but a reader sees who wants to be reached', async (t) => {
  const [row] = await wishes()
  for (const name of ['sam', 'leah', 'noor', 'bea', 'wren', 'ada', 'otto'] as const) {
    const browser = await site.as(name)
    t.equal((await browser.get('/team/contact')).statusCode, 403, name)
    t.equal((await browser.post(`/team/contact/${row?.ref}/open`, { reason: 'first try' })).statusCode, 403, name)
  }
})

t.test('a concern that could tell nobody apart says so on the key’s page, with ways to tell us', async (t) => {
  const { key, ref } = await givenWithKey(site, { 'w.should-change': 'He hurts me.' }, '11-17')
  const now = site.site.now()
  await openResponse(db, keys, ref, 'first reading', cast.ruth, now)
  const concern = { about: 'unsafe-at-home' as const, note: 'Hurt.', ownerId: cast.ruth.id }
  const found = await finishFirstReading(db, keys, ref, { concern: true, ...concern }, 'English', cast.ruth, now)
  t.notMatch((await comeBack(server, key)).page.body, 'We could not tell who you are.')
  await (await site.as('ruth')).post(`/team/concerns/${found.concernRef}/pass-on`, {
    ...{ destination: 'cannot-tell', nowhere_why: 'No name and no place.' },
    say: 'say',
  })
  const { body } = (await comeBack(server, key)).page
  t.match(body, 'We could not tell who you are. So we could not send help.')
  t.match(body, 'href="/back/contact"')
})

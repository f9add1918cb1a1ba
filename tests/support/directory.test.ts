import t from 'tap'
import { verifyAudit } from '../../src/team/audit.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { addMember, openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { server, db, site } = room
const editorId = await addMember(room, 'Ed', ['directory editor'])
const secondId = await addMember(room, 'Eda', ['directory editor'])
const ed = await browserOf(server, db, site, editorId)
const eda = await browserOf(server, db, site, secondId)
const worker = await browserOf(server, db, site, await addMember(room, 'Wren', ['worker']))
const entry = (slug: string) =>
  db.selectFrom('support_options').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow()
const contacts = async (slug: string) =>
  db
    .selectFrom('option_contacts')
    .selectAll()
    .where('option_id', '=', (await entry(slug)).id)
    .orderBy('value')
    .execute()
const publicPage = async (slug: string) =>
  server.inject({ url: `/support/option/${(await entry(slug)).id.slice(0, 8)}` })
const waitingFor = async (slug: string) =>
  db
    .selectFrom('entry_changes')
    .selectAll()
    .where('option_id', '=', (await entry(slug)).id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow()
/** What a browser sends back when nobody touched the form. */
const formOn = (html: string) => {
  const form = /<form[^>]*id="edit"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const sent: Record<string, string[]> = {}
  const add = (name: string, value: string) => {
    const plain = value
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')
    sent[name] = [...(sent[name] ?? []), plain]
  }
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [, name] = /name="([^"]*)"/.exec(tag) ?? []
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? []
    if (name && (!/type="checkbox"/.test(tag) || / checked/.test(tag))) add(name, value)
  }
  for (const [, name = '', words = ''] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
    add(name, words)
  for (const [, name = '', options = ''] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options)
    add(name, chosen?.[1] ?? '')
  }
  return sent
}

t.test('a member sees every entry, closed ones too, and whether the public sees its number', async (t) => {
  const reply = await worker.get('/team/directory')
  t.equal(reply.statusCode, 200)
  const words = readable(reply.body)
  t.match(words, '65 of 65 entries, page 1 of 2')
  t.notMatch(reply.body, '/team/directory/new"', 'a worker adds nothing')
  t.match(
    readable((await worker.get('/team/directory?show=closed')).body),
    /1 of 65 entries.*Barnardo's ReachOut Rotherham closed, medium confidence none: closed/,
  )
  t.match(readable((await worker.get('/team/directory?q=rotherham+rise')).body), 'Hopian', 'by an old name')
  t.match(readable((await worker.get('/team/directory?q=zzz')).body), 'Nothing fits')
  t.equal((await worker.get('/team/directory?page=99&show=%00&q=a&q=b')).statusCode, 200)
})

t.test('an entry shows gaps, conflicts and why a number is not shown', async (t) => {
  const words = readable((await worker.get('/team/directory/rape-crisis-247')).body)
  t.match(words, /0808 500 2222.*Not shown: sources disagree/)
  t.match(words, 'Where sources disagree')
  t.match(words, '0808 802 9999')
  t.notMatch(words, 'Write down a check')
  t.equal((await worker.get('/team/directory/nothing')).statusCode, 404)
})

t.test('nobody sees the directory without signing in, and a worker changes nothing', async (t) => {
  const reply = await server.inject({ url: '/team/directory' })
  t.equal(reply.headers.location, '/team/sign-in')
  for (const path of ['cica/check', 'cica/edit', 'new']) {
    t.equal((await worker.get(`/team/directory/${path}`)).statusCode, 403, path)
    t.equal((await worker.post(`/team/directory/${path}`, { how: 'called' })).statusCode, 403, path)
  }
  t.equal(
    (await ed.post('/team/directory/cica/check', { form_token: 'other' })).statusCode,
    403,
    'a form from elsewhere',
  )
  t.equal((await db.selectFrom('option_checks').selectAll().execute()).length, 0)
})

t.test('a mistake in the check is told beside its field, and nothing changes', async (t) => {
  const reply = await ed.post('/team/directory/cica/check', { how: '', on: '2026-13-01', hours: 'Ring 01709 000111' })
  t.equal(reply.statusCode, 422)
  const words = readable(reply.body)
  for (const said of ['Choose how you checked it.', 'Give the day you checked it', 'beside the contacts'])
    t.match(words, said)
  t.match(reply.body, 'Ring 01709 000111', 'what was typed is kept')
  t.match(
    readable((await ed.post('/team/directory/cica/check', { how: 'called', on: '2026-12-24' })).body),
    'has not come yet',
  )
})

t.test('a check makes a number of medium confidence wait, and a second member shows it to the public', async (t) => {
  const [phone] = (await contacts('cica')).filter(({ value }) => value === '0300 003 3601')
  t.notMatch((await publicPage('cica')).body, '0300 003 3601')
  const answers = { how: 'called', on: '2026-11-23', entry: 'right', [`contact-${phone!.id}`]: 'right' }
  const reply = await ed.post('/team/directory/cica/check', { ...answers, hours: 'Weekdays, 10 to 3' })
  t.equal(reply.headers.location, '/team/directory/cica?sent=waiting')
  t.match(readable((await ed.get(String(reply.headers.location))).body), 'waits for a second person')
  t.match(await entry('cica'), { checked_on: '2026-11-23', checked_by: editorId, hours: 'Weekdays, 10 to 3' })
  t.notMatch((await publicPage('cica')).body, '0300 003 3601')
  const waiting = await waitingFor('cica')
  const agree = `/team/directory/waiting/${waiting.id}/agree`
  const list = readable((await eda.get('/team/directory/waiting')).body)
  t.match(list, /0300 003 3601.*Ed called on 23 Nov 2026/, 'the second sees what was checked, how and when')
  t.equal((await ed.post(agree)).statusCode, 403, 'not whoever checked it')
  t.equal((await worker.post(agree)).statusCode, 403)
  t.equal((await eda.post(agree)).statusCode, 303)
  t.match((await publicPage('cica')).body, '0300 003 3601')
})

t.test('nothing of a number that a person did not find is said by editing alone', async (t) => {
  const form = formOn((await ed.get('/team/directory/grow-post-cse/edit')).body)
  const number = { 'contact-0-kind': 'phone', 'contact-0-value': '01709 000111', 'contact-0-confidence': 'high' }
  const without = await ed.post('/team/directory/grow-post-cse/edit', { ...form, ...number, step: 'send' })
  t.equal(without.statusCode, 422)
  t.match(readable(without.body), /Say where 01709 000111 is from.*Say why, for the history/)
  t.match(without.body, 'value="01709 000111"')
  const whole = { ...form, ...number, 'contact-0-source': 'their leaflet', why: 'They sent a leaflet.' }
  const look = await ed.post('/team/directory/grow-post-cse/edit', { ...whole, step: 'look' })
  t.equal(look.statusCode, 200)
  t.match(readable(look.body), /What the public will see.*01709 000111.*A second person agrees first/)
  t.equal((await entry('grow-post-cse')).revision, 1, 'looking sends nothing')
  const sent = await ed.post('/team/directory/grow-post-cse/edit', { ...whole, step: 'send' })
  t.equal(sent.headers.location, '/team/directory/grow-post-cse?sent=waiting')
  t.notMatch((await publicPage('grow-post-cse')).body, '01709 000111')
  const refuse = `/team/directory/waiting/${(await waitingFor('grow-post-cse')).id}/refuse`
  t.equal((await eda.post(refuse, { why: '' })).statusCode, 422)
  t.equal((await eda.post(refuse, { why: 'That leaflet is old.' })).statusCode, 303)
  t.match(readable((await ed.get('/team/directory/grow-post-cse/history')).body), /Refused.*That leaflet is old/)
})

t.test('a number cannot slip in with other words', async (t) => {
  const form = formOn((await ed.get('/team/directory/rothacs/edit')).body)
  const reply = await ed.post('/team/directory/rothacs/edit', { ...form, how_to_access: 'Ring 01709 000111', why: 'x' })
  t.equal(reply.statusCode, 422)
  t.match(readable(reply.body), 'there a second person looks at them')
})

t.test('a form that nobody touched changes nothing, for any entry', async (t) => {
  const slugs = await db.selectFrom('support_options').select(['slug', 'revision']).execute()
  for (const { slug } of slugs) {
    const form = formOn((await ed.get(`/team/directory/${slug}/edit`)).body)
    const reply = await ed.post(`/team/directory/${slug}/edit`, { ...form, why: 'A test.', step: 'send' })
    if (reply.statusCode !== 422 || !reply.body.includes('Nothing in it was changed yet'))
      t.fail(`${slug} ${reply.statusCode} ${readable(reply.body).slice(0, 300)}`)
  }
  t.same(await db.selectFrom('support_options').select(['slug', 'revision']).execute(), slugs)
})

t.test('two editors at once lose nothing', async (t) => {
  const mine = formOn((await ed.get('/team/directory/kooth/edit')).body)
  const theirs = formOn((await eda.get('/team/directory/kooth/edit')).body)
  await eda.post('/team/directory/kooth/edit', {
    ...theirs,
    hours: 'Every day',
    cost: 'Nothing',
    why: 'I rang.',
    step: 'send',
  })
  const late = await ed.post('/team/directory/kooth/edit', {
    ...mine,
    hours: 'Never',
    wait: 'None',
    why: 'I saw.',
    step: 'send',
  })
  t.equal(late.statusCode, 422)
  const words = readable(late.body)
  t.match(words, /What changed meanwhile.*You both changed: .*Hours, in words.*Every day/)
  const form = formOn(late.body)
  t.same([form.hours, form.cost, form.wait, form.why], [['Never'], ['Nothing'], ['None'], ['I saw.']])
  const again = await ed.post('/team/directory/kooth/edit', { ...form, hours: 'Every day', step: 'send' })
  t.equal(again.statusCode, 303)
  t.match(await entry('kooth'), { hours: 'Every day', cost: 'Nothing', wait: 'None', revision: 3 })
  const history = (await ed.get('/team/directory/kooth/history')).body
  t.match(
    readable(history),
    /Version 3, now.*Ed,.*I saw\..*Version 2.*Eda,.*I rang\..*Version 1.*It came with the project/,
  )
  const first = /name="version" value="([\da-f-]+)"/g
  const ids = [...history.matchAll(first)].map(([, id]) => id)
  const back = { version: ids.at(-1)!, why: 'Both were wrong.' }
  t.match(history, 'name="base_revision" value="3"')
  const early = await ed.post('/team/directory/kooth/restore', { ...back, base_revision: '2' })
  t.equal(early.statusCode, 410, 'somebody changed it since that page was shown')
  t.match(await entry('kooth'), { revision: 3 })
  await ed.post('/team/directory/kooth/restore', { ...back, base_revision: '3' })
  t.match(await entry('kooth'), { revision: 4 })
  t.not((await entry('kooth')).hours, 'Every day')
})

t.test('one person takes a number down or closes an entry, with a reason, at once', async (t) => {
  const [phone] = (await contacts('samaritans')).filter(({ kind }) => kind === 'phone')
  t.match((await publicPage('samaritans')).body, 'tel:116123')
  const down = { contact: phone!.id, why: '' }
  t.equal((await ed.post('/team/directory/samaritans/take-down', down)).statusCode, 422)
  await ed.post('/team/directory/samaritans/take-down', { ...down, why: 'It rings out.' })
  const page = (await publicPage('samaritans')).body
  t.notMatch(/<main[\s\S]*?<aside/.exec(page)?.[0] ?? page.split('id="help')[0], 'href="tel:116123"')
  t.equal((await ed.post('/team/directory/samaritans/take-down', { contact: 'x', why: 'x' })).statusCode, 404)
  await ed.post('/team/directory/galop/close', { why: 'Their page says so.' })
  t.equal((await publicPage('galop')).statusCode, 404)
})

t.test('a new entry needs its words, waits, and then is there', async (t) => {
  const empty = await ed.post('/team/directory/new', { status: 'open', confidence: 'medium' })
  t.equal(empty.statusCode, 422)
  t.match(readable(empty.body), 'Choose one at least')
  const form = {
    ...{ name: 'Quiet Room', summary: 'A room to sit in.', needs: 'talk_to_someone', phases: 'stabilisation' },
    ...{ audiences: 'adult_survivor', tier: 'community', status: 'open', confidence: 'high', why: 'I was there.' },
    ...{ 'time-0-days': ['MO', 'TU'], 'time-0-opens': '09:00', 'time-0-closes': '17:00', step: 'send' },
  }
  t.equal((await ed.post('/team/directory/new', form)).headers.location, '/team/directory/waiting')
  const page = (await eda.get('/team/directory/waiting')).body
  t.match(readable(page), 'Quiet Room (new)')
  const id = /waiting\/([\da-f-]+)\/agree/.exec(page.slice(page.indexOf('Quiet Room')))![1]
  t.equal(
    (await eda.post(`/team/directory/waiting/${id}/agree`)).headers.location,
    '/team/directory/quiet-room?sent=published',
  )
  t.equal((await publicPage('quiet-room')).statusCode, 200)
})

t.test('an owner is a member who may edit the directory', async (t) => {
  t.equal((await ed.post('/team/directory/shout/owner', { owner: secondId })).statusCode, 303)
  t.equal((await entry('shout')).owner_id, secondId)
  t.equal((await ed.post('/team/directory/shout/owner', { owner: 'somebody' })).statusCode, 422)
  t.match(readable((await eda.get('/team/directory?show=mine')).body), '1 of 66 entries')
  const written = await db.selectFrom('audit_entries').select('action').execute()
  for (const action of [
    'directory check',
    'directory change: agreed',
    'directory change: refused',
    'directory owner: set',
  ]) {
    t.ok(
      written.some((one) => one.action === action),
      action,
    )
  }
  t.match(await verifyAudit(db, site.keys), { whole: true })
})

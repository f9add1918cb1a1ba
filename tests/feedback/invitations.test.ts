import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { mixInvitations } from '../../src/feedback/inviting/invitation.ts'
import {
  codeFrom,
  codeMac,
  type InvitationCode,
  parseCode,
  showCode,
} from '../../src/feedback/inviting/invitation-code.ts'
import { countInvitations } from '../../src/feedback/inviting/invitation-counts.ts'
import { codesOf, makeInvitations, newSeed, readBatch } from '../../src/feedback/inviting/inviting.ts'
import { periodOf } from '../../src/period.ts'
import { keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())
t.setTimeout(120_000)

const now = () => site.site.now()
const get = (url: string) => server.inject({ url })
const choose = (code: string, set: string) => postForm(server, '/in', { code, set })

async function made(count: number, more: { service?: string; sealed?: boolean } = {}) {
  const batch = { seed: newSeed(now()), count, sealed: more.sealed ?? false, service: more.service ?? 'social-care' }
  const text = await makeInvitations(db, keys, batch, cast.wren, now())
  return { text, codes: codesOf(keys, readBatch(keys, text, cast.wren, now())).map(showCode) }
}

async function oneCode() {
  const { codes } = await made(1)
  return codes[0] ?? ''
}

const macOf = (code: string) => codeMac(keys, parseCode(code) as InvitationCode)
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** Chooses the questions and sends them as the page says. */
async function answer(code: string, fields: Record<string, string> = { 't.had-a-say': 'some' }) {
  const page = await choose(code, '11-17')
  const form = { form_token: formTokenFrom(page.body), came: hidden(page.body, 'came'), ...fields }
  return { page, form, sent: await postForm(server, '/say/11-17', form) }
}

const lastResponse = async (known: Set<string>) =>
  (await db.selectFrom('responses').selectAll().execute()).find(({ id }) => !known.has(id))
const responseIds = async () => new Set((await db.selectFrom('responses').select('id').execute()).map(({ id }) => id))
const invitationOf = (code: string) =>
  db.selectFrom('invitations').selectAll().where('code_mac', '=', macOf(code)).executeTakeFirstOrThrow()

t.test('a code has eight letters and digits that cannot be mistaken, and is read however it is typed', async (t) => {
  const seen = new Set<string>()
  for (let n = 0; n < 2000; n += 1) {
    const bytes = createHash('sha256').update(String(n)).digest()
    for (const letter of codeFrom(bytes)) seen.add(letter)
  }
  t.equal([...seen].sort().join(''), '23456789BCDFGHJKMNPQRSTVWXYZ', 'no 0 O 1 I L, and no other vowel')
  for (const typed of [
    ...['BCDFGHJK', 'bcdf-ghjk', ' bcdf ghjk ', 'B C D F G H J K', 'bcdf–ghjk', 'https://heard.example/in/BCDF-GHJK'],
    'heard.example/ur/in/bcdfghjk',
  ]) {
    t.equal(parseCode(typed), 'BCDFGHJK', typed)
  }
  for (const typed of ['', 'BCDF-GHJ', 'BCDF-GHJKM', 'BCDF-GHJ0', 'BCDF-GHJO', 'BCDF-GHJ1', '../../x', 'İİİİİİİİ']) {
    t.equal(parseCode(typed), undefined, typed)
  }
})

t.test('a worker makes invitations for a team, and the table knows nobody and no code', async (t) => {
  const wren = await site.as('wren')
  const page = await wren.get('/team/invitations')
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, 'Sealed', 'no sealed link is offered unless the partnership wants it')
  const before = (await db.selectFrom('invitations').select('id').execute()).length
  const asked = { service: 'evolve', count: '8', seed: hidden(page.body, 'seed') }
  const sent = await wren.post('/team/invitations', asked)
  t.equal(sent.statusCode, 303)
  const at = String(sent.headers.location)
  const list = await wren.get(at)
  const codes = [...list.body.matchAll(/<b class="code">([^<]+)<\/b>/g)].map(([, code]) => code ?? '')
  t.equal(new Set(codes).size, 8)
  t.match(list.body, `http://127.0.0.1:3000/in/${codes[0]}`)
  t.equal((await wren.get(at)).body.match(/<b class="code">/g)?.length, 8, 'a refresh shows them again')

  t.equal((await wren.post('/team/invitations', asked)).headers.location, at, 'sent twice, made once')
  const rows = await db.selectFrom('invitations').selectAll().execute()
  t.equal(rows.length, before + 8)
  const { rows: columns } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = 'invitations' order by 1`.execute(db)
  t.same(
    columns.map(({ name }) => name),
    ['answered', 'code_mac', 'expires_on', 'id', 'made_on', 'opened', 'period', 'sealed', 'service'],
    'no worker, no child, no response',
  )
  const copy = JSON.stringify(rows.map((row) => ({ ...row, code_mac: row.code_mac.toString('hex') })))
  const everywhere = await copyOfAllTables()
  for (const code of codes) {
    const plain = code.replace('-', '')
    const forms = [code, plain, plain.toLowerCase(), Buffer.from(plain).toString('hex'), btoa(plain)]
    for (const form of forms) t.notOk(copy.includes(form) || everywhere.includes(form), 'no table tells a code')
  }
  const [entry] = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'made invitations').execute()
  t.match(entry, { member_id: cast.wren.id, record: 'team', record_id: 'evolve', detail: { number: 8 } })
})

t.test('codes are shown to nobody else, and for a while', async (t) => {
  const { text } = await made(2)
  const at = `/team/invitations/made/${text}`
  const wren = await site.as('wren')
  t.equal((await wren.get(at)).statusCode, 200)
  t.throws(() => readBatch(keys, text, cast.leah, now()), { name: 'NotFound' }, 'another member')
  t.throws(() => readBatch(keys, text.replace('.2p.', '.9p.'), cast.wren, now()), { name: 'NotFound' }, 'changed')
  t.equal((await (await site.as('leah')).get(at)).statusCode, 403)
  site.pass(46)
  t.equal((await (await site.as('wren')).get(at)).statusCode, 404, 'after its time')
  const late = { seed: newSeed(new Date(now().getTime() + 86_400_000)), count: 1, sealed: false, service: 'evolve' }
  const taken = await makeInvitations(db, keys, late, cast.wren, now())
  t.notMatch(taken, late.seed, 'nobody sets the time themselves')
})

t.test('what cannot be made is said beside its field', async (t) => {
  const wren = await site.as('wren')
  for (const [fields, sentence] of [
    [{ service: '', count: '8' }, 'Choose the team.'],
    [{ service: 'rather-not-say', count: '8' }, 'Choose the team.'],
    [{ service: 'evolve', count: '0' }, 'Write a number from 1 to 40.'],
    [{ service: 'evolve', count: '41' }, 'Write a number from 1 to 40.'],
    [{ service: 'evolve', count: 'many' }, 'Write a number from 1 to 40.'],
    [{ service: 'evolve', count: '8', kind: 'sealed' }, 'Choose what kind of link it is.'],
  ] as const) {
    const reply = await wren.post('/team/invitations', fields)
    t.equal(reply.statusCode, 422)
    t.match(reply.body, sentence, JSON.stringify(fields))
  }
  t.equal((await (await site.as('leah')).post('/team/invitations', { service: 'evolve', count: '1' })).statusCode, 403)
})

t.test('somebody opens their card, is told who reads and what is passed on, and answers', async (t) => {
  const code = await oneCode()
  const look = await get(`/in/${code}`)
  t.equal(look.statusCode, 200)
  t.equal(look.headers['set-cookie'], undefined)
  for (const said of [
    'Trained people read it',
    'we have to pass that on',
    'It only tells us which team asked you',
    '11 to 17',
  ]) {
    t.match(look.body, said)
  }
  t.match((await get(`/easy/in/${code}`)).body, 'This link does not say who you are')
  t.equal((await invitationOf(code)).opened, false, 'looking changes nothing: a preview may have looked')

  const known = await responseIds()
  const { page, form, sent } = await answer(code)
  t.equal((await invitationOf(code)).opened, true)
  t.ok(
    page.body.indexOf('It only tells us which team asked you') < page.body.indexOf('id="q1"'),
    'before the first question',
  )
  t.ok(page.body.indexOf('Trained people read this') < page.body.indexOf('id="q1"'), 'with the limits')
  t.match(sent.body, 'Thank you. Your words are with us.')
  t.match(sent.body, 'we cannot find you or send help')
  const response = await lastResponse(known)
  t.match(response, { channel: 'invitation', service: 'social-care' })
  t.equal((await invitationOf(code)).answered, true)

  const again = await postForm(server, '/say/11-17', form)
  t.equal(keyOn(again.body), keyOn(sent.body), 'sent twice, kept once')
  t.equal((await responseIds()).size, known.size + 1)
})

t.test('whoever still has a code sees that it was used, nothing of what was said, and is told before', async (t) => {
  const code = await oneCode()
  const before = (await get(`/in/${code}`)).body
  t.match(before, 'Whoever still has your code can type it in and see that it was used.')
  t.match(before, 'They cannot see what you said.')
  t.notMatch(before, /Nobody tells|They only learn/)
  await answer(code, { 't.had-a-say': 'not-really', 'w.should-change': 'She never rang.' })
  const after = (await get(`/in/${code}`)).body
  t.match(after, 'This code was used before')
  t.notMatch(after, /She never rang|not-really|Not really/)
  const { body } = await (await site.as('wren')).get('/team/invitations')
  t.match(body, 'Whoever types a code in can see that it was used', 'workers read the same')
  t.notMatch(body, 'You will not learn')
})

t.test('a link tells which of four things it is, and each leads on', async (t) => {
  const good = await oneCode()
  const used = await oneCode()
  await answer(used)
  const old = await oneCode()
  await db.updateTable('invitations').set({ expires_on: '2026-11-22' }).where('code_mac', '=', macOf(old)).execute()
  const pages = {
    good: await get(`/in/${good}`),
    used: await get(`/in/${used}`),
    expired: await get(`/in/${old}`),
    unknown: await get('/in/BCDF-GHJK'),
  }
  t.match(pages.good.body, 'Which questions are for you?')
  t.match(pages.used.body, 'This code was used before')
  t.match(pages.expired.body, 'This code is too old')
  t.match(pages.unknown.body, 'We do not know this code')
  t.same(
    Object.values(pages).map(({ statusCode }) => statusCode),
    [200, 200, 200, 404],
  )
  for (const state of ['used', 'expired', 'unknown'] as const) {
    const main = /<main.*<\/main>/s.exec(pages[state].body)?.[0] ?? ''
    t.match(main, /<a class="btn" href="\/say">Go on without a code<\/a>/, state)
    t.equal(main.match(/class="btn"/g)?.length, 1, 'one button')
    t.notMatch(main, /social|Social|November|answered on/, 'nothing about anybody')
  }
  t.match((await get('/say')).body, 'href="/say/8-11"')
  for (const code of [used, old, 'BCDF-GHJK']) {
    const reply = await choose(code, '11-17')
    t.equal(reply.statusCode, 303)
    t.equal(reply.headers.location, `/in/${code}`, 'choosing questions with it leads to the same page')
  }
  t.equal((await get(`/in/${good.toLowerCase().replace('-', '')}`)).statusCode, 200, 'typed into the address')
})

t.test('a code can be typed', async (t) => {
  t.match((await get('/')).body, '<a href="/in">I have a code</a>')
  const code = await oneCode()
  const found = await postForm(server, '/in', { code: ` ${code.toLowerCase().replace('-', ' ')} ` })
  t.equal(found.headers.location, `/in/${code}`)
  t.equal((await postForm(server, '/ur/in', { code })).headers.location, `/ur/in/${code}`)
  const wrong = await postForm(server, '/in', { code: 'ABC"><b>' })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'A code has eight letters and numbers.')
  t.match(wrong.body, 'value="ABC&quot;&gt;&lt;b&gt;"', 'what was typed is kept')
  const cross = await postForm(server, '/in', { code, set: '11-17' }, { 'sec-fetch-site': 'cross-site' })
  t.equal(cross.statusCode, 403, 'another site opens nothing')
})

t.test('words that come with a link that is used or too old by then are kept all the same', async (t) => {
  const code = await oneCode()
  const first = await answer(code)
  const known = await responseIds()
  const token = formTokenFrom((await get('/say/11-17')).body)
  const late = await postForm(server, '/say/11-17', { ...first.form, form_token: token, 'w.should-change': 'Ring me.' })
  t.match(late.body, 'Thank you. Your words are with us.')
  t.match(await lastResponse(known), { channel: 'open', service: 'evolve' })
  for (const came of ['i.', 'i.BCDFGHJK', 's.BCDFGHJK', 'x', "i.'; drop"]) {
    const form_token = formTokenFrom((await get('/say/11-17')).body)
    const reply = await postForm(server, '/say/11-17', { form_token, came, 't.had-a-say': 'some' })
    t.match(reply.body, 'Thank you', came)
  }
  t.equal((await db.selectFrom('responses').select('id').where('channel', '=', 'invitation').execute()).length, 4)
})

t.test('two who send with one code at the same moment are both heard, and the code counts once', async (t) => {
  const code = await oneCode()
  const pages = [await choose(code, '11-17'), await choose(code, '11-17')]
  const sent = await Promise.all(
    pages.map(({ body }) =>
      postForm(server, '/say/11-17', {
        form_token: formTokenFrom(body),
        came: hidden(body, 'came'),
        't.had-a-say': 'some',
      }),
    ),
  )
  for (const { body } of sent) t.match(body, 'Thank you')
  t.not(keyOn(sent[0]?.body ?? ''), keyOn(sent[1]?.body ?? ''))
  t.equal((await invitationOf(code)).answered, true)
})

t.test('counts are by team and two months, in bands, and never nobody or everybody', async (t) => {
  await db.deleteFrom('invitations').execute()
  const period = periodOf('2026-09-10')
  const put = async (service: string, offered: number, opened: number, answered: number) => {
    const { codes } = await made(1, { service })
    t.ok(codes[0])
    await db.deleteFrom('invitations').where('service', '=', service).execute()
    for (let n = 0; n < offered; n += 1) {
      const code_mac = Buffer.from(`${service} ${n}`)
      const row = { id: crypto.randomUUID(), code_mac, service, period: period.key, sealed: false }
      const days = { made_on: period.from, expires_on: period.until }
      await db
        .insertInto('invitations')
        .values({ ...row, ...days, opened: n < opened, answered: n < answered })
        .execute()
    }
  }
  await put('evolve', 33, 21, 12)
  await put('social-care', 8, 8, 8)
  await put('school', 20, 20, 20)
  await put('police', 12, 0, 0)
  const ended = await countInvitations(db, period, true)
  const about = (n: number) => ({ kind: 'about', n })
  const band = { kind: 'band' }
  const of = (team: string) => ended.find((one) => one.team === team)
  t.match(of('Evolve'), { offered: about(35), opened: about(20), answered: about(10) })
  t.match(of('Social care'), { offered: band, opened: band, answered: band }, 'a few')
  t.match(of('A school or college'), { offered: about(20), opened: band, answered: band }, 'everybody reads as a few')
  t.match(of('The police'), { offered: about(10), opened: band, answered: band }, 'and nobody too')
  const running = await countInvitations(db, period, false)
  t.ok(running.every(({ opened, answered }) => opened.kind === 'band' && answered.kind === 'band'))

  for (const name of ['wren', 'leah'] as const) {
    const page = await (await site.as(name)).get('/team/invitations')
    t.equal(page.statusCode, 200, name)
    t.match(page.body.replace(/\s+/g, ' '), /Evolve<\/th>.*September and October 2026.*about 35.*about 20.*about 10/)
    t.notMatch(/<tbody>.*<\/tbody>/s.exec(page.body)?.[0], /\b(33|21|12)\b/, 'no exact number')
  }
  t.notMatch((await (await site.as('leah')).get('/team/invitations')).body, 'Make them', 'a lead only sees them')
  t.equal((await (await site.as('ruth')).get('/team/invitations')).statusCode, 403, 'a reader does not')
})

t.test('nothing in the database leads from an invitation to what was answered with it', async (t) => {
  const { codes } = await made(12)
  const known = await responseIds()
  await answer(codes[4] ?? '')
  const response = await lastResponse(known)
  const marks = () =>
    sql<{ mark: string }>`select distinct xmin::text as mark from invitations`.execute(db).then(({ rows }) => rows)
  const { rows } = await sql<{
    mark: string
  }>`select xmin::text as mark from responses where id = ${response?.id}`.execute(db)
  t.ok(
    (await marks()).some(({ mark }) => mark === rows[0]?.mark),
    'the database itself marks what was written in one commit',
  )
  await mixInvitations(db, now())
  t.equal((await marks()).length, 1, 'until all invitations were written anew')
  t.notOk((await marks()).some(({ mark }) => mark === rows[0]?.mark))
  t.equal((await invitationOf(codes[4] ?? '')).answered, true, 'and nothing else has changed')
})

t.test('a code is forgotten a year after its end', async (t) => {
  const code = await oneCode()
  await db.updateTable('invitations').set({ expires_on: '2025-11-30' }).where('code_mac', '=', macOf(code)).execute()
  await mixInvitations(db, now())
  t.match((await get(`/in/${code}`)).body, 'This code is too old', 'not yet')
  await mixInvitations(db, new Date('2026-12-02T10:00:00Z'))
  t.match((await get(`/in/${code}`)).body, 'We do not know this code')
})

async function copyOfAllTables(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  const all: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    all.push(...rows.map(({ row }) => row))
  }
  return all.join('\n')
}

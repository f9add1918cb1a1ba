import { generate } from 'otplib'
import t from 'tap'
import { addMember, changeRoles, EmailTaken, removeMember } from '../../src/team/joining.ts'
import { problemWithPassword } from '../../src/team/password-rules.ts'
import { browserOf, formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTeamRoom } from '../fixtures/team-room.ts'

// Passwords are slow to hash, on purpose.
t.setTimeout(120_000)
const { db, site, server, close } = await openTeamRoom()
t.teardown(close)
const { keys } = site
const join = (name: string, roles: string[]) =>
  addMember(
    db,
    keys,
    { name, email: `${name}@example.org`, roles, password: 'lanterns over the canal' },
    null,
    site.now(),
  )
const ada = await join('Ada', ['admin'])
const sam = await join('Sam', ['themer'])
const as = (id: string) => browserOf(server, db, site, id)
const rolesOf = async (id: string) =>
  (await db.selectFrom('members').select('roles').where('id', '=', id).executeTakeFirstOrThrow()).roles

t.test('an admin sees the members; anybody else is refused', async (t) => {
  const page = await (await as(ada.id)).get('/team/members')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Sam')
  t.match(page.body, 'Themer')
  for (const path of ['/team/members', '/team/members/new', `/team/members/${sam.id}`]) {
    t.equal((await (await as(sam.id)).get(path)).statusCode, 403)
    t.equal((await server.inject(path)).headers.location, '/team/sign-in')
  }
})

t.test('an admin adds a member, who signs in with what was shown once', async (t) => {
  const browser = await as(ada.id)
  const fields = { name: 'Noor <b>', email: 'Noor@Example.org', roles: ['publisher', 'lead'] }
  const reply = await browser.post('/team/members/new', fields)
  t.equal(reply.statusCode, 200)
  t.notMatch(reply.body, '<b>', 'a name is text')
  const password = /[a-z2-9]{5}(-[a-z2-9]{5}){3}/.exec(reply.body)?.[0] ?? ''
  const secret = /secret=([A-Z2-7]{32})/.exec(reply.body)?.[1] ?? ''
  const id = (
    await db.selectFrom('members').select('id').where('email', '=', 'noor@example.org').executeTakeFirstOrThrow()
  ).id
  t.same(await rolesOf(id), ['publisher', 'lead'])
  t.notMatch((await browser.get(`/team/members/${id}`)).body, secret, 'it cannot be looked up later')
  const stored = await db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.notOk(stored.totp_sealed.includes(Buffer.from(secret)), 'nor in the database')

  const token = formTokenFrom((await server.inject('/team/sign-in')).body)
  const code = await generate({ secret, epoch: site.now().getTime() / 1000 })
  const form = { form_token: token, email: 'noor@example.org', password, code }
  t.equal((await postForm(server, '/team/sign-in', form)).headers.location, '/team/you')
})

t.test('what is missing is said beside its box, and what was typed stays', async (t) => {
  const browser = await as(ada.id)
  const before = await db.selectFrom('members').select('id').execute()
  const nothing = await browser.post('/team/members/new', { name: ' ', email: 'not an address' })
  t.equal(nothing.statusCode, 422)
  t.match(nothing.body, 'Write the name that colleagues use.')
  t.match(nothing.body, 'Write the whole email address')
  t.match(nothing.body, 'Choose what this person does.')
  t.match(nothing.body, 'value="not an address"')
  const taken = await browser.post('/team/members/new', { name: 'Sam', email: 'SAM@example.org', roles: 'themer' })
  t.equal(taken.statusCode, 422)
  t.match(taken.body, 'has this email address already')
  const madeUp = await browser.post('/team/members/new', { name: 'X', email: 'x@example.org', roles: 'queen' })
  t.equal(madeUp.statusCode, 422)
  t.equal((await db.selectFrom('members').select('id').execute()).length, before.length)
})

t.test('new roles count at once, and the old session is over', async (t) => {
  const wren = await join('Wren', ['worker'])
  const hers = await as(wren.id)
  t.equal((await hers.get('/team/log')).statusCode, 403)
  const reply = await (await as(ada.id)).post(`/team/members/${wren.id}`, { roles: ['auditor', 'queen'] })
  t.equal(reply.statusCode, 303)
  t.same(await rolesOf(wren.id), ['auditor'], 'a role that does not exist is left out')
  t.equal((await hers.get('/team/log')).headers.location, '/team/sign-in')
  t.equal((await (await as(wren.id)).get('/team/log')).statusCode, 200)
  t.equal((await (await as(ada.id)).post(`/team/members/${wren.id}`, {})).statusCode, 422, 'nobody is left without any')
})

t.test('an admin cannot change their own roles, nor leave the team without an admin', async (t) => {
  const browser = await as(ada.id)
  const own = await browser.post(`/team/members/${ada.id}`, { roles: ['admin', 'reader'] })
  t.equal(own.statusCode, 422)
  t.same(await rolesOf(ada.id), ['admin'])
  t.equal((await browser.post(`/team/members/${ada.id}/new-sign-in`)).statusCode, 404)
  const leave = await browser.post(`/team/members/${ada.id}/leave`)
  t.equal(leave.statusCode, 422)
  t.match(leave.body, 'only admin')
  t.match(await changeRoles(db, keys, ada.id, ['reader'], null, site.now()), { ok: false })
})

t.test('of two admins who remove each other at once, one stays', async (t) => {
  const bo = await join('Bo', ['admin'])
  const done = await Promise.all([
    removeMember(db, keys, ada.id, bo.id, site.now()),
    removeMember(db, keys, bo.id, ada.id, site.now()),
  ])
  t.same(done.map(({ ok }) => ok).sort(), [false, true])
  await db.updateTable('members').set({ left_on: null }).where('id', '=', ada.id).execute()
  await db.updateTable('members').set({ left_on: '2026-11-23' }).where('id', '=', bo.id).execute()
})

t.test('who leaves is out at once, and their address is free again', async (t) => {
  const sol = await join('Sol', ['board'])
  const theirs = await as(sol.id)
  t.equal((await theirs.get('/team/you')).statusCode, 200)
  const reply = await (await as(ada.id)).post(`/team/members/${sol.id}/leave`)
  t.equal(reply.statusCode, 303)
  t.equal((await theirs.get('/team/you')).headers.location, '/team/sign-in')
  await t.rejects(removeMember(db, keys, sol.id, ada.id, site.now()), { name: 'NotFound' })
  const page = await (await as(ada.id)).get('/team/members')
  t.match(page.body, 'Have left')
  const again = await join('Sol', ['board'])
  t.not(again.id, sol.id)
  await t.rejects(join('Sol', ['board']), EmailTaken)
})

t.test('a new sign-in for a lost phone ends what they had before', async (t) => {
  const hers = await as(sam.id)
  const before = await db.selectFrom('members').selectAll().where('id', '=', sam.id).executeTakeFirstOrThrow()
  const reply = await (await as(ada.id)).post(`/team/members/${sam.id}/new-sign-in`)
  t.equal(reply.statusCode, 200)
  t.match(reply.body, 'shown this once')
  const after = await db.selectFrom('members').selectAll().where('id', '=', sam.id).executeTakeFirstOrThrow()
  t.not(after.password_hash, before.password_hash)
  t.notOk(after.totp_sealed.equals(before.totp_sealed))
  t.equal((await hers.get('/team/you')).headers.location, '/team/sign-in')
})

t.test('a member changes their password and phone, and is signed out everywhere else', async (t) => {
  const lea = await join('Lea', ['lead'])
  const other = await as(lea.id)
  const here = await as(lea.id)
  const current = 'lanterns over the canal'
  const own = 'otters in the reservoir'
  const wrong = await here.post('/team/you/password', { current: 'something else entirely', password: own, again: own })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'not your password now')
  t.equal((await here.post('/team/you/password', { current, password: own, again: 'otters' })).statusCode, 422)
  t.equal(
    (await here.post('/team/you/password', { current, password: 'rotherham2026', again: 'rotherham2026' })).statusCode,
    422,
  )
  t.equal((await here.post('/team/you/password', { current, password: current, again: current })).statusCode, 422)
  t.equal((await other.get('/team/you')).statusCode, 200, 'nothing has changed yet')
  const done = await here.post('/team/you/password', { current, password: own, again: own })
  t.equal(done.statusCode, 303)
  t.equal((await other.get('/team/you')).statusCode, 303, 'the other session is over')
  t.equal((await here.get('/team/you')).statusCode, 303, 'and this one goes on under a new id')

  const phone = await as(lea.id)
  const page = await phone.get('/team/you')
  const secret = /name="secret" value="([A-Z2-7]{32})"/.exec(page.body)?.[1] ?? ''
  const code = await generate({ secret, epoch: site.now().getTime() / 1000 })
  const bad = await phone.post('/team/you/phone', { secret, phone_current: own, code: '000000' })
  t.equal(bad.statusCode, 422)
  t.match(bad.body, secret, 'the secret on the phone already stays the one to try')
  t.equal((await phone.post('/team/you/phone', { secret: 'A', phone_current: own, code })).statusCode, 422)
  t.equal((await phone.post('/team/you/phone', { secret, phone_current: own, code })).statusCode, 303)
})

t.test('an address that names no member is not found', async (t) => {
  const browser = await as(ada.id)
  for (const id of ['nobody', "'; drop table members --", '00000000-0000-4000-8000-000000000000']) {
    t.equal((await browser.get(`/team/members/${encodeURIComponent(id)}`)).statusCode, 404)
  }
})

t.test('a password is long and not one of the first guesses; anything else goes', (t) => {
  const owner = { name: 'Ruth Hale', email: 'ruth.hale@example.org' }
  const refused = [
    ...['short', 'elevenchars', 'password1234', 'P@ssw0rd1234', 'Rotherham2026!', 'heardheardheard', 'qwertyuiop123'],
    ...[
      '123456789012',
      '112233445566',
      'aaaaaaaaaaaaaa',
      'abcabcabcabc',
      'ruthhale2026',
      'hale.ruth.1985',
      'iloveyou2026!!',
    ],
    ...['correct horse battery staple', 'Safeguarding-2026', 'x'.repeat(201)],
  ]
  for (const password of refused) t.ok(problemWithPassword(password, owner), password)
  const taken = [
    'otters in the reservoir',
    'lanterns over the canal',
    '739204715863',
    'ęŧıłþœæßðđ ŋ',
    'кот спит на окне',
    'k7-Lq!pw0xZt',
  ]
  for (const password of taken) t.notOk(problemWithPassword(password, owner), password)
  t.end()
})

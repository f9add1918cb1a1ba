import { generate } from 'otplib'
import t from 'tap'
import { addMember } from '../../src/team/joining.ts'
import { giveNewSignIn } from '../../src/team/new-sign-in.ts'
import { hashPassword } from '../../src/team/password.ts'
import { makeQueue } from '../../src/team/queue.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTeamRoom } from '../fixtures/team-room.ts'

// Passwords are slow to hash, on purpose.
t.setTimeout(120_000)
const { db, site, server, pass, close } = await openTeamRoom()
t.teardown(close)
const { keys } = site
const password = 'lanterns over the canal'
const ruth = await addMember(
  db,
  keys,
  { name: 'Ruth', email: 'Ruth@example.org', roles: ['reader'], password },
  null,
  site.now(),
)

const code = (secret = ruth.totpSecret) => generate({ secret, epoch: site.now().getTime() / 1000 })
const formToken = async () => formTokenFrom((await server.inject('/team/sign-in')).body)

async function trySignIn(typed: { email?: string; password?: string; code?: string; cookie?: string } = {}) {
  const fields = { form_token: await formToken(), email: 'ruth@example.org', password, code: await code(), ...typed }
  return postForm(server, '/team/sign-in', fields, typed.cookie ? { cookie: typed.cookie } : {})
}

const cookieOf = (reply: Awaited<ReturnType<typeof trySignIn>>) => {
  const cookie = reply.cookies.find(({ name }) => name === 'team')
  return cookie ? `team=${encodeURIComponent(cookie.value)}` : ''
}
const opens = async (cookie: string) =>
  (await server.inject({ url: '/team/you', headers: { cookie } })).statusCode === 200

t.afterEach(() => pass(1))

t.test('a member signs in with password and code, and stays signed in', async (t) => {
  const page = await server.inject('/team/sign-in')
  t.equal(page.statusCode, 200)
  t.match(page.body, 'Sign in')
  t.equal(page.cookies.length, 0, 'looking at the form sets no cookie')
  const reply = await trySignIn({ email: '  RUTH@example.org ' })
  t.equal(reply.statusCode, 303)
  t.equal(reply.headers.location, '/team')
  const cookie = reply.cookies[0]
  t.match(cookie, { httpOnly: true, sameSite: 'Strict', path: '/' })
  t.ok(await opens(cookieOf(reply)))
  const first = await server.inject({ url: '/team', headers: { cookie: cookieOf(reply) } })
  t.equal(first.headers.location, '/team/reading', 'the first place that a reader may see')
})

t.test('a wrong email address, password or code gives one and the same page', async (t) => {
  const answers = [
    await trySignIn({ email: 'nobody@example.org' }),
    await trySignIn({ password: 'lanterns over the bridge' }),
    await trySignIn({ code: '000000' }),
    await trySignIn({ code: 'not a code' }),
    await trySignIn({ password: '' }),
  ]
  const pages = answers.map(({ body }) => body.replace(/value="[^"]*"/g, ''))
  t.same(new Set(answers.map(({ statusCode }) => statusCode)), new Set([422]))
  t.equal(new Set(pages).size, 1)
  t.equal(pages[0]?.split('do not fit together').length, 2, 'said once, beside no box')
  t.notMatch(answers[1]?.body ?? '', 'lanterns', 'a password never comes back in a page')
  t.equal(answers.flatMap(({ cookies }) => cookies).length, 0)
})

t.test('an unknown address takes as long as a known one', async (t) => {
  const took = async (email: string) => {
    const from = performance.now()
    await trySignIn({ email, password: 'wrong every time' })
    return performance.now() - from
  }
  const middle = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  const known: number[] = []
  const unknown: number[] = []
  for (let round = 0; round < 7; round += 1) {
    known.push(await took('ruth@example.org'))
    unknown.push(await took('nobody@example.org'))
  }
  t.ok(middle(unknown) > middle(known) / 2, `${middle(unknown)} against ${middle(known)} ms`)
})

t.test('a code works once, also for two who send it at the same moment', async (t) => {
  const now = await code()
  const both = await Promise.all([trySignIn({ code: now }), trySignIn({ code: now })])
  t.same(both.map(({ statusCode }) => statusCode).sort(), [303, 422])
  t.equal((await trySignIn({ code: now })).statusCode, 422)
})

t.test('the code of the half minute before and after is accepted, no other', async (t) => {
  const epoch = site.now().getTime() / 1000
  const at = (seconds: number) => generate({ secret: ruth.totpSecret, epoch: epoch + seconds })
  t.equal((await trySignIn({ code: await at(-90) })).statusCode, 422)
  t.equal((await trySignIn({ code: await at(90) })).statusCode, 422)
  t.equal((await trySignIn({ code: await at(-30) })).statusCode, 303)
  t.equal((await trySignIn({ code: await at(30) })).statusCode, 303)
  t.equal((await trySignIn({ code: await at(0) })).statusCode, 422, 'an earlier code than the last is not accepted')
  pass(2)
})

t.test('the session id changes at sign-in, and an id planted beforehand stays nobody', async (t) => {
  const first = cookieOf(await trySignIn())
  pass(1)
  const second = cookieOf(await trySignIn({ cookie: first }))
  t.not(first, second)
  t.ok(await opens(second))
  t.notOk(await opens(first), 'the old id is dead on the server')
  pass(1)
  const planted = 'team=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbb'
  const third = cookieOf(await trySignIn({ cookie: planted }))
  t.not(third, planted)
  t.notOk(await opens(planted))
})

t.test('fifteen quiet minutes end a session; a busy one lasts eight hours', async (t) => {
  const quiet = cookieOf(await trySignIn())
  pass(14)
  t.ok(await opens(quiet), 'used in time, it goes on')
  pass(14)
  t.ok(await opens(quiet))
  pass(16)
  t.notOk(await opens(quiet))

  const busy = cookieOf(await trySignIn())
  for (let minutes = 0; minutes < 470; minutes += 10) {
    pass(10)
    await opens(busy)
  }
  t.ok(await opens(busy), 'seven hours and fifty minutes')
  pass(9)
  t.ok(await opens(busy))
  pass(2)
  t.notOk(await opens(busy), 'eight hours are over')
  const left = await db.selectFrom('sessions').selectAll().where('member_id', '=', ruth.id).execute()
  t.notOk(
    left.some(({ expires_at }) => expires_at > new Date(site.now().getTime() + 14.5 * 60_000)),
    'and its row is gone',
  )
})

t.test('signing out ends the session on the server and takes the cookie away', async (t) => {
  const cookie = cookieOf(await trySignIn())
  const token = formTokenFrom((await server.inject({ url: '/team/you', headers: { cookie } })).body)
  const refused = await postForm(server, '/team/sign-out', { form_token: 'made up' }, { cookie })
  t.equal(refused.statusCode, 403, 'not without our own form')
  t.ok(await opens(cookie))
  const reply = await postForm(server, '/team/sign-out', { form_token: token }, { cookie })
  t.equal(reply.headers.location, '/team/sign-in')
  t.equal(reply.cookies[0]?.value, '')
  t.notOk(await opens(cookie), 'the same cookie, sent again, is nobody')
})

t.test('a form from another site, or without our token, does not sign in', async (t) => {
  const fields = { email: 'ruth@example.org', password, code: await code() }
  t.equal((await postForm(server, '/team/sign-in', fields)).statusCode, 403)
  const token = await formToken()
  const elsewhere = { 'sec-fetch-site': 'cross-site' }
  t.equal((await postForm(server, '/team/sign-in', { ...fields, form_token: token }, elsewhere)).statusCode, 403)
})

t.test('a crowd at the door waits in line, and who stands behind the line is asked to come back', async (t) => {
  const token = await formToken()
  const fields = { form_token: token, email: 'ruth@example.org', password: 'wrong every time', code: '123456' }
  const crowd = await Promise.all(Array.from({ length: 30 }, () => postForm(server, '/team/sign-in', fields)))
  const count = (code: number) => crowd.filter(({ statusCode }) => statusCode === code).length
  t.equal(count(422) + count(429), 30)
  t.ok(count(422) >= 22, 'two at once and twenty in line')
  t.equal((await trySignIn()).statusCode, 303, 'and the right one comes in straight after: nobody is locked out')
})

t.test('of twenty-three at once, two are served, twenty wait their turn and one is sent away', async (t) => {
  const inTurn = makeQueue(2, 20)
  const begun: number[] = []
  const finish: (() => void)[] = []
  const work = (name: number) =>
    inTurn(() => {
      begun.push(name)
      return new Promise<void>((resolve) => finish.push(resolve))
    })
  const all = Array.from({ length: 22 }, (_, name) => work(name))
  await t.rejects(work(22), { name: 'TooMany' })
  t.same(begun, [0, 1])
  for (let done = 0; done < 22; done += 1) {
    finish[done]?.()
    await all[done]
    await new Promise(setImmediate)
    t.equal(begun.length, Math.min(done + 3, 22), 'never more than two')
  }
  t.same(
    begun,
    [...begun].sort((a, b) => a - b),
    'first come, first served',
  )
  await t.rejects(
    inTurn(() => Promise.reject(new Error('broken'))),
    /broken/,
  )
  const after = work(23)
  finish.at(-1)?.()
  await t.resolves(after, 'something that fails gives its place back')
})

t.test('a password hashed with older costs is hashed again at sign-in', async (t) => {
  const now = await hashPassword(password)
  const { argon2Sync, randomBytes } = await import('node:crypto')
  const salt = randomBytes(16)
  const tag = argon2Sync('argon2id', {
    message: password,
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 19456,
    passes: 2,
  })
  const plain = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  const old = `$argon2id$v=19$m=19456,t=2,p=1$${plain(salt)}$${plain(tag)}`
  await db.updateTable('members').set({ password_hash: old }).where('id', '=', ruth.id).execute()
  t.equal((await trySignIn()).statusCode, 303)
  const { password_hash } = await db
    .selectFrom('members')
    .select('password_hash')
    .where('id', '=', ruth.id)
    .executeTakeFirstOrThrow()
  t.equal(password_hash.split('$')[3], now.split('$')[3])
  pass(1)
  t.equal((await trySignIn()).statusCode, 303, 'and still the same password')
})

t.test('one click lets nobody in outside the demonstration', async (t) => {
  t.notMatch((await server.inject('/team/sign-in')).body, 'one click')
  await db.updateTable('members').set({ demonstration: true }).where('id', '=', ruth.id).execute()
  const fields = { form_token: await formToken(), member: ruth.id }
  t.equal((await postForm(server, '/team/sign-in/demonstration', fields)).statusCode, 404)
})

t.test('a first password opens only the page to choose another, and for a week', async (t) => {
  const given = await giveNewSignIn(db, keys, ruth.id, null, site.now())
  const reply = await trySignIn({ password: given.password, code: await code(given.totpSecret) })
  t.equal(reply.headers.location, '/team/you')
  const cookie = cookieOf(reply)
  const elsewhere = await server.inject({ url: '/team', headers: { cookie } })
  t.equal(elsewhere.headers.location, '/team/you')
  const page = await server.inject({ url: '/team/you', headers: { cookie } })
  t.match(page.body, 'Choose your own password')
  const own = 'otters in the reservoir'
  const form = { form_token: formTokenFrom(page.body), current: given.password, password: own, again: own }
  const changed = await postForm(server, '/team/you/password', form, { cookie })
  t.equal(changed.statusCode, 303)
  const next = await server.inject({ url: '/team', headers: { cookie: cookieOf(changed as never) } })
  t.equal(next.headers.location, '/team/reading')
  pass(1)
  t.equal((await trySignIn({ password: given.password, code: await code(given.totpSecret) })).statusCode, 422)
  t.equal((await trySignIn({ password: own, code: await code(given.totpSecret) })).statusCode, 303)

  const late = await giveNewSignIn(db, keys, ruth.id, null, site.now())
  pass(7 * 24 * 60 + 1)
  t.equal((await trySignIn({ password: late.password, code: await code(late.totpSecret) })).statusCode, 422)
})

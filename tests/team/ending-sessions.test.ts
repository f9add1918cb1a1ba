import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SessionStore } from '@fastify/session'
import t from 'tap'
import { endSessionsOf, sessionStore } from '../../src/db/session-store.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { db, cast } = site
t.teardown(() => site.close())

const sessionsOf = (memberId: string) =>
  db.selectFrom('sessions').select('kind').where('member_id', '=', memberId).execute()

t.test('a session that was ended does not come back with a request that was under way', async (t) => {
  const store = sessionStore(db, 'team', site.site.now)
  const call = (name: 'get' | 'set', ...rest: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const done = (error: unknown, found: unknown) => (error ? reject(error) : resolve(found))
      ;(store[name] as (...all: unknown[]) => void).call(store as SessionStore, ...rest, done)
    })
  const sid = randomUUID()
  await call('set', sid, { cookie: { originalMaxAge: 60_000 }, memberId: cast.leah.id })
  const underWay = await call('get', sid)
  await call('set', sid, underWay)
  t.equal((await sessionsOf(cast.leah.id)).length, 1, 'while it lasts it is kept up')
  await endSessionsOf(db, cast.leah.id)
  await call('set', sid, underWay)
  t.same(await sessionsOf(cast.leah.id), [])
  t.equal(await call('get', sid), null)
})

t.test('nor on a page', async (t) => {
  for (let turn = 0; turn < 12; turn += 1) {
    const leah = await site.as('leah')
    const page = leah.get('/team/board')
    await sleep(2 + turn * 2)
    await endSessionsOf(db, cast.leah.id)
    await page
    t.equal((await leah.get('/team/board')).headers.location, '/team/sign-in')
  }
})

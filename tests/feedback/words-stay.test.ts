import { EventEmitter } from 'node:events'
import t from 'tap'
import type { Db } from '../../src/db/open.ts'
import { sessionStore } from '../../src/db/session-store.ts'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'

// What somebody types on the pages that their key opened stays theirs while the database is away.

const site = await openTestSite()
const { server } = site
t.teardown(() => site.close().catch(() => {}))

const long = `${'I waited and nobody came. '.repeat(760)}<b>“end”</b> \u062f\u06cc\u0631`
const { key, sent } = await givenWithKey(site, { 'w.should-change': 'x' })
const visit = await visitWith(site, key)
const forms = new Map<string, string>()
for (const url of ['/back/more', '/back/contact']) forms.set(url, (await visit.get(url)).body)
const hidden = (url: string) => ({
  form_token: formTokenFrom(forms.get(url) ?? ''),
  form: visit.markOn(forms.get(url) ?? ''),
})
const { cookie } = visit

t.test('a store that cannot be reached opens a visit that says so, and a member’s session fails', async (t) => {
  const away = new Proxy({} as Db, {
    get: () => () => {
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
    },
  })
  const ask = (kind: 'visit' | 'team') =>
    new Promise<[unknown, unknown]>((resolve) =>
      sessionStore(away, kind, () => new Date()).get('x', (error, found) => resolve([error, found])),
    )
  t.match(await ask('visit'), [null, { trouble: { message: 'gone' } }])
  t.match(await ask('team'), [{ message: 'gone' }, undefined])
  t.ok(sessionStore(away, 'visit', () => new Date()) instanceof EventEmitter)
})

t.test('20,000 characters come back byte for byte when they cannot be saved', async (t) => {
  await site.db.destroy()
  const more = { ...hidden('/back/more'), words: long, unsafe: 'yes' }
  const answer = await postForm(server, '/back/more', more, { cookie })
  t.equal(answer.statusCode, 503)
  t.match(answer.body, 'We could not save it. Your words are still here.')
  t.same(typedOn(answer.body), [long])
  t.match(answer.body, `name="form" value="${more.form}"`, 'trying again keeps it once')
  t.match(answer.body, 'name="unsafe" value="yes"')
  t.match(answer.body, 'action="/back/more"')
  t.equal(answer.headers['set-cookie'], undefined)

  const wish = { how: 'call', contact: '07700 900 1', safe: ['message', 'name'], times: '', avoid: 'My brother' }
  const reach = await postForm(server, '/back/contact', { ...hidden('/back/contact'), ...wish }, { cookie })
  t.equal(reach.statusCode, 503)
  t.same(typedOn(reach.body), ['07700 900 1', 'My brother'])
  t.equal(reach.body.match(/name="safe"/g)?.length, 2)

  const atOnce = { form_token: formTokenFrom(sent.body), set: 'adult', form: 'x', ...wish }
  const justSent = await postForm(server, '/say/reach/send', atOnce)
  t.equal(justSent.statusCode, 503)
  t.same(typedOn(justSent.body), ['07700 900 1', 'My brother'])

  const back = await server.inject({ url: '/back' })
  const again = { form_token: formTokenFrom(back.body), key, words: long }
  t.same(typedOn((await postForm(server, '/back', again)).body), [long], 'also while the key is typed again')
})

t.test('everything else says that we are away, and leaving quickly still leaves', async (t) => {
  for (const url of ['/back/way', '/back/more', '/back/take-back']) {
    const answer = await server.inject({ url, headers: { cookie } })
    t.ok(answer.statusCode >= 500, url)
    t.match(answer.body, 'tel:999')
  }
  t.equal((await server.inject({ url: '/leave', headers: { cookie } })).statusCode, 303)
})

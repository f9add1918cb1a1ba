import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server } = site
t.teardown(() => site.close())

async function visit() {
  const sent = await give(server, 'adult', { 'w.should-change': 'Ring back.' })
  return comeBack(server, keyOn(sent.body))
}

const gone = /^visit=;.*Max-Age=0/

t.test('closing the page takes the cookie away, from every browser', async (t) => {
  const { cookie, page } = await visit()
  const closed = await postForm(server, '/back/close', { form_token: formTokenFrom(page.body) }, { cookie })
  t.match(closed.headers['set-cookie'], gone)
})

t.test('leaving quickly takes it away too, and brings none to anybody else', async (t) => {
  const { cookie } = await visit()
  t.match((await server.inject({ url: '/leave', headers: { cookie } })).headers['set-cookie'], gone)
  t.equal((await server.inject({ url: '/leave' })).headers['set-cookie'], undefined)
})

t.test('whoever has no visit is sent to our own page, whatever host they asked for', async (t) => {
  await site.listen()
  const { port } = server.server.address() as AddressInfo
  for (const [path, home] of [
    ['/back/way', '/back'],
    ['http://elsewhere.example/back/way', '/back'],
    ['http://elsewhere.example/easy/back/take-back', '/easy/back'],
  ] as const) {
    const location = await new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path }, (answer) => {
        answer.resume()
        resolve(answer.headers.location)
      })
      sent.on('error', reject).end()
    })
    t.equal(location, home, path)
  }
})

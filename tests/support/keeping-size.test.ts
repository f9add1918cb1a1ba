import t from 'tap'
import { listDirectory } from '../../src/support/option.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { insertServices, varied } from './many-services.ts'
import { addMember, openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
t.setTimeout(120_000)
const { server, db, site } = room
const ed = await browserOf(server, db, site, await addMember(room, 'Ed', ['directory editor']))
await insertServices(db, varied(await listDirectory(db), 4_935, 7))

t.test('with 5,000 entries every page of the team answers, short enough to be read, and finds by name', async (t) => {
  await ed.get('/team/directory')
  const pages = [
    '',
    '?show=overdue',
    '?q=samaritans',
    '?show=hidden&page=20',
    '/tasks',
    '/call-sheet',
    '/kooth',
    '/kooth/edit',
  ]
  for (const page of pages) {
    const from = performance.now()
    const { statusCode, body } = await ed.get(`/team/directory${page}`)
    const ms = Math.round(performance.now() - from)
    t.equal(statusCode, 200, `${page} ${ms} ms ${Math.round(body.length / 1000)} kB`)
    t.ok(body.length < 250_000, `${page} ${body.length} bytes`)
    t.ok(ms < 3_000, `${page} ${ms} ms`)
  }
  t.match(readable((await ed.get('/team/directory')).body), '5000 of 5000 entries, page 1 of 100')
  t.match(readable((await ed.get('/team/directory/tasks?page=2')).body), 'Page 1 Page 3')
  t.match(readable((await ed.get('/team/directory/call-sheet')).body), /And \d+ more\./)
})

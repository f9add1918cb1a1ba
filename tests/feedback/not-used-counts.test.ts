import { randomUUID } from 'node:crypto'
import t from 'tap'
import { countUnused, listUnused } from '../../src/feedback/reading/unused-list.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, cast, server } = site
const period = { key: '2026-11-01', from: '2026-11-01', until: '2027-01-01' }

async function unused(reason: string, times: number) {
  for (let n = 0; n < times; n += 1) {
    await give(server, '11-17', { 'w.should-change': `words ${randomUUID()}`, 't.words-permission': 'better' })
    await db
      .updateTable('readings')
      .set({ state: 'not used', not_used: reason, due_at: null, second_on: '2026-11-23' })
      .where('state', '=', 'waiting')
      .execute()
  }
}

t.test('what was left unused is counted with its reasons, and a few look like nobody', async (t) => {
  t.same(await countUnused(db, period), { all: { kind: 'band' }, reasons: [] })
  await unused('a joke', 9)
  t.same(await countUnused(db, period), { all: { kind: 'band' }, reasons: [] }, 'a few look like none')
  await unused('advertising', 12)
  const { all, reasons } = await countUnused(db, period)
  t.same(all, { kind: 'about', n: 20 })
  t.same(reasons, [{ reason: 'It is advertising, or made by a machine', people: { kind: 'about', n: 10 } }])
  t.same((await countUnused(db, { ...period, from: '2026-12-01' })).all, { kind: 'band' })
})

t.test('a reader finds it again, without its words, and can think again', async (t) => {
  const listed = await listUnused(db, cast.ruth.id)
  t.equal(listed.length, 20, 'the newest twenty')
  const ruth = await site.as('ruth')
  t.match((await ruth.get('/team/reading')).body, 'Left unused lately')
  const [one] = listed
  t.equal((await ruth.post(`/team/reading/${one?.ref}/use-after-all`)).statusCode, 303)
  t.notOk((await listUnused(db, cast.ruth.id)).some(({ ref }) => ref === one?.ref))
})

import { randomUUID } from 'node:crypto'
import t from 'tap'
import { countUnused, listUnused } from '../../src/feedback/reading/unused-list.ts'
import { gatherTables } from '../../src/summaries/releases/gathering.ts'
import { protect } from '../../src/summaries/releases/protecting.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, cast, server } = site
const period = { kind: 'period' as const, key: '2026-11', from: '2026-11-01', until: '2027-01-01' }

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

/** As a release shows it. */
async function released() {
  const made = protect(await gatherTables(db, period), period, [])
  const table = made.ok ? made.tables.find(({ key }) => key === 'unused') : undefined
  return { base: table?.base, rows: table?.rows.map(({ cells }) => cells[0]?.kind) }
}

t.test('what was left unused is released with its reasons, and a few look like nobody', async (t) => {
  const nothing = await released()
  t.same(nothing.base, { kind: 'band' })
  await unused('a joke', 9)
  t.same(await released(), nothing, 'a few look like none')
  await unused('advertising', 12)
  t.same((await released()).base, { kind: 'about', n: 20 })
  const counts = await countUnused(db, period)
  t.equal(counts.find(({ key }) => key === 'a joke')?.people, 9)
  t.equal(counts.find(({ key }) => key === 'advertising')?.people, 12)
  t.ok((await countUnused(db, { ...period, from: '2026-12-01' })).every(({ people }) => people === 0))
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

import t from 'tap'
import { compareWithNames } from '../../src/feedback/caring/naming.ts'
import { recuse } from '../../src/feedback/caring/passing.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { decide } from '../../src/safeguarding/deciding.ts'
import { passOnLate } from '../../src/safeguarding/duty/passing-late.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import { openTestSite } from '../fixtures/site.ts'

// The embedded database has one connection, so that nothing there is at once.
const options = testServer ? {} : { skip: 'only on PostgreSQL' }

t.test('what people decide and finish at the same moment is all kept', options, async (t) => {
  const site = await openTestSite({ freeSendings: 1000 })
  t.teardown(site.close)
  const { db, keys, cast } = site
  const now = () => site.site.now()
  const decision = { decision: 'pass-on' as const, why: 'x', child: 'yes' as const, adult: 'no' as const }
  const worry = { concern: true as const, about: 'unsafe-outside' as const, note: 'n', ownerId: cast.imran.id }
  const lost: unknown[] = []
  const done = (work: Promise<unknown>) => work.catch((error) => lost.push(error.code ?? error.name))
  const made = []
  for (let n = 0; n < 8; n += 1) {
    made.push(await givenWithKey(site, { 'w.should-change': `Imran waits ${n}` }, '11-17'))
  }
  await compareWithNames(db, keys, now())
  // Comparing the same again, beside the end of a first reading.
  for (const { id, ref } of made) {
    await db.deleteFrom('name_checks').execute()
    await db.deleteFrom('conflicts').execute()
    const compared = compareWithNames(db, keys, now(), { at: id })
    await Promise.all([
      done(compared),
      done(finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now())),
    ])
  }
  t.same(lost, [], 'finishing beside comparing')
  await db.deleteFrom('name_checks').execute()
  await db.deleteFrom('conflicts').execute()
  await db.updateTable('readings').set({ state: 'waiting', first_by: null, first_on: null, found: null }).execute()

  const concerns = []
  for (const { ref } of made) {
    await db.deleteFrom('conflicts').execute()
    const { concernRef } = await finishFirstReading(db, keys, ref, worry, 'English', cast.ruth, now())
    concerns.push({ ref, concernRef: concernRef! })
  }
  for (const { ref, concernRef } of concerns) {
    await Promise.all([
      done(recuse(db, keys, ref, cast.imran, now())),
      done(decide(db, keys, concernRef, decision, cast.ruth, now())),
      done(decide(db, keys, concernRef, decision, cast.ruth, now())),
    ])
  }
  t.same(lost, [], 'deciding beside stepping back')
  const decided = await db.selectFrom('concern_steps').select('id').where('step', '=', 'decided').execute()
  t.equal(decided.length, 2 * concerns.length)

  await db.updateTable('readings').set({ state: 'waiting', first_by: null, first_on: null }).execute()
  site.pass(60 * 24 * 6)
  for (const { ref } of made) {
    const since = { level: 0, passes_at: null, with_member: null, claimed_until: null }
    await db.updateTable('readings').set(since).execute()
    await db.deleteFrom('name_checks').execute()
    await Promise.all([
      done(passOnLate(db, keys, now())),
      done(openResponse(db, keys, ref, 'concern', cast.ruth, now())),
    ])
  }
  t.same(lost, [], 'opening beside the clock')
})

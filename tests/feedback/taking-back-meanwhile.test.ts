import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

// What the reading desk is doing at the very moment somebody takes their words back. The embedded database does one
// thing after the other by itself; PostgreSQL is where the two meet.

const site = await openTestSite()
const { server, db, keys, cast } = site
const now = site.site.now()
const { ruth, imran } = cast
t.teardown(() => site.close())

const TRIES = 24

async function given() {
  await give(server, 'adult', { 't.words-permission': 'better', 'w.should-change': 'Kelly left.' })
  return db
    .selectFrom('responses')
    .select(['id', 'ref'])
    .where('withdrawn_on', 'is', null)
    .where('has_words', '=', true)
    .executeTakeFirstOrThrow()
}

/** Both at once, the taking back a moment later or earlier each time. */
async function meanwhile(work: () => Promise<unknown>, responseId: string, turn: number) {
  const takingBack = sleep(turn % 6).then(() => withdrawFeedback(db, responseId, now))
  const [, back] = await Promise.allSettled([work(), takingBack])
  return back.status
}

t.test('taking back while a copy is being released leaves no copy', async (t) => {
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { id, ref } = await given()
    await finishFirstReading(db, keys, ref, { concern: false }, 'English', ruth, now)
    t.equal(await meanwhile(() => agreeAndRelease(db, keys, ref, imran, now), id, turn), 'fulfilled')
  }
  t.same(await db.selectFrom('released_words').select('id').execute(), [])
})

t.test('taking back while a concern is being raised leaves the concern, without a link', async (t) => {
  const concern = { concern: true as const, about: 'online' as const, note: 'A worry.', ownerId: imran.id }
  for (let turn = 0; turn < TRIES; turn += 1) {
    const { id, ref } = await given()
    const work = () => finishFirstReading(db, keys, ref, concern, 'English', ruth, now)
    t.equal(await meanwhile(work, id, turn), 'fulfilled')
  }
  t.same(await db.selectFrom('concerns').select('ref').where('response_id', 'is not', null).execute(), [])
})

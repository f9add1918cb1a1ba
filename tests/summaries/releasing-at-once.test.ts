import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import t from 'tap'
import { freezeAgain } from '../../src/summaries/releases/asking-to-freeze.ts'
import { getDraft } from '../../src/summaries/releases/draft.ts'
import { freeze } from '../../src/summaries/releases/freezing.ts'
import { everyRelease } from '../../src/summaries/releases/reading.ts'
import { prepareRelease, publishRelease, putAside } from '../../src/summaries/releases/releasing.ts'
import { addVoices, openRoom } from '../changes/room.ts'
import { testServer } from '../fixtures/fresh-database.ts'

// The embedded database has one connection, so that nothing there is at once.
const options = testServer ? {} : { skip: 'only on PostgreSQL' }

t.test('whoever comes second sees what the first has done: nothing that was put aside goes out', options, async (t) => {
  const room = await openRoom()
  t.teardown(room.close)
  const { db, cast, now, site } = room
  const { keys } = site
  const dayLater = new Date(now.getTime() + 24 * 3_600_000)
  for (const on of ['2026-05-10', '2026-07-10', '2026-09-10']) await addVoices(room, 20, { on })
  const ready = async (key: string) => {
    const prepared = await prepareRelease(db, keys, { key }, cast.ruth, now)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
    t.match(await freeze(db, prepared.draftId, now), { state: 'ready' })
    return prepared.draftId
  }
  /** Until so many wait for a lock. */
  const waiting = async (many: number) => {
    for (let looks = 0; looks < 200; looks += 1) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where not granted`.execute(db)
      if ((rows[0]?.n ?? 0) >= many) return
      await wait(20)
    }
  }
  /** Lets nobody write where a lock is, until both are on their way. */
  const behind = async <A, B>(lock: ReturnType<typeof sql>, first: () => Promise<A>, second: () => Promise<B>) => {
    const all: { first?: Promise<A>; second?: Promise<B> } = {}
    await db.transaction().execute(async (trx) => {
      await lock.execute(trx)
      all.first = first()
      await waiting(1)
      all.second = second()
      await waiting(2)
    })
    return [await all.first!, await all.second!] as const
  }
  const noReleases = sql`lock table released.releases in share mode`
  const log = async (recordId: string) => {
    const entries = db.selectFrom('audit_entries').select('action').where('record_id', '=', recordId)
    return (await entries.execute()).map(({ action }) => action)
  }

  const one = await ready('2026-07')
  const publish = (id: string) => publishRelease(db, keys, id, cast.noor, dayLater)
  const [published] = await behind(
    noReleases,
    () => publish(one),
    () => putAside(db, keys, one, cast.ruth, dayLater),
  )
  t.same(published, { ok: true, number: 1 })
  t.match(await getDraft(db, one), { state: 'published' })
  t.same(await log(one), ['release: prepared', 'release: published'], 'who came second put nothing aside')

  const two = await ready('2026-09')
  const [, late] = await behind(
    sql`select 1 from release_drafts where id = ${two} for update`,
    () => putAside(db, keys, two, cast.ruth, dayLater),
    () => publish(two),
  )
  t.match(late, { ok: false, problems: { all: /not ready/ } })
  t.match(await getDraft(db, two), { state: 'put aside', content: null })

  const three = await ready('2026-05')
  const [out, again] = await behind(
    noReleases,
    () => publish(three),
    () => freezeAgain(db, keys, three, cast.ruth, dayLater),
  )
  t.same(out, { ok: true, number: 2 })
  t.match(again, { ok: false, problems: { all: /was published/ } })
  t.match(await getDraft(db, three), { state: 'published', number: 2 })
  t.equal((await everyRelease(db)).length, 2)
})

t.test('two who freeze the same draft at once freeze it once', options, async (t) => {
  const room = await openRoom()
  t.teardown(room.close)
  const { db, cast, now, site } = room
  await addVoices(room, 20, { on: '2026-07-10' })
  const prepared = await prepareRelease(db, site.keys, { key: '2026-07' }, cast.ruth, now)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems))
  const { draftId } = prepared
  const both = await Promise.all([freeze(db, draftId, now), freeze(db, draftId, now)])
  t.match(both, [{ state: 'ready' }, { state: 'ready' }])
  await putAside(db, site.keys, draftId, cast.ruth, now)
  t.match(await getDraft(db, draftId), { state: 'put aside', content: null })
  await t.rejects(freeze(db, draftId, now), /published or put aside/)
})

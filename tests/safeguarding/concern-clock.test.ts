import t from 'tap'
import { acknowledge } from '../../src/safeguarding/answer.ts'
import { chaseAnswers } from '../../src/safeguarding/chasing.ts'
import { proposeClosing } from '../../src/safeguarding/closing.ts'
import { decide, passOn } from '../../src/safeguarding/deciding.ts'
import { passOnLate } from '../../src/safeguarding/duty/passing-late.ts'
import { handOver } from '../../src/safeguarding/handing-over.ts'
import { openTestSite } from '../fixtures/site.ts'
import { raisedFrom } from './room.ts'

const site = await openTestSite()
const { db, keys, cast } = site
const now = site.site.now
t.teardown(() => site.close())
const concernOf = (id: string) =>
  db.selectFrom('concerns').select(['level', 'owner_id']).where('id', '=', id).executeTakeFirstOrThrow()
const told = async (id: string) =>
  (await db.selectFrom('alerts').select('id').where('member_id', '=', id).execute()).length
const why = 'Nobody is at risk.'
const decided = { decision: 'nowhere' as const, why, child: 'no' as const, adult: 'no' as const }

t.test('one person alone stops no clock: not with nowhere, nor with a place and no decision', async (t) => {
  const [nowhere, undecided, both] = [await raisedFrom(site), await raisedFrom(site), await raisedFrom(site)]
  const imran = cast.imran
  await decide(db, keys, nowhere.ref, decided, imran, now())
  await passOn(db, keys, nowhere.ref, { destination: 'none', tell: null, why }, imran, now())
  await passOn(db, keys, undecided.ref, { destination: 'mash', tell: null }, imran, now())
  await acknowledge(db, keys, undecided.ref, undefined, imran, now())
  await decide(db, keys, both.ref, { ...decided, decision: 'pass-on' }, imran, now())
  await passOn(db, keys, both.ref, { destination: 'mash', tell: null }, imran, now())
  site.pass(5 * 60)
  await passOnLate(db, keys, now())
  t.equal((await concernOf(nowhere.id)).level, 1)
  t.equal((await concernOf(undecided.id)).level, 1)
  t.equal((await concernOf(both.id)).level, 0)
})

t.test('closing that a second person does not answer is told at once and chased', async (t) => {
  const one = await raisedFrom(site)
  await decide(db, keys, one.ref, { ...decided, decision: 'pass-on' }, cast.imran, now())
  await passOn(db, keys, one.ref, { destination: 'mash', tell: null }, cast.imran, now())
  await acknowledge(db, keys, one.ref, undefined, cast.imran, now())
  const before = await told(cast.ruth.id)
  const ending = { reason: 'taken-on' as const, outcome: 'A plan.', toldWriter: null }
  await proposeClosing(db, keys, one.ref, ending, cast.imran, now())
  t.equal(await told(cast.ruth.id), before + 1)
  site.pass(2 * 24 * 60)
  await chaseAnswers(db, keys, undefined, now())
  t.ok((await told(cast.ruth.id)) > before + 1, 'the other, not whoever proposed it')
})

t.test('each time it is handed to somebody they are told; whoever leaves leaves it to another', async (t) => {
  const one = await raisedFrom(site)
  const before = await told(cast.imran.id)
  await handOver(db, keys, one.ref, cast.ruth.id, cast.imran, now())
  await handOver(db, keys, one.ref, cast.imran.id, cast.ruth, now())
  await handOver(db, keys, one.ref, cast.ruth.id, cast.imran, now())
  await handOver(db, keys, one.ref, cast.imran.id, cast.ruth, now())
  t.equal(await told(cast.imran.id), before + 2)
  await db.updateTable('members').set({ left_on: '2026-11-24' }).where('id', '=', cast.imran.id).execute()
  await passOnLate(db, keys, now())
  t.not((await concernOf(one.id)).owner_id, cast.imran.id)
})

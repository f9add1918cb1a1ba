import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { nameOwner } from '../../src/changes/escalating/moving.ts'
import { askForDecisions } from '../../src/changes/escalating/opening.ts'
import { passUp, passUpLate } from '../../src/changes/escalating/rising.ts'
import { undecidedFor } from '../../src/changes/escalating/undecided.ts'
import { getWait, listWaits, stepsOf } from '../../src/changes/escalating/wait.ts'
import { findPeriod } from '../../src/period.ts'
import { NotAllowed } from '../../src/refusals.ts'
import { readReleased } from '../../src/summaries/releases/reading.ts'
import type { Undecided } from '../../src/summaries/releases/release.ts'
import { openTestSite } from '../fixtures/site.ts'
import { addVoices, goodbye, type Room } from './room.ts'

const stage = await openTestSite()
const { db, keys, cast } = stage
t.teardown(() => stage.close())
const room = stage as unknown as Room
const at = (day: string) => new Date(`${day}T10:00:00Z`)
const september = findPeriod('2026-09')!
const november = findPeriod('2026-11')!
const ENDINGS = 'continuity-and-endings'
const WAITING = 'waiting-and-timing'
const POLICE = 'police-and-courts'

await addVoices(room, 10, { theme: ENDINGS, on: '2026-09-15' })
await addVoices(room, 9, { theme: WAITING, on: '2026-09-15' })
await addVoices(room, 12, { theme: POLICE, on: '2026-10-20' })
const planned = { ...goodbye, themeKey: POLICE, dueOn: '2027-03-01' }
t.ok((await decideOnTheme(db, keys, planned, cast.leah, at('2026-10-25'))).ok)

const waiting = async () => (await listWaits(db)).map((one) => [one.themeKey, one.level, one.dueOn])

t.test('a theme that ten people spoke of has a day by which it is decided', async (t) => {
  t.equal(await askForDecisions(db, keys, 60, at('2026-11-10')), 0, 'not before reading and theming had their time')
  t.equal(await askForDecisions(db, keys, 60, at('2026-11-15')), 1)
  t.same(await waiting(), [[ENDINGS, 'lead', '2026-12-31']], 'not of nine people, and not where a plan is on its way')
  await addVoices(room, 1, { theme: WAITING, on: '2026-09-16' })
  t.equal(
    await askForDecisions(db, keys, 60, at('2026-11-16')),
    0,
    'a period is counted once: nobody sees a tenth come',
  )
  const both = [1, 2].map(() => askForDecisions(db, keys, 60, at('2026-11-17')))
  t.same(await Promise.all(both), [0, 0])
})

t.test('only a lead moves the day, with a reason that stays to be seen', async (t) => {
  const [wait] = await listWaits(db)
  const leah = await stage.as('leah')
  const path = `/team/undecided/${wait!.id}`
  const send = async (dueOn: string, why: string) => (await leah.post(`${path}/day`, { dueOn, why })).body
  t.match(await send('2027-01-20', ' '), 'Say why.')
  t.match(await send('2026-13-45', 'Because.'), 'Write the day like this')
  t.match(await send('2026-01-01', 'The panel meets later.'), 'still to come')
  t.match(await send('2026-01-01', 'The panel meets later.'), 'The panel meets later.', 'what was typed is kept')
  t.match(await send('2029-01-01', 'Later.'), 'within six months')
  t.equal(
    (await leah.post(`${path}/day`, { dueOn: '2027-01-20', why: 'The panel meets on 15 January.' })).statusCode,
    303,
  )
  t.equal(
    (await leah.post(`${path}/day`, { dueOn: '2027-01-20', why: 'The panel meets on 15 January.' })).statusCode,
    303,
  )
  t.match(await send('2027-01-20', 'x'.repeat(700)), 'at most 600')
  const { body } = await leah.get(path)
  t.match(body, 'The panel meets on 15 January.')
  t.equal((await stepsOf(db, wait!.id)).length, 2, 'and pressing twice moves it once')
  t.match((await leah.get('/team/undecided')).body, 'first it was 31 December 2026')
  t.equal((await (await stage.as('noor')).post(`${path}/day`, { dueOn: '2027-02-01', why: 'x' })).statusCode, 403)
  t.equal((await (await stage.as('bea')).get(path)).statusCode, 403)
  await nameOwner(db, keys, { id: wait!.id, owner: 'Head of practice' }, cast.leah, at('2026-11-23'))
  t.match((await leah.get('/team/undecided')).body, 'Owner: Head of practice.')
  t.match((await leah.get('/team/changes')).body, 'to be decided by 20 January 2027')
  t.match((await leah.get('/team/themes')).body, 'waits for a decision, with the lead')
  t.match((await leah.get(`/team/themes/${ENDINGS}`)).body, 'Waits for a decision with the lead')
})

t.test(
  'without a decision it rises to the Delivery Group and then to the Executive, and never comes down',
  async (t) => {
    const [wait] = await listWaits(db)
    const id = wait!.id
    t.equal(await passUpLate(db, keys, 60, at('2027-01-20')), 0, 'its day is still its day')
    t.same(
      await Promise.all([1, 2].map(() => passUpLate(db, keys, 60, at('2027-01-21')))).then((n) => n.sort()),
      [0, 1],
    )
    t.same(await waiting(), [[ENDINGS, 'delivery group', '2027-01-20']])
    t.equal(await passUpLate(db, keys, 60, at('2027-03-22')), 0)
    t.equal(await passUpLate(db, keys, 60, at('2027-09-23')), 1, 'one step, however long nobody looked')
    t.equal(await passUpLate(db, keys, 60, at('2028-09-23')), 0, 'nobody is above the Executive')
    t.match(await passUp(db, keys, { id, from: 'executive', why: 'x' }, cast.leah, 60, at('2028-09-23')), { ok: false })
    await t.rejects(
      db.updateTable('theme_waits').set({ level: 'lead' }).where('id', '=', id).execute(),
      'comes down only',
    )
    await t.rejects(db.deleteFrom('theme_wait_steps').execute(), 'only ever added')
    await t.rejects(db.deleteFrom('theme_waits').where('id', '=', id).execute(), 'until there is a decision')
    await t.rejects(passUp(db, keys, { id, from: 'executive', why: 'x' }, cast.noor, 60, at('2028-09-23')), NotAllowed)
  },
)

/** A period's release with this figure for a theme. */
async function release(number: number, period: string, theme: string, kind: 'about' | 'band', replaces?: number) {
  const { from, until } = findPeriod(period)!
  const tables = [{ key: 'themes', rows: [{ key: theme, cells: [{ kind, n: 10 }] }] }]
  const days = { from_day: from, until_day: until, frozen_on: until, published_on: until }
  await db
    .insertInto('released.releases')
    .values({
      number,
      kind: 'period',
      period,
      ...days,
      digest: '',
      content: JSON.stringify({ tables }),
      replaces: replaces ?? null,
    })
    .execute()
}

t.test('BO-4: what brought no change for two periods is undecided, with its owner and who has it', async (t) => {
  const asBoard = () => readReleased(db, (released) => undecidedFor(released as unknown as typeof db, november))
  t.same(await asBoard(), [], 'a theme without a released figure is not named: its waiting tells of ten people')
  await release(1, '2026-09', ENDINGS, 'about')
  const listed: Undecided[] = await asBoard()
  t.same(listed, [
    {
      ...{ themeKey: ENDINGS, theme: listed[0]?.theme, since: '2026-09-01', dueOn: '2027-01-20' },
      ...{ firstDueOn: '2026-12-31' },
      ...{ level: 'executive', owner: 'Head of practice' },
    },
  ])
  await release(2, '2026-09', ENDINGS, 'band', 1)
  t.same(await asBoard(), [], 'nor when a correction took the figure away')
  await release(3, '2026-09', ENDINGS, 'about', 2)
  t.equal((await asBoard()).length, 1)
})

t.test('a theme that was passed up by hand is said at once, one that the lead has after two periods', async (t) => {
  await addVoices(room, 10, { theme: WAITING, on: '2026-11-15' })
  t.equal(await askForDecisions(db, keys, 60, at('2027-01-16')), 1)
  await release(4, '2026-11', WAITING, 'about')
  const themes = async (period = november) => (await undecidedFor(db, period)).map(({ themeKey }) => themeKey)
  t.same(await themes(), [ENDINGS])
  t.same(await themes(findPeriod('2027-01')), [ENDINGS, WAITING])
  const wait = (await listWaits(db)).find(({ themeKey }) => themeKey === WAITING)!
  const wanted = { id: wait.id, from: 'lead', why: 'It needs money from two services.' }
  t.match(await passUp(db, keys, { ...wanted, why: '' }, cast.leah, 60, at('2027-01-20')), { ok: false })
  await Promise.all([1, 2].map(() => passUp(db, keys, wanted, cast.leah, 60, at('2027-01-20'))))
  t.match(await getWait(db, wait.id), { level: 'delivery group', risesOn: '2027-03-21' }, 'once, though pressed twice')
  t.same(await themes(), [ENDINGS, WAITING])
  t.same(await themes(september), [ENDINGS], 'a period before knows nothing of it')
})

t.test('a decision ends it, whatever was decided, and the way it took stays', async (t) => {
  const [wait] = await listWaits(db)
  const made = { ...goodbye, outcome: 'need more voices', dueOn: '2028-01-31' }
  const decided = await decideOnTheme(db, keys, made, cast.leah, at('2027-10-01'))
  t.ok(decided.ok)
  t.notOk((await listWaits(db)).some(({ themeKey }) => themeKey === ENDINGS))
  const steps = (await stepsOf(db, wait!.id)).map(({ step, level }) => `${step} ${level}`)
  t.same(steps.at(-1), 'decided executive')
  const { body } = await (await stage.as('leah')).get(`/team/undecided/${wait!.id}`)
  t.match(body, 'Passed up to the Executive')
  t.notMatch(body, 'Move the day')
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_entries
    where record = 'theme wait' and record_id = ${wait!.id}`.execute(db)
  t.equal(rows[0]?.n, steps.length, 'each step is in the log')
  t.equal((await (await stage.as('leah')).get(`/team/undecided/${randomUUID()}`)).statusCode, 404)
})

t.test('putting off is an answer until its day; a made change answers for a year', async (t) => {
  await addVoices(room, 10, { theme: ENDINGS, on: '2027-12-10' })
  await addVoices(room, 10, { theme: ENDINGS, on: '2028-02-10' })
  await askForDecisions(db, keys, 60, at('2028-01-20'))
  t.notOk(
    (await listWaits(db)).some(({ themeKey }) => themeKey === ENDINGS),
    'more voices are awaited until 31 January',
  )
  await askForDecisions(db, keys, 60, at('2028-03-20'))
  t.ok(
    (await listWaits(db)).some(({ themeKey }) => themeKey === ENDINGS),
    'and then it waits again',
  )
})

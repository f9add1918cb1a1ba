import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { changedHere, listPoints, pointChangeAt } from '../../src/changes/point.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { publishDecision, retractDecision } from '../../src/changes/publication.ts'
import { listOptions } from '../../src/support/directory.ts'
import { openTestSite } from '../fixtures/site.ts'
import { THEME } from '../fixtures/themed.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, keys, cast, server } = site
const now = site.site.now()
const shout = (await listOptions(db, '2026-11-23')).find(({ slug }) => slug === 'shout')!
const page = async (url: string) => readable((await server.inject({ url })).body)
/** What is the same for everybody stays on the shelf for three seconds. */
const untilFresh = () => sleep(3_100)
const sentence = 'Workers now answer texts until ten at night.'
const decided = await decideOnTheme(
  db,
  keys,
  {
    ...{
      themeKey: THEME,
      outcome: 'planned',
      title: 'Answer texts later',
      owner: 'Team manager',
      organisation: 'A team',
    },
    ...{ dueOn: '2027-02-26', strategyPart: 'Protect', passages: [], successMeasure: 'protect-feedback' },
    ...{
      reason: 'People write at night.',
      publicSentence: 'Workers will answer texts.',
      easySentence: 'They will answer.',
      ...{ easyReason: 'People write at night.', kind: 'service' },
    },
  },
  cast.leah,
  now,
)
if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
const id = decided.id
const record = () =>
  recordPracticeChange(
    db,
    keys,
    {
      ...{ decisionId: id, whatWasDone: 'New hours.', madeOn: '2026-11-02', publicSentence: sentence },
      easySentence: 'They answer texts until ten at night.',
      ...{ shouldHear: 'Fewer people say it.', hearWay: 'fewer concerns', heardBy: '2027-05-31', whyNoPassages: '-' },
    },
    cast.leah,
    now,
  )

t.test('only a change that was made shows somewhere, and only whoever decides says where', async (t) => {
  const where = { optionId: shout.id }
  await t.rejects(pointChangeAt(db, keys, id, where, cast.leah, now), { name: 'NotFound' }, 'nothing was made yet')
  t.match(await record(), { ok: true })
  await t.rejects(pointChangeAt(db, keys, id, where, cast.noor, now), { name: 'NotAllowed' })
  await t.rejects(pointChangeAt(db, keys, id, { optionId: randomUUID() }, cast.leah, now), { name: 'NotFound' })
  await t.rejects(pointChangeAt(db, keys, id, { place: 'nowhere' }, cast.leah, now), { name: 'NotFound' })
  t.same(await listPoints(db, id), [])
})

t.test('the lead chooses on the page of the decision, twice is harmless', async (t) => {
  const lead = await site.as('leah')
  const before = await lead.get(`/team/changes/${id}`)
  t.match(before.body, 'Where on the roadmap it shows')
  for (const where of [`option ${shout.id}`, `option ${shout.id}`, 'place build', '']) {
    t.equal((await lead.post(`/team/changes/${id}/points`, { where })).statusCode, 303)
  }
  t.same(
    (await listPoints(db, id)).map(({ name, place }) => name ?? place),
    [shout.name, 'build'],
  )
  const after = readable((await lead.get(`/team/changes/${id}`)).body)
  t.match(after, /Where on the roadmap it shows.*Shout.*Take away from there.*Build your life/)
  t.equal((await (await site.as('bea')).post(`/team/changes/${id}/points`, { where: 'place safe' })).statusCode, 403)
})

t.test(
  'it shows once it is published, with its sentence and month, in its language, and goes when taken back',
  async (t) => {
    const option = `/support/option/${shout.ref}`
    t.notMatch(await page(option), 'people told us')
    await publishDecision(db, keys, id, cast.noor, now)
    await untilFresh()
    t.match(await page(option), `Changed because people told us ${sentence} Since November 2026.`)
    t.match(await page(`/easy${option}`), 'This changed because people told us They answer texts until ten at night.')
    t.match(await page('/support/place/build'), sentence)
    t.notMatch(await page('/support/place/safe'), sentence)
    t.match(await changedHere(db, { place: 'build' }), [{ sentence, madeOn: '2026-11-02' }])
    await retractDecision(db, keys, id, cast.noor, now)
    await untilFresh()
    t.notMatch(await page(option), 'people told us')
    t.notMatch(await page('/support/place/build'), sentence)
    await publishDecision(db, keys, id, cast.noor, now)
  },
)

t.test('it is taken away from a place, twice is harmless, and both are written down', async (t) => {
  const lead = await site.as('leah')
  const [first] = await listPoints(db, id)
  await lead.post(`/team/changes/${id}/points/remove`, { point: first!.id })
  await lead.post(`/team/changes/${id}/points/remove`, { point: first!.id })
  t.same(await changedHere(db, { optionId: shout.id }), [])
  t.equal((await lead.post(`/team/changes/${id}/points/remove`, { point: 'x' })).statusCode, 404)
  const actions = (await db.selectFrom('audit_entries').select('action').where('record_id', '=', id).execute()).map(
    ({ action }) => action,
  )
  t.ok(actions.includes('practice change: shown on the roadmap'))
  t.ok(actions.includes('practice change: no longer shown on the roadmap'))
})

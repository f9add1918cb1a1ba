import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { chaseAnswers } from '../../src/safeguarding/chasing.ts'
import { lookAnd } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'
import { answered, ending, proposalOn, raisedFrom, settle, stepNames } from './room.ts'

// The duty of 2026 to tell of suspected child sexual offences, from the day that a partnership says. It is Monday, ten o'clock.

const FROM = '2026-11-23'
const site = await openTestSite({ settings: { DUTY_TO_NOTIFY_FROM: FROM } })
const { db, keys, cast } = site
t.teardown(() => site.close())
const asked = 'Is a child sexual offence suspected?'
const told = { body: 'police', notified_who: 'Imran, by telephone', notified_day: FROM, notified_time: '09:30' }

t.test('before that day nothing is asked', async (t) => {
  const quiet = await openTestSite({ settings: { DUTY_TO_NOTIFY_FROM: '2026-11-24' } })
  const imran = await quiet.as('imran')
  const { at } = await raisedFrom(quiet)
  t.notMatch((await imran.get(at)).body, 'child sexual offence')
  await answered(imran, at)
  t.equal((await imran.post(`${at}/propose-closing`, ending)).statusCode, 303)
  await quiet.close()
  t.throws(() => readConfig({ DUTY_TO_NOTIFY_FROM: '2026-02-31' }), { name: 'SettingsProblem' })
})

t.test('whoever raises a concern is asked, and may say that they are not sure', async (t) => {
  const ruth = await site.as('ruth')
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  await give(site.server, '11-17', { 'w.should-change': 'He waits outside.' })
  const all = await db.selectFrom('responses').select('ref').execute()
  const page = `/team/reading/${all.find(({ ref }) => !before.has(ref))?.ref}`
  await ruth.post(`${page}/open`, { reason: 'first reading' })
  t.match((await ruth.get(page)).body, asked)
  const worry = {
    found: 'concern',
    about: 'online',
    note: 'Somebody waits.',
    owner: cast.imran.id,
    asks_suspected: 'yes',
  }
  const silent = await lookAnd(ruth, page, 'finish', worry)
  t.equal(silent.statusCode, 422)
  t.match(silent.body, 'Choose one. You can say that you are not sure.')
  const raised = await lookAnd(ruth, page, 'finish', { ...worry, suspected: 'not-sure' })
  t.match((await ruth.get(String(raised.headers.location))).body, 'A child sexual offence: not sure')
})

t.test('one person says more, two say less, and all of it stays', async (t) => {
  const { at, id } = await raisedFrom(site)
  const [ruth, imran] = [await site.as('ruth'), await site.as('imran')]
  t.match((await imran.get(at)).body, 'Say if a child sexual offence is suspected.', 'nobody was asked yet')
  for (const suspected of ['no', 'not-sure', 'yes']) {
    t.equal((await imran.post(`${at}/suspected`, { suspected })).statusCode, 303)
  }
  const less = await ruth.post(`${at}/suspected`, { suspected: 'no' })
  t.equal(less.statusCode, 422)
  t.match(less.body, 'Saying less than before takes two people')
  t.equal((await ruth.post(`${at}/less-suspected`, { lower: 'no' })).statusCode, 422, 'and a reason')
  await ruth.post(`${at}/less-suspected`, { lower: 'no', lower_why: 'It was a film.' })
  t.match((await imran.get(at)).body, 'A child sexual offence is suspected', 'it counts until the second person agrees')
  const proposal = await proposalOn(imran, at)
  t.equal((await ruth.post(`${at}/settle-lowering`, { settle: 'agree', proposal })).statusCode, 403, 'not alone')
  t.equal((await imran.post(`${at}/settle-lowering`, { settle: 'agree', proposal: '2' })).statusCode, 403)
  const both = ['agree', 'keep'].map((say) => imran.post(`${at}/settle-lowering`, { settle: say, proposal }))
  t.same((await Promise.all(both)).map(({ statusCode }) => statusCode).sort(), [303, 403], 'one answer counts')
  const names = await stepNames(site, id)
  t.same(names.slice(0, 5), ['raised', 'suspected', 'suspected', 'suspected', 'lowering proposed'])
  t.ok(['lowered', 'not lowered'].includes(names.at(-1) ?? ''))
  t.match((await ruth.get(at)).body, /suspected\?<\/h3>.*Yes.*Less suspected: proposed/s)
})

t.test('where it is suspected somebody is told, in time, and it is not closed before', async (t) => {
  const { at, id } = await raisedFrom(site, { suspected: 'yes' })
  const [ruth, imran] = [await site.as('ruth'), await site.as('imran')]
  await answered(imran, at)
  const page = (await imran.get(at)).body
  t.match(page, 'Tell the police or the council, and write it down: a child sexual offence is suspected. 4 hours left.')
  t.match(page, 'it holds from Monday 23 November')
  t.match(page, 'a person has to have checked in the Act')
  const refused = await imran.post(`${at}/propose-closing`, ending)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'Say first who told the police or the council.')
  const bare = await imran.post(`${at}/notified`, { ...told, body: '', notified_who: '', notified_time: '25:00' })
  for (const one of ['Choose who was told.', 'Write who told them.', 'Write the time']) t.match(bare.body, one)
  const future = await imran.post(`${at}/notified`, { ...told, notified_time: '23:59' })
  t.match(future.body, 'That is still to come.')
  t.equal((await imran.post(`${at}/notified`, told)).statusCode, 303)
  t.match((await ruth.get(at)).body, /Told the police or the council<\/h3>.*The police.*Told Mon,? 23 Nov, 9:30/s)
  t.notMatch((await ruth.get(at)).body, 'Imran, by telephone', 'who did it is sealed')
  t.match((await ruth.post(`${at}/note`)).body, 'Imran, by telephone')
  await imran.post(`${at}/propose-closing`, ending)
  t.equal((await settle(ruth, at)).statusCode, 303)
  t.equal((await stepNames(site, id)).at(-1), 'closed')
})

t.test('telling waits at most seven days, and only for the child’s safety', async (t) => {
  const { at } = await raisedFrom(site, { suspected: 'yes' })
  const imran = await site.as('imran')
  const wait = { until: '2026-11-30', delay_why: 'He would hear of it while she is alone with him.', only: 'yes' }
  const long = await imran.post(`${at}/delay`, { ...wait, until: '2026-12-01' })
  t.equal(long.statusCode, 422)
  t.match(long.body, 'It can wait seven days and no longer: until Monday 30 November at the latest.')
  t.equal((await imran.post(`${at}/delay`, { ...wait, until: '2026-11-22' })).statusCode, 422, 'not in the past')
  const other = await imran.post(`${at}/delay`, { ...wait, only: '' })
  t.match(other.body, 'It may wait for the child’s safety only. Tick that it does.')
  t.match(other.body, 'He would hear of it', 'what was typed stays')
  t.equal((await imran.post(`${at}/delay`, wait)).statusCode, 303)
  t.match((await imran.get(at)).body, /Waits until Mon,? 30 Nov, 10:0/, 'seven times 24 hours, no more')
  t.equal((await imran.post(`${at}/delay`, { ...wait, until: '2026-12-02' })).statusCode, 422, 'it cannot be stretched')
  site.pass(7 * 24 * 60 + 1)
  const late = (await (await site.as('imran')).get(at)).body
  t.match(late, 'Late. Tell the police or the council')
  t.match(late, 'Late by 1 minute.')
  t.ok((await chaseAnswers(db, keys, FROM, site.site.now())) > 0, 'and whoever has it is reminded')
})

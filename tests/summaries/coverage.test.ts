import t from 'tap'
import { addToCounts } from '../../src/feedback/giving/about-you.ts'
import { findPeriod } from '../../src/period.ts'
import { countCoverage } from '../../src/summaries/coverage/counting.ts'
import { listTotals } from '../../src/summaries/coverage/referral-totals.ts'
import { addVoices, openRoom } from '../changes/room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, cast } = room
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const september = findPeriod('2026-09')!
const at = '/team/coverage/2026-09'
const say = async (n: number, askedOf: string, choices: Record<string, string>) => {
  for (let done = 0; done < n; done += 1) await addToCounts(db, { askedOf, choices }, '2026-09')
}
/** One row of a table, as it is read. */
const line = (html: string, id: string) =>
  text(new RegExp(`<tr id="g-${id}">(.*?)</tr>`, 's').exec(html)?.[1] ?? '').trim()

t.test('a lead sees every group, also those that nobody spoke from', async (t) => {
  await addVoices(room, 24, { on: '2026-09-15', set: '11-17' })
  await addVoices(room, 6, { on: '2026-10-02', set: 'parent' })
  await say(16, '11-17', { 'sex-1': 'female', 'ethnic-1': 'british', 'condition-1': 'no' })
  await say(2, '11-17', { 'sex-1': 'male' })
  await say(6, '11-17', { 'sex-1': 'rather-not-say' })
  // Nobody was referred as a parent, so what parents say about themselves is not beside it.
  await say(30, 'parent', { 'sex-1': 'male', 'condition-1': 'yes' })
  const page = await (await room.browser(cast.ruth)).get(at)
  t.equal(page.statusCode, 200)
  t.match(line(page.body, 'age-under-11'), /Children under 11 .*not typed in fewer than 5, or nobody .*Not heard yet/)
  t.match(line(page.body, 'sex-male'), /Boys, young men and men .*fewer than 5, or nobody .*Not heard yet/)
  t.match(line(page.body, 'ethnic-black'), /not shown|Not heard yet/)
  for (const language of ['ur', 'sk', 'rom', 'ro', 'pl', 'ar']) {
    t.match(line(page.body, `language-${language}`), 'Not heard yet', language)
  }
  t.match(text(page.body), 'In a group fewer than 5, or nobody', 'and by which way')
  const counts = await countCoverage(db, september)
  t.match(
    counts.questions.find(({ key }) => key === 'sex'),
    { toldOf: 18, groups: [{ told: 2 }, { told: 16 }, { told: 6 }] },
    'who would rather not say is in no share',
  )
})

t.test('who is told that we heard less from them, and what is done next, stands beside the figures', async (t) => {
  const lead = await room.browser(cast.ruth)
  const figures = { total: '120', 'sex.male': '55', 'sex.female': '60', 'sex.not-said': '5', base: '0', why: '' }
  t.equal((await lead.post(at, figures)).statusCode, 303)
  const page = await lead.get(at)
  t.match(line(page.body, 'sex-male'), '55')
  t.match(line(page.body, 'sex-male'), 'We heard less from boys and young men than services saw of them.')
  t.match(line(page.body, 'sex-male'), 'Nobody has written down yet')
  t.notMatch(line(page.body, 'sex-female'), 'heard less')
  t.match(line(page.body, 'sex-not-said'), 'A row of its own')
  t.match(line(page.body, 'language-sk'), 'not typed in', 'what was left empty stays open')
  const step = {
    groupKey: 'sex.male',
    sentence: 'Ask at football and at the youth justice service',
    byDay: '2027-01-15',
  }
  t.equal((await lead.post(`${at}/next`, step)).statusCode, 303)
  t.equal((await lead.post(`${at}/next`, step)).statusCode, 303, 'twice is once')
  t.equal((await db.selectFrom('coverage_steps').selectAll().execute()).length, 1)
  t.match(
    line((await lead.get(at)).body, 'sex-male'),
    'Next: Ask at football and at the youth justice service, by 15 January 2027.',
  )
})

t.test('figures are replaced with a reason, the ones before stay, and nobody overwrites somebody else', async (t) => {
  const lead = await room.browser(cast.ruth)
  const same = { total: '120', 'sex.male': '55', 'sex.female': '60', 'sex.not-said': '5' }
  t.equal((await lead.post(at, { ...same, base: '1', why: '' })).statusCode, 303, 'the same again')
  t.equal((await listTotals(db, '2026-09')).length, 1)
  const silent = await lead.post(at, { ...same, total: '130', base: '1', why: '' })
  t.equal(silent.statusCode, 422)
  t.match(silent.body, 'Say why these figures replace the ones before.')
  t.match(silent.body, 'value="130"', 'what was typed is kept')
  const wrong = await lead.post(at, {
    total: '10',
    'sex.male': '9',
    'sex.female': 'six',
    'age.adult': '11',
    base: '1',
    why: 'x',
  })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'Type a whole number')
  t.match(wrong.body, 'Age: the groups make 11 together, more than the 10 in all.')
  t.match(wrong.body, 'value="six"')
  const later = { ...same, total: '1 30', base: '1', why: 'A late list from one service.' }
  t.equal((await lead.post(at, later)).statusCode, 303)
  const stale = await lead.post(at, { ...same, total: '140', base: '1', why: 'Mine.' })
  t.equal(stale.statusCode, 422)
  t.match(stale.body, 'Somebody else saved figures')
  t.match(
    (await listTotals(db, '2026-09')).map(({ number, counts }) => [number, counts.total]),
    [
      [2, 130],
      [1, 120],
    ],
  )
  const bad = await lead.post(`${at}/next`, { groupKey: 'sex.not-said', sentence: 'x', byDay: '2026-02-31' })
  t.equal(bad.statusCode, 422)
  for (const said of ['Choose the group.', 'Say what will be done', 'Choose a day.']) t.match(bad.body, said)
})

t.test('the lead types, the publisher looks, others do not; every look and change is written down', async (t) => {
  const page = await (await room.browser(cast.noor)).get(at)
  t.equal(page.statusCode, 200)
  t.notMatch(page.body, 'Save the figures')
  t.equal((await (await room.browser(cast.noor)).post(at, { total: '1', base: '2', why: 'no' })).statusCode, 403)
  for (const one of [cast.sam, cast.bev]) {
    t.equal((await (await room.browser(one)).get(at)).statusCode, 403)
  }
  const actions = (await db.selectFrom('audit_entries').select('action').execute()).map(({ action }) => action)
  for (const said of ['looked at', 'referral totals typed in', 'next step written']) {
    t.ok(actions.includes(`coverage: ${said}`), said)
  }
})

t.test('two months that still run show no figure about people', async (t) => {
  const page = await (await room.browser(cast.ruth)).get('/team/coverage/2026-11')
  t.match(text(page.body), 'These two months still run')
  t.notMatch(page.body, 'id="g-sex-male"')
  for (const key of ['2027-01', '2023-11', '2026-10', 'x']) {
    t.equal((await (await room.browser(cast.ruth)).get(`/team/coverage/${key}`)).statusCode, 404, key)
  }
})

import t from 'tap'
import { listOwed } from '../../src/changes/owed.ts'
import { OUTCOME_WITHIN_WEEKS, owedBy } from '../../src/feedback/coming-back/owing.ts'
import { putKeyAway } from '../../src/feedback/giving/giving.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import { dayOf } from '../../src/site.ts'
import { readFormToken } from '../../src/web/form-token.ts'
import { comeBack } from '../fixtures/giving.ts'
import { givenWithKey } from '../fixtures/key-page.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { decidedInPublic, themedWithKey } from '../fixtures/themed.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())

const owes = async (ref: string) => (await listOwed(db)).some((one) => one.ref === ref)
const may = { 't.words-permission': 'better' }

t.test('an answer is owed by the end of the month in which twelve weeks are over', async (t) => {
  t.equal(OUTCOME_WITHIN_WEEKS, 12)
  t.equal(owedBy('2026-11-23'), '2027-02-28')
  t.equal(owedBy('2026-11-01'), '2027-01-31')
  t.equal(owedBy('2026-12-31'), '2027-03-31')
  t.equal(owedBy('2023-12-01'), '2024-02-29')
})

t.test('who wrote is owed an answer, and reads by when; ticks alone are not', async (t) => {
  const wrote = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const ticked = await givenWithKey(site, { 't.believed': 'no' })
  t.ok(await owes(wrote.ref))
  t.notOk(await owes(ticked.ref))
  t.match((await comeBack(server, wrote.key)).page.body, 'You are owed an answer by the end of February 2027.')
  t.notMatch((await comeBack(server, ticked.key)).page.body, 'You are owed an answer')
})

t.test('who wanted no key is owed nothing', async (t) => {
  const { ref, sent } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const token = readFormToken(keys, formTokenFrom(sent.body), site.site.now())
  if (typeof token === 'string') throw new Error(token)
  await putKeyAway(db, token, 'not wanted')
  t.notOk(await owes(ref))
})

t.test('"just read them" is answered when two people have read', async (t) => {
  const { ref, key } = await givenWithKey(site, { 'w.should-change': 'Only for you.' })
  const now = site.site.now()
  t.ok(await owes(ref))
  await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now)
  t.ok(await owes(ref))
  await agreeAndRelease(db, keys, ref, cast.imran, now)
  t.notOk(await owes(ref))
  t.notMatch((await comeBack(server, key)).page.body, 'You are owed an answer')
})

t.test(
  'a reply answers when it names a decision; a published decision on their theme answers everybody on it',
  async (t) => {
    const one = await themedWithKey(site, 'Nobody told me.')
    const other = await themedWithKey(site, 'Nobody told me.')
    const ruth = await site.as('ruth')
    const [theme] = await db.selectFrom('themes').select('id').where('key', '=', 'told-what-is-happening').execute()
    const reply = { kind: 'reply', theme: theme?.id ?? '', words: 'Nobody has decided this yet, sadly.', do: 'send' }
    await ruth.post(`/team/replies/${one.ref}`, { ...reply, decision: 'none', decision_by: '2027-01-29' })
    t.ok(await owes(one.ref), 'that nothing is decided is no answer')
    const list = (await ruth.get('/team/replies')).body
    for (const { ref } of [one, other]) t.match(list, ref)
    await decidedInPublic(site)
    t.notOk(await owes(one.ref))
    t.notOk(await owes(other.ref))
    t.notMatch((await comeBack(server, other.key)).page.body, 'You are owed an answer')
  },
)

t.test('what is late is our debt: and the person reads so', async (t) => {
  const late = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  for (let n = 0; n < 12; n += 1) await givenWithKey(site, { ...may, 'w.should-change': `x ${n}` })
  site.pass(100 * 24 * 60)
  const owed = await listOwed(db)
  t.ok(owed.length >= 13)
  t.ok(owed.every(({ by }) => by < dayOf(site.site.now())))
  t.match((await comeBack(server, late.key)).page.body, 'We owed you an answer by the end of February 2027')
})

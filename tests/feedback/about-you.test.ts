import { sql } from 'kysely'
import t from 'tap'
import { aboutCounts, aboutQuestionsFor, forgetAboutMarks, mixAbout } from '../../src/feedback/giving/about-you.ts'
import { give } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db, server, pass } = site

/** Sends words, puts the key away, and opens the questions about oneself. */
async function afterSending(set: '8-11' | '11-17' | 'family' | 'adult', words: string) {
  const sent = await give(server, set, { [words]: 'It was good.' })
  const form_token = formTokenFrom(sent.body)
  const kept = await postForm(server, '/say/kept', { form_token, kept: 'yes', set })
  const page = await postForm(server, '/about-you', { form_token, set })
  return { form_token, kept, page }
}

const people = async (question: string) => {
  const counts = await aboutCounts(db, '2026-11')
  return Object.fromEntries(
    counts
      .filter((one) => one.question === question)
      .flatMap(({ groups }) => groups.map((one) => [one.group, one.people])),
  )
}

t.test('after the words are sent a person may say a little about themselves, and may say nothing', async (t) => {
  const { form_token, kept, page } = await afterSending('11-17', 'w.should-change')
  t.match(kept.body, 'A few questions about you?')
  t.match(kept.body, 'It changes nothing about what you sent.')
  t.equal(page.statusCode, 200)
  for (const question of ['How old are you?', 'What is your sex?', 'What is your ethnic group?'])
    t.match(page.body, question)
  t.match(page.body, 'Nobody can tell which answers are yours.')
  t.notMatch(page.body, 'religion', 'nobody under 16 is asked about faith')
  const answers = {
    'a.age-young-1': '16-17',
    'a.ethnic-1': 'roma',
    'a.sex-1': 'rather-not-say',
    'a.condition-1': 'unheard of',
  }
  const done = await postForm(server, '/about-you/send', { form_token, set: '11-17', ...answers })
  t.match(done.body, 'Your answers are counted.')
  t.match(await people('age-young-1'), { '16-17': 1, '11-15': 0 })
  t.match(await people('ethnic-1'), { white: 1, asian: 0 }, 'the detail is counted in its group')
  t.match(await people('sex-1'), { 'rather-not-say': 1, male: 0 }, 'a row of its own')
  t.match(await people('condition-1'), { yes: 0, no: 0 }, 'what is no choice of ours counts as skipped')
})

t.test('answers count once, and only after a form that was sent', async (t) => {
  const { form_token } = await afterSending('family', 'w.what-helped')
  const send = () => postForm(server, '/about-you/send', { form_token, set: 'family', 'a.age-adult-1': '25-44' })
  t.same(
    (await Promise.all([send(), send(), send()])).map(({ statusCode }) => statusCode),
    [200, 200, 200],
  )
  t.match(await people('age-adult-1'), { '25-44': 1 })
  const unsent = formTokenFrom((await server.inject({ url: '/say/family' })).body)
  t.equal(
    (await postForm(server, '/about-you/send', { form_token: unsent, set: 'family', 'a.age-adult-1': '25-44' }))
      .statusCode,
    200,
  )
  t.match(await people('age-adult-1'), { '25-44': 1 }, 'a form that nobody sent is not counted')
  t.equal((await postForm(server, '/about-you/send', { form_token: 'x', set: 'family' })).statusCode, 410)
  t.equal((await postForm(server, '/about-you', { form_token, set: 'grown-ups' })).statusCode, 410)
  const elsewhere = await postForm(
    server,
    '/about-you/send',
    { form_token, set: 'family' },
    { 'sec-fetch-site': 'cross-site' },
  )
  t.equal(elsewhere.statusCode, 403)
})

t.test('children under 11 are asked one thing, and faith is for adults alone', async (t) => {
  const ids = (set: string) => aboutQuestionsFor(set, '2026-11-23').map(({ id }) => id)
  t.same(ids('8-11'), ['hard-1'])
  for (const set of ['11-17', 'parent']) t.notMatch(ids(set).join(), /religion|orientation/)
  t.match(ids('survivor').join(), /religion-1,orientation-1/)
  t.throws(() => aboutQuestionsFor('11-17', '2019-01-01'), 'before its first day a version asks nobody')
  const { page } = await afterSending('8-11', 'w.good')
  t.equal(page.body.match(/<fieldset>/g)?.length, 1)
  for (const { options } of ['11-17', 'parent', 'survivor'].flatMap((set) => aboutQuestionsFor(set, '2026-11-23'))) {
    const at = options.findIndex(({ key }) => key === 'rather-not-say')
    t.ok(at >= 0 && at < options.length - 1, '“rather not say” is there, and not last')
  }
})

t.test('no table holds what one person said about themselves', async (t) => {
  const columns = await db.introspection.getTables()
  const named = (table: string) =>
    columns
      .find(({ name }) => name === table)
      ?.columns.map(({ name }) => name)
      .sort()
  t.same(named('about_counts'), ['asked_of', 'choice', 'people', 'period', 'question'])
  t.same(named('about_sent'), ['mark', 'sent_on'])
  const marks = await db.selectFrom('about_sent').select('mark').execute()
  const nonces = await db.selectFrom('responses').select('form_nonce_hash').execute()
  t.ok(marks.length >= 2)
  t.same(
    marks.filter(({ mark }) => nonces.some(({ form_nonce_hash }) => form_nonce_hash.equals(mark))),
    [],
    'the mark is not the one of the response',
  )
})

t.test('the database’s own marks do not tell which answers came together', async (t) => {
  const marks = async (table: string) =>
    (await sql<{ xmin: string }>`select distinct xmin::text from ${sql.table(table)}`.execute(db)).rows.length
  t.ok((await marks('about_counts')) > 1, 'until then they would')
  const before = await aboutCounts(db, '2026-11')
  await mixAbout(db)
  t.same([await marks('about_counts'), await marks('about_sent')], [1, 1])
  t.same(await aboutCounts(db, '2026-11'), before, 'and no number has changed')
})

t.test('the mark that a form was counted is forgotten', async (t) => {
  t.equal(await forgetAboutMarks(db, site.site.now()), 0)
  pass(5 * 24 * 60)
  t.ok((await forgetAboutMarks(db, site.site.now())) >= 2)
  t.same(await db.selectFrom('about_sent').select('mark').execute(), [])
})

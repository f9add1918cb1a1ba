import t from 'tap'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { THEME, themedWithKey } from '../fixtures/themed.ts'
import { typedOn } from '../fixtures/typed.ts'

// Somebody writes for longer than their page stays open. What they wrote and ticked comes through the key page.

const site = await openTestSite()
const { server, db } = site
t.teardown(() => site.close())

const may = { 't.words-permission': 'better' }
const theme = await db.selectFrom('themes').selectAll().where('key', '=', THEME).executeTakeFirstOrThrow()

/** What a browser would send from the form of a page that holds words: hidden fields, ticked boxes, and the box. */
function formOn(html: string): Record<string, string | string[]> {
  const form = /<form action="[^"]*\/back[^>]*>(?:(?!<\/form>).)*name="words"(?:(?!<\/form>).)*<\/form>/s.exec(html)
  const inputs = Array.from(
    (form?.[0] ?? html).matchAll(/<input type="(hidden|checkbox)" name="([^"]+)" value="([^"]*)"( checked)?/g),
  )
  const sent: Record<string, string[]> = {}
  for (const [, type, name = '', value = '', checked] of inputs) {
    if (type === 'hidden' || checked) sent[name] = [...(sent[name] ?? []), value]
  }
  return { ...sent, ...(form ? { words: typedOn(form[0])[0] ?? '' } : {}) }
}

/** Opens the key page that was answered with what was carried. @returns the page that comes then, and its cookie */
async function through(html: string, key: string) {
  const opened = await postForm(server, '/back', { ...formOn(html), key })
  return { opened, cookie: String(opened.headers['set-cookie']).split(';')[0] ?? '' }
}

t.test('"I feel unsafe now" comes through, also after a slip in the key, and is read in half an hour', async (t) => {
  for (const words of ['He is outside.', '']) {
    const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
    const visit = await visitWith(site, key)
    const form = formOn((await visit.get('/back/more')).body)
    site.pass(31)
    const over = await postForm(server, '/back/more', { ...form, words, unsafe: 'yes' }, { cookie: visit.cookie })
    const slip = await postForm(server, '/back', { ...formOn(over.body), key: 'not my key' })
    t.equal(slip.statusCode, 422)
    const { opened, cookie } = await through(slip.body, key)
    t.match(opened.body, /name="unsafe" value="yes" checked/)
    const now = site.site.now()
    const again = { ...formOn(opened.body), words: words || 'Somebody is here.' }
    t.equal((await postForm(server, '/back/more', again, { cookie })).statusCode, 303)
    const reading = await db
      .selectFrom('readings')
      .select(['reason', 'due_at'])
      .where('response_id', '=', id)
      .executeTakeFirstOrThrow()
    t.same([reading.reason, reading.due_at?.getTime()], ['unsafe now', now.getTime() + 30 * 60_000])
  }
})

t.test('the themes that somebody did not mean come through, with words and without', async (t) => {
  for (const words of ['I meant the school.', '']) {
    const { key, id } = await themedWithKey(site, 'Nobody told me.')
    const visit = await visitWith(site, key)
    const form = formOn((await visit.get('/back/not-meant')).body)
    site.pass(31)
    const ticked = { ...form, words, theme: [theme.id, 'missing'] }
    const over = await postForm(server, '/back/not-meant', ticked, { cookie: visit.cookie })
    const { opened, cookie } = await through(over.body, key)
    t.match(opened.body, 'action="/back/not-meant"')
    t.same(formOn(opened.body).theme, [theme.id, 'missing'])
    t.same(typedOn(opened.body), [words])
    t.equal((await postForm(server, '/back/not-meant', formOn(opened.body), { cookie })).statusCode, 303)
    const rows = await db.selectFrom('theme_objections').select('id').where('response_id', '=', id).execute()
    t.equal(rows.length, 2)
    const meant = await db
      .selectFrom('sealed_words')
      .select('id')
      .where('response_id', '=', id)
      .where('question_key', '=', 'meant-1')
      .execute()
    t.equal(meant.length, words ? 1 : 0)
  }
})

t.test('words on a page of an earlier visit are given back, and another website’s are not', async (t) => {
  const { key, id } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const earlier = await visitWith(site, key)
  const form = { ...formOn((await earlier.get('/back/more')).body), words: 'In two tabs.', unsafe: 'yes' }
  const { cookie } = await visitWith(site, key)
  const refused = await postForm(server, '/back/more', form, { cookie })
  t.equal(refused.statusCode, 403)
  t.match(refused.body, 'Your words are still here.')
  const { opened } = await through(refused.body, key)
  t.same(typedOn(opened.body), ['In two tabs.'])
  t.match(opened.body, /name="unsafe" value="yes" checked/)
  t.equal((await db.selectFrom('sealed_words').select('id').where('response_id', '=', id).execute()).length, 1)

  const crossed = await postForm(server, '/back/more', form, { cookie, 'sec-fetch-site': 'cross-site' })
  t.equal(crossed.statusCode, 403)
  t.notMatch(crossed.body, 'In two tabs.')
})

t.test('words that come with a key while too many wait are given back', async (t) => {
  const { key } = await givenWithKey(site, { ...may, 'w.should-change': 'x' })
  const desk = formOn((await server.inject({ url: '/back' })).body)
  const fields = { ...desk, for: 'more', words: 'While many wait.', unsafe: 'yes', key }
  const answers = await Promise.all(Array.from({ length: 60 }, () => postForm(server, '/back', fields)))
  const away = answers.filter(({ statusCode }) => statusCode === 429)
  t.ok(away.length > 0)
  t.equal(away[0]?.headers['retry-after'], '10')
  t.same(
    away.filter(({ body }) => typedOn(body)[0] !== 'While many wait.' || !/name="unsafe" value="yes"/.test(body)),
    [],
  )
  t.match(away[0]?.body, 'Please wait a few seconds and try again.')
})

t.test('an answer comes through beside its question; to somebody else’s it is something more', async (t) => {
  const { key, ref, id } = await givenWithKey(site, { ...may, 'w.should-change': 'That place.' })
  const ruth = await site.as('ruth')
  const mark = /name="form" value="([^"]+)"/.exec((await ruth.get(`/team/replies/${ref}`)).body)?.[1] ?? ''
  const question = { kind: 'question', words: 'Which of the two buildings?', do: 'send', form: mark }
  t.equal((await ruth.post(`/team/replies/${ref}`, question)).statusCode, 303)
  const visit = await visitWith(site, key)
  site.pass(31)
  const form = { ...formOn(visit.page.body), words: 'The old one.' }
  const over = await postForm(server, '/back/answer', form, { cookie: visit.cookie })
  t.match(over.body, 'Your words are still here.')
  t.notMatch(over.body, 'Which of the two buildings?')

  const stranger = await givenWithKey(site, { 'w.should-change': 'x' })
  const theirs = await through(over.body, stranger.key)
  t.match(theirs.opened.body, 'action="/back/more"')
  t.notMatch(theirs.opened.body, 'Which of the two buildings?')

  const { opened, cookie } = await through(over.body, key)
  t.match(opened.body, 'Which of the two buildings?')
  t.same(typedOn(opened.body), ['The old one.'])
  t.equal((await postForm(server, '/back/answer', formOn(opened.body), { cookie })).statusCode, 303)
  const { answered_on } = await db
    .selectFrom('replies')
    .select('answered_on')
    .where('response_id', '=', id)
    .executeTakeFirstOrThrow()
  t.ok(answered_on)
})

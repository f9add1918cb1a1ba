import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import t from 'tap'
import { saysSomethingReal } from '../../src/changes/real-sentence.ts'
import { sendReply } from '../../src/changes/replying.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { openKept } from '../../src/seal/writer-box.ts'
import { newFormMark } from '../../src/web/form-mark.ts'
import { comeBack } from '../fixtures/giving.ts'
import { givenWithKey, visitWith } from '../fixtures/key-page.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { decidedInPublic, THEME, themedWithKey } from '../fixtures/themed.ts'

const site = await openTestSite()
const { server, db, keys, cast } = site
t.teardown(() => site.close())

const theme = await db.selectFrom('themes').selectAll().where('key', '=', THEME).executeTakeFirstOrThrow()
const decisionId = await decidedInPublic(site)
const words = 'From March on your worker will ring you CANARYLETTER each Friday.'
const reply = { kind: 'reply', theme: theme.id, decision: decisionId, words, do: 'send' }
const markOn = (html: string) => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? ''

async function write(ref: string, fields: object, name: 'ruth' | 'leah' = 'ruth') {
  const browser = await site.as(name)
  const page = await browser.get(`/team/replies/${ref}`)
  return browser.post(`/team/replies/${ref}`, { form: markOn(page.body), ...fields })
}

t.test('a reply names the theme and the decision, and only the return key opens it', async (t) => {
  const { key, id, ref } = await themedWithKey(site, 'Nobody told me.')
  t.equal((await write(ref, reply)).headers.location, `/team/replies/${ref}`)
  const { body } = (await comeBack(server, key)).page
  t.match(body, words)
  t.match(body, new RegExp(`About:\\s*${theme.plain_name}`))
  t.match(body, 'What was decided: Your worker will tell you what comes next.')
  t.match(body, 'Sent in the week of 23 November 2026.')
  t.notMatch((await (await site.as('ruth')).get(`/team/replies/${ref}`)).body, 'CANARYLETTER', 'nor can who wrote it')

  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    const text = rows.map(({ row }) => row).join()
    const hex = Buffer.from('CANARYLETTER').toString('hex')
    if (text.includes('CANARYLETTER') || text.includes(hex)) t.fail(`${name} holds it in clear`)
  }
  const entry = await db.selectFrom('audit_entries').selectAll().where('action', '=', 'replied to the writer').execute()
  t.same(
    entry.map(({ record_id, detail }) => [record_id, detail]),
    [[id, {}]],
  )
})

t.test('what is kept of a visit opens nothing without the visitor’s own cookie', async (t) => {
  const { key, ref, id } = await themedWithKey(site, 'Nobody told me.')
  await write(ref, reply)
  const { cookie } = await comeBack(server, key)
  const sessions = await db.selectFrom('sessions').selectAll().where('kind', '=', 'visit').execute()
  const mine = sessions.find(({ data }) => (data as { responseId?: string }).responseId === id)
  const kept = (mine?.data as { letters?: string } | undefined)?.letters ?? ''
  t.ok(kept)
  const { writer_public } = await db.selectFrom('responses').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.notOk(JSON.stringify(mine).includes(writer_public.toString('base64url')))
  const sid = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
  t.throws(() => openKept(mine?.id_hash ?? '', id, kept), { name: 'CannotOpen' }, 'the hash in the database is no key')
  t.equal(openKept(sid, id, kept).length, 32, 'the id in the cookie is')
  t.throws(() => openKept(sid, '00000000-0000-4000-8000-000000000000', kept), { name: 'CannotOpen' })
})

t.test('a reply without a theme or a decision, or with nothing but thanks, is not sent', async (t) => {
  const { ref } = await themedWithKey(site, 'Nobody told me.')
  const other = await db.selectFrom('themes').selectAll().where('key', '<>', THEME).executeTakeFirstOrThrow()
  const wrong: [string, object, string][] = [
    ['no theme', { ...reply, theme: '' }, 'Say which theme it is about.'],
    ['somebody else’s theme', { ...reply, theme: other.id }, 'Say which theme it is about.'],
    ['no decision', { ...reply, decision: '' }, 'Choose the decision on this theme'],
    ['no day', { ...reply, decision: 'none' }, 'Say by which day there will be a decision.'],
    ['a day that has passed', { ...reply, decision: 'none', decision_by: '2026-11-01' }, 'That day has passed.'],
    ['thanks', { ...reply, words: 'Thank you so much for your feedback. We really value it!' }, 'Thanks alone'],
    [
      'what is left open',
      { ...reply, words: 'You told us about … . We have decided it.' },
      'Fill in what is left open',
    ],
  ]
  for (const [what, fields, said] of wrong) {
    const answer = await write(ref, fields)
    t.equal(answer.statusCode, 422, what)
    t.match(answer.body, said, what)
  }
  t.equal((await write(ref, { ...reply, decision: 'none', decision_by: '2027-01-29' })).statusCode, 303)
})

t.test('what they will see is shown before it is sent, and looking sends nothing', async (t) => {
  const { ref, id } = await themedWithKey(site, 'Nobody told me, said OTTER.')
  const seen = await write(ref, { ...reply, do: 'look' })
  t.equal(seen.statusCode, 200)
  t.match(seen.body, /About: <mark>/)
  t.match(seen.body, 'What was decided: Your worker will tell you what comes next.')
  t.notMatch(seen.body, 'OTTER', 'what the person said is not on this page')
  t.same(await db.selectFrom('replies').select('id').where('response_id', '=', id).execute(), [])
  const started = await (await site.as('ruth')).get(`/team/replies/${ref}?start=not-possible`)
  t.match(started.body, 'We cannot do it, because')
})

t.test('a double click sends one reply', async (t) => {
  const { ref, id } = await themedWithKey(site, 'Nobody told me.')
  const ruth = await site.as('ruth')
  const form = markOn((await ruth.get(`/team/replies/${ref}`)).body)
  await Promise.all([1, 2].map(() => ruth.post(`/team/replies/${ref}`, { ...reply, form })))
  t.equal((await db.selectFrom('replies').select('id').where('response_id', '=', id).execute()).length, 1)
})

t.test('words in no theme can be asked about, and the answer is read beside its question', async (t) => {
  const { key, ref, id } = await givenWithKey(site, {
    't.words-permission': 'better',
    'w.should-change': 'That place.',
  })
  t.match((await write(ref, reply)).body, 'You can ask a question.')
  const question = { kind: 'question', words: 'Which of the two buildings do you mean?', do: 'send' }
  t.equal((await write(ref, question)).statusCode, 303)
  const visit = await visitWith(site, key)
  t.match(visit.page.body, 'Which of the two buildings do you mean?')
  const asked = /name="question" value="([^"]+)"/.exec(visit.page.body)?.[1] ?? ''
  const fields = { form_token: formTokenFrom(visit.page.body), form: visit.markOn(visit.page.body), question: asked }
  const answer = await postForm(server, '/back/answer', { ...fields, words: 'The old one.' }, { cookie: visit.cookie })
  t.equal(answer.headers.location, '/back/way')
  const way = (await visit.get('/back/way')).body
  t.match(way, 'You answered in November 2026. Thank you.')
  t.notMatch(way, 'The old one.')
  const ruth = await site.as('ruth')
  t.notMatch((await ruth.get(`/team/reading/${ref}`)).body, 'Which of the two buildings')
  await ruth.post(`/team/reading/${ref}/open`, { reason: 'first reading' })
  const desk = (await ruth.get(`/team/reading/${ref}`)).body
  for (const said of ['Their answer to a reader’s question', 'The old one.', 'Which of the two buildings'])
    t.match(desk, said)

  const other = await givenWithKey(site, { 'w.should-change': 'x' })
  const stranger = await visitWith(site, other.key)
  const mine = { form_token: formTokenFrom(stranger.page.body), question: asked, words: 'Not mine.' }
  const crossed = await postForm(server, '/back/answer', mine, { cookie: stranger.cookie })
  t.equal(crossed.statusCode, 404, 'another person’s question is not there')
  t.equal((await db.selectFrom('sealed_words').select('id').where('response_id', '=', id).execute()).length, 2)
})

t.test(
  'two questions have forms of their own, and an answer that is sent again with other words is kept too',
  async (t) => {
    const { key, ref, id } = await givenWithKey(site, { 't.words-permission': 'better', 'w.should-change': 'That.' })
    const question = { kind: 'question', do: 'send' }
    for (const words of ['Which of the two buildings do you mean?', 'Which day of the week do you mean?'])
      t.equal((await write(ref, { ...question, words })).statusCode, 303)
    const visit = await visitWith(site, key)
    const html = visit.page.body
    const form_token = formTokenFrom(html)
    const forms = Array.from(
      html.matchAll(/name="form" value="([^"]+)"><input type="hidden" name="question" value="([^"]+)"/g),
    )
    t.equal(new Set(forms.map(([, form]) => form)).size, 2)
    for (const words of ['One.', 'Another.'])
      for (const [, form = '', question = ''] of forms) {
        const fields = { form_token, form, question, words }
        const sent = await postForm(server, '/back/answer', fields, { cookie: visit.cookie })
        t.equal(sent.headers.location, '/back/way')
      }
    const rows = await db.selectFrom('sealed_words').select('question_key').where('response_id', '=', id).execute()
    const keysOf = rows.map((row) => row.question_key).sort()
    t.same(keysOf, ['answer-1', 'answer-2', 'answer-3', 'answer-4', 'should-change'])
  },
)

t.test('the lead, who reads copies, may not reply; nor may anybody else but a reader', async (t) => {
  const { ref } = await themedWithKey(site, 'Nobody told me.')
  for (const name of ['leah', 'sam', 'noor', 'bea', 'wren', 'ada', 'otto'] as const) {
    const browser = await site.as(name)
    t.equal((await browser.get(`/team/replies/${ref}`)).statusCode, 403, name)
    t.equal((await browser.post(`/team/replies/${ref}`, reply)).statusCode, 403, name)
  }
})

t.test('taking back while a reply is being sent leaves no reply', async (t) => {
  const typed = { kind: 'reply', words, themeId: theme.id, decision: decisionId, decisionBy: '' }
  for (let turn = 0; turn < 12; turn += 1) {
    const { id, ref } = await themedWithKey(site, 'Nobody told me.')
    const now = site.site.now()
    const sending = sendReply(db, keys, ref, { ...typed, formMark: newFormMark() }, cast.ruth, now)
    const [, back] = await Promise.allSettled([sending, sleep(turn % 5).then(() => withdrawFeedback(db, id, now))])
    t.equal(back.status, 'fulfilled')
    t.same(await db.selectFrom('replies').select('id').where('response_id', '=', id).execute(), [])
  }
})

t.test('thanks and greetings alone say nothing', async (t) => {
  const nothing = [
    '',
    'Thank you!',
    'Hello, thank you for your feedback.',
    'Hi there,\nThank you so much for taking the time to write to us.\nKind regards, the team',
    'We really value your views.',
    'Your feedback is very important to us.',
    'We take what you say very seriously.',
    'We have passed your comments on to the manager.',
    'We are sorry to hear that. Your voice matters.',
    'We hear you.',
    'OK. Noted. Good.',
  ]
  for (const text of nothing) t.notOk(saysSomethingReal(text), text)
  const something = [
    'Thank you. From March on your worker rings you each Friday.',
    'We cannot open at night, because nobody may work here alone.',
    'You asked for a room that is not red.\nIt is being painted in January.',
    'Nobody has decided this yet. The board talks about it on 3 December.',
    'Which of the two buildings do you mean?',
  ]
  for (const text of something) t.ok(saysSomethingReal(text), text)
})

import { sql } from 'kysely'
import t from 'tap'
import { eraseOldWords, withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { forgetOldNotices } from '../../src/feedback/notices/notice-outbox.ts'
import { forgetOldWishes } from '../../src/feedback/notices/notice-wish.ts'
import { openNotify } from '../fixtures/notices.ts'
import { openTestSite } from '../fixtures/site.ts'
import { DAYS, HOURS, openNoticeRoom } from './notice-room.ts'

const room = await openNoticeRoom()
const { server, db, pass, asked, release, visit, write, find, send, outbox, now } = room
const { standIn, provider } = await openNotify()
t.teardown(async () => {
  await standIn.close()
  await room.close()
})
const sending = room.sendingBy(provider)
/** Each test has its own people: nobody waits for the address of another. */
t.beforeEach(async () => {
  sending.recently.clear()
  standIn.taken.length = 0
})

t.test('somebody asks to be told, reads what the message will say, and gets just that', async (t) => {
  const one = await write()
  const before = await (await visit(one.key)).look()
  t.equal(before.statusCode, 200)
  t.match(before.body, 'We send you nothing unless you ask for it here.')
  t.match(before.body, 'There is something new. Look when it suits you. You do not need to reply.')
  t.match(before.body, 'a message from a sender they do not know')
  t.match(before.body, 'The sender is shown as Updates.')
  t.match(before.body, 'GOV.UK Notify sends it for us.')
  t.notMatch(before.body, 'You asked for a message')

  const { send: fill, look } = await visit(one.key)
  const answer = await fill({ way: 'text', address: '07700 900123', safe: 'yes', times: 'evenings' })
  t.equal(answer.statusCode, 200)
  t.match(answer.body, 'We will send a message when something is new.')
  t.match(answer.body, 'In the evening, from 6 to 9')
  t.notMatch(answer.body, '900123', 'not even this page shows the number again')
  t.notMatch((await look()).body, '900123')

  await find()
  t.same(await outbox(one.id), [], 'nothing is new yet')
  await release(one.ref)
  await find()
  const [row] = await outbox(one.id)
  t.match(row, { state: 'queued', tries: 0 })
  t.equal(await send(sending), 0, 'not on the day of the news')
  pass(2 * DAYS)
  t.equal(now().toISOString().slice(11, 16), '10:00')
  t.equal(await send(sending), 0, 'not in the morning')
  pass(10 * HOURS)
  t.equal(await send(sending), 1)
  t.equal(standIn.taken.length, 1)
  t.match(standIn.taken[0], { to: '07700900123', type: 'sms', reference: row?.id })
  t.equal(standIn.taken[0]?.body, 'There is something new. Look when it suits you. You do not need to reply.')
  t.match((await outbox(one.id))[0], { state: 'sent', tries: 1, next_try: null, lease_until: null })
  t.equal(await find(), 0)
  pass(14 * HOURS)
})

t.test('the message holds no word of why it came, in any language', async (t) => {
  for (const code of ['en', 'en-easy', 'ur', 'ar', 'pl', 'sk', 'ro']) {
    const { subject, text } = room.sendingBy(provider).words(code)
    const all = `${subject} ${text}`
    t.notMatch(all, /heard|feedback|rotherham|council|police|abus|exploit|support|survivor|http|www|key\b/i, code)
    t.notMatch(all, /\d|[:/@]/, `${code}: no number, no address`)
    t.ok(all.length < 160, `${code} fits into one or two texts`)
  }
})

t.test('an email in easy words is sent in easy words', async (t) => {
  const one = await write()
  const { cookie } = await visit(one.key)
  const page = await server.inject({ url: '/easy/back/notices', headers: { cookie } })
  const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const form = new URLSearchParams({
    ...{ form_token: token, way: 'email', address: 'maya@example.org', safe: 'yes', times: 'any' },
  })
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  await server.inject({ method: 'POST', url: '/easy/back/notices', headers, payload: form.toString() })
  await release(one.ref)
  await find()
  pass(2 * DAYS)
  await send(sending)
  t.match(standIn.taken, [{ to: 'maya@example.org', type: 'email', subject: 'Something new' }])
  t.equal(standIn.taken[0]?.body, 'There is something new. You can look when you like. You do not need to answer.')
})

t.test('a form that is not filled in gives back what was typed, and keeps nothing', async (t) => {
  const one = await write()
  const { send: fill } = await visit(one.key)
  const answers = [
    await fill({}),
    await fill({ way: 'text', address: '12345', safe: 'yes', times: 'any' }),
    await fill({ way: 'email', address: 'maya@example.org', safe: 'no', times: 'any' }),
  ]
  for (const { statusCode } of answers) t.equal(statusCode, 422)
  t.match(answers[0]?.body, 'Choose email or text.')
  t.match(answers[1]?.body, 'value="12345"')
  t.match(answers[1]?.body, 'It has eleven digits')
  t.match(answers[2]?.body, 'Then we will send nothing there')
  t.same(await db.selectFrom('notice_wishes').select('id').where('response_id', '=', one.id).execute(), [])
})

t.test('somebody stops: the address and what was on its way are gone at once', async (t) => {
  const one = await asked()
  await release(one.ref)
  await find()
  t.equal((await outbox(one.id)).length, 1)
  const { send: fill, look } = await visit(one.key)
  t.match((await look()).body, 'You asked for a message')
  const stopped = await fill({ stop: 'yes' })
  t.match(stopped.body, 'We have deleted the address or number.')
  t.same(await db.selectFrom('notice_wishes').select('id').where('response_id', '=', one.id).execute(), [])
  t.equal((await fill({ stop: 'yes' })).statusCode, 200, 'a second time does no harm')
  pass(3 * DAYS)
  t.equal(await send(sending), 0)
  t.same(standIn.taken, [])
})

t.test('what is changed goes to the new address only', async (t) => {
  const one = await asked({ address: '07700900124' })
  await release(one.ref)
  await find()
  const { send: fill } = await visit(one.key)
  await fill({ way: 'text', address: '07700900125', safe: 'yes', times: 'any' })
  pass(3 * DAYS)
  await find()
  t.equal(await send(sending), 0, 'the news was on the page when they changed it')
  t.same(standIn.taken, [])
})

t.test('what somebody has seen on their page is no news any more', async (t) => {
  const one = await asked()
  await release(one.ref)
  await find()
  const { look } = await visit(one.key)
  t.match((await look('/back/way')).body, 'Two people have read it')
  t.same(await outbox(one.id), [])
  pass(3 * DAYS)
  await find()
  t.equal(await send(sending), 0)
})

t.test('what is not true any more when the time comes is not sent', async (t) => {
  const one = await asked()
  await release(one.ref)
  await find()
  await db.updateTable('readings').set({ state: 'waiting' }).where('response_id', '=', one.id).execute()
  pass(3 * DAYS)
  t.equal(await send(sending), 0)
  t.same(await outbox(one.id), [])
})

t.test('nobody gets more than one message in a week', async (t) => {
  const one = await asked()
  await release(one.ref)
  await find()
  pass(2 * DAYS)
  t.equal(await send(sending), 1)
  await db.updateTable('readings').set({ state: 'waiting' }).where('response_id', '=', one.id).execute()
  pass(3 * DAYS)
  t.equal(await find(), 0, 'too soon')
  pass(4 * DAYS)
  t.equal(await find(), 1)
  pass(2 * DAYS)
  t.equal(await send(sending), 1)
})

t.test('two people with one phone do not make two messages in a week', async (t) => {
  const [one, two] = [await asked(), await asked({ address: '+44 7700 900123' })]
  await release(one.ref)
  await release(two.ref)
  await find()
  pass(2 * DAYS)
  t.equal(await send(sending), 1)
  t.equal(standIn.taken.length, 1)
  pass(7 * DAYS)
  t.equal(await send(sending), 1, 'the second a week later')
})

t.test('words that are taken back, erased or old take the address with them', async (t) => {
  const rows = async (id: string) => db.selectFrom('notice_wishes').select('id').where('response_id', '=', id).execute()
  const [one, two, three] = [await asked(), await asked(), await asked()]
  await release(one.ref)
  await find()
  await withdrawFeedback(db, one.id, now())
  t.same(await rows(one.id), [])
  t.same(
    (await sql`select 1 from outbox o left join notice_wishes w on w.id = o.wish_id where w.id is null`.execute(db))
      .rows,
    [],
  )
  pass(3 * DAYS)
  t.equal(await send(sending), 0)

  await release(two.ref)
  await eraseOldWords(db, new Date(now().getTime() + 370 * 24 * 3_600_000))
  t.same(await rows(two.id), [])

  await forgetOldWishes(db, now())
  t.equal((await rows(three.id)).length, 1)
  await forgetOldWishes(db, new Date(now().getTime() + 370 * 24 * 3_600_000))
  t.same(await rows(three.id), [])
})

t.test('nobody asks for words that are gone', async (t) => {
  const one = await write()
  const { send: fill, cookie } = await visit(one.key)
  const token =
    /name="form_token" value="([^"]+)"/.exec(
      (await server.inject({ url: '/back/notices', headers: { cookie } })).body,
    )?.[1] ?? ''
  await withdrawFeedback(db, one.id, now())
  const answer = await fill({ form_token: token, way: 'text', address: '07700900123', safe: 'yes', times: 'any' })
  t.equal(answer.statusCode, 303)
  t.same(await db.selectFrom('notice_wishes').select('id').where('response_id', '=', one.id).execute(), [])
})

t.test('the address stands nowhere in clear', async (t) => {
  await asked({ way: 'email', address: 'canary.zq7@example.org' })
  await asked({ way: 'text', address: '07700 900777' })
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db)
  const plain = ['canary.zq7', '7700900777', '7700 900777']
  const forms = plain.flatMap((one) => [one, Buffer.from(one).toString('hex')])
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db)
    const text = rows.map(({ row }) => row).join('\n')
    t.same(
      forms.filter((one) => text.includes(one)),
      [],
      name,
    )
  }
  const { rows } = await sql<{
    size: number
  }>`select distinct length(sealed) as size from notice_wishes where sealed is not null`.execute(db)
  t.equal(rows.length, 1, 'and its length tells nothing')
})

t.test('messages that are over are forgotten after thirty days', async (t) => {
  const one = await asked()
  await release(one.ref)
  await find()
  pass(2 * DAYS)
  await send(sending)
  pass(29 * DAYS)
  await forgetOldNotices(db, now())
  t.equal((await outbox(one.id)).length, 1)
  pass(2 * DAYS)
  await forgetOldNotices(db, now())
  t.same(await outbox(one.id), [])
})

t.test('where nobody sends, no page speaks of it', async (t) => {
  const plain = await openTestSite()
  t.teardown(plain.close)
  const { comeBack, give, keyOn } = await import('../fixtures/giving.ts')
  const sent = await give(plain.server, '11-17', { 'w.should-change': 'x' })
  const { cookie, page } = await comeBack(plain.server, keyOn(sent.body))
  t.notMatch(page.body, 'something is new')
  const own = await plain.server.inject({ url: '/back/notices', headers: { cookie } })
  t.equal(own.statusCode, 404)
  const team = await (await plain.as('ada')).get('/team/notices')
  t.match(team.body, 'Nobody is offered one')
})

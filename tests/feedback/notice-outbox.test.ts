import t from 'tap'
import { runDueJobs } from '../../src/db/jobs.ts'
import { askDeliveries } from '../../src/feedback/notices/notice-delivery.ts'
import { claimNotice } from '../../src/feedback/notices/notice-outbox.ts'
import { isSafeTime } from '../../src/feedback/notices/notice-times.ts'
import { findTrouble } from '../../src/feedback/notices/notice-trouble.ts'
import { openReach, stopNotices } from '../../src/feedback/notices/notice-wish.ts'
import type { MessageProvider } from '../../src/messaging/provider.ts'
import { makeSmtp } from '../../src/messaging/smtp.ts'
import { MOST_TRIES } from '../../src/messaging/trying.ts'
import { noticeJobs, openNotices } from '../../src/notices.ts'
import { openMailServer, openNotify } from '../fixtures/notices.ts'
import { DAYS, HOURS, openNoticeRoom } from './notice-room.ts'

const room = await openNoticeRoom()
const { db, keys, site, pass, asked, release, visit, find, send, outbox, now } = room
const { standIn, provider } = await openNotify()
t.teardown(async () => {
  await standIn.close()
  await room.close()
})
t.beforeEach(() => {
  standIn.taken.length = 0
})

let number = 100
const nextNumber = () => `07700900${number++}`

/** Somebody asked, there is news, and the time has come. It is ten in the morning. */
async function due(fields: Record<string, string> = {}) {
  const one = await asked({ address: nextNumber(), ...fields })
  await release(one.ref)
  await find()
  pass(2 * DAYS)
  return one
}

const dying = (over: Partial<MessageProvider>): MessageProvider => ({ ...provider, ...over })
const dies = async (): Promise<never> => {
  throw new TypeError('the process ended here')
}

t.test('two processes that look at the same time send each message once', async (t) => {
  const people = []
  for (let n = 0; n < 6; n++) people.push(await asked({ address: nextNumber() }))
  for (const { ref } of people) await release(ref)
  await Promise.all([find(), find()])
  for (const { id } of people) t.equal((await outbox(id)).length, 1, 'one row, whoever found the news')
  pass(2 * DAYS)
  const sent = await Promise.all([send(room.sendingBy(provider)), send(room.sendingBy(provider))])
  t.equal(sent[0]! + sent[1]!, 6)
  t.equal(standIn.taken.length, 6)
  t.equal(new Set(standIn.taken.map(({ reference }) => reference)).size, 6)
  const jobs = noticeJobs(site, provider)
  await Promise.all([runDueJobs(db, jobs, now(), keys), runDueJobs(db, jobs, now(), keys)])
  t.equal(standIn.taken.length, 6, 'and nothing is left over')
})

t.test('a process that dies before it sends leaves the message to another', async (t) => {
  const one = await due()
  t.ok(await claimNotice(db, now()))
  t.equal(await send(room.sendingBy(provider)), 0, 'it is held for some minutes')
  pass(6)
  t.equal(await send(room.sendingBy(provider)), 1)
  t.equal(standIn.taken.length, 1)
  t.match(await outbox(one.id), [{ state: 'sent', tries: 2 }])
})

t.test('a process that dies after it has sent makes no second message: the provider is asked first', async (t) => {
  const one = await due()
  const half = dying({ send: async (notice) => (await provider.send(notice)) && dies() })
  await t.rejects(send(room.sendingBy(half)), TypeError)
  t.equal(standIn.taken.length, 1)
  t.match(await outbox(one.id), [{ state: 'sending' }])
  pass(6)
  t.equal(await send(room.sendingBy(provider)), 1)
  t.equal(standIn.taken.length, 1, 'still one')
  t.match(await outbox(one.id), [{ state: 'sent', provider_id: standIn.taken[0]?.id }])
  pass(8 * DAYS)
  t.equal(await find(), 0, 'and the person counts as told')
})

t.test('a mail server cannot be asked: a second message is possible, under the same name', async (t) => {
  const mail = await openMailServer()
  t.teardown(mail.close)
  const smtp = makeSmtp(mail.url, 'updates@example.org')
  const one = await due({ way: 'email', address: 'maya@example.org' })
  const half = { send: async (notice: Parameters<typeof smtp.send>[0]) => (await smtp.send(notice)) ?? (await dies()) }
  await t.rejects(send(room.sendingBy(half)), TypeError)
  pass(6)
  t.equal(await send(room.sendingBy(smtp)), 1)
  const names = mail.mails.map(({ data }) => /^Message-ID: (.*)$/m.exec(data)?.[1])
  t.equal(names.length, 2)
  t.equal(names[0], names[1])
  t.match(await outbox(one.id), [{ state: 'sent', provider_id: null }])
})

t.test('trouble that passes is waited out, longer each time, and only at safe hours', async (t) => {
  const one = await due({ times: 'daytime' })
  const sending = room.sendingBy(provider)
  // A working day, so that there are hours enough.
  while (!isSafeTime('daytime', now())) pass(1 * DAYS)
  const waits: number[] = []
  for (let tries = 1; tries < 4; tries++) {
    standIn.goWrong({ status: tries === 2 ? 429 : 500, error: 'Exception', message: 'not now' })
    t.equal(await send(sending), 0)
    const [row] = await outbox(one.id)
    t.match(row, { state: 'failed', tries, problem: /Exception/ })
    waits.push(Math.round(((row?.next_try?.getTime() ?? 0) - now().getTime()) / 60_000))
    pass(waits.at(-1) ?? 0)
  }
  t.same(waits, [5, 10, 20])
  t.equal(await send(sending), 1)
  t.equal(standIn.taken.length, 1)

  const two = await due()
  pass(21 * HOURS - 2 - ((now().getTime() / 60_000) % (24 * HOURS)))
  standIn.goWrong({ status: 500, error: 'Exception', message: '' })
  await send(sending)
  const [row] = await outbox(two.id)
  t.match(row, { state: 'failed', tries: 1 })
  const next = row?.next_try?.toISOString() ?? ''
  t.ok(next.slice(11) >= '08:00' && next.slice(11) < '21:00', `the next try is at ${next}`)
  t.not(next.slice(0, 10), now().toISOString().slice(0, 10), 'on another day, because it is night soon')
  await stopNotices(db, two.id)
  pass(13 * HOURS + 2)
})

t.test('after eight tries it is given up, and not begun again for the same news', async (t) => {
  const one = await due()
  const sending = room.sendingBy(dying({ find: async () => undefined }))
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    standIn.goWrong({ status: 503, error: 'Exception', message: '' })
    await send(sending)
    pass(2 * DAYS)
  }
  t.match(await outbox(one.id), [{ state: 'given up', tries: MOST_TRIES, next_try: null }])
  t.equal(await find(), 0)
  t.equal(await send(sending), 0)
  t.same(standIn.taken, [])
})

t.test('a provider that refuses us stops everything, and the team sees that', async (t) => {
  const [one, two] = [await due(), await due()]
  const sending = room.sendingBy(provider)
  standIn.goWrong({ status: 403, error: 'AuthError', message: 'Invalid token: API key not found' })
  t.equal(await send(sending), 0)
  const rows = [...(await outbox(one.id)), ...(await outbox(two.id))]
  t.same(
    rows.map(({ state, tries }) => ({ state, tries })),
    [
      { state: 'queued', tries: 0 },
      { state: 'queued', tries: 0 },
    ],
    'it counts as no try',
  )
  t.match(await findTrouble(db), { why: 'stopped', kind: '403 AuthError', over: false })
  const page = await (await room.as('ada')).get('/team/notices')
  t.equal(page.statusCode, 200)
  t.match(page.body, '403 AuthError')
  t.match(page.body, 'Nothing goes out until this is put right')
  t.match(page.body, 'No message went out since')
  t.match(page.body, 'fewer than 10')
  t.notMatch(page.body, /07700|example\.org/)
  pass(2 * HOURS)
  t.equal(await send(sending), 2)
  t.match(await findTrouble(db), { over: true })
  t.match((await (await room.as('ada')).get('/team/notices')).body, 'A message went out since')
})

t.test('what the provider will never take is given up', async (t) => {
  const one = await due()
  const team = await openNotify('team')
  t.teardown(team.standIn.close)
  t.equal(await send(room.sendingBy(team.provider)), 0)
  t.match(await outbox(one.id), [{ state: 'given up', problem: '400 BadRequestError' }])
})

t.test('an address that does not exist is forgotten, and the person’s page says so', async (t) => {
  const one = await due({ address: '07700900002' })
  t.equal(await send(room.sendingBy(provider)), 1, 'taken')
  await askDeliveries(db, provider, now())
  t.match(await outbox(one.id), [{ state: 'sent', delivery: 'wrong address' }])
  const wish = await db.selectFrom('notice_wishes').selectAll().where('response_id', '=', one.id).executeTakeFirst()
  t.match(wish, { sealed: null, dek_box: null })
  const { look, send: fill } = await visit(one.key)
  t.match((await look()).body, 'The last message did not arrive')
  t.equal(await find(), 0, 'nothing more is tried')
  const again = await fill({ way: 'text', address: nextNumber(), safe: 'yes', times: 'any' })
  t.match(again.body, 'You asked for a message')

  const two = await due({ address: nextNumber() })
  await send(room.sendingBy(provider))
  await askDeliveries(db, provider, now())
  t.match(await outbox(two.id), [{ delivery: 'delivered' }])
})

t.test('every opening of an address is in the log, without the address', async (t) => {
  const one = await due({ way: 'email', address: 'canary.zq7@example.org' })
  await send(room.sendingBy(provider))
  const [row] = await outbox(one.id)
  const entries = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('record_id', '=', row?.id ?? '')
    .execute()
  t.match(entries, [{ member_id: null, action: 'opened an address to send a notice', record: 'notice', detail: {} }])
  const log = await (await room.as('otto')).get('/team/log')
  t.match(log.body, /opened an address to send a notice/i)
  t.notMatch(log.body, 'canary.zq7')
})

t.test('a public process opens no address and sends nothing', async (t) => {
  await due()
  const wish = await db
    .selectFrom('notice_wishes')
    .selectAll()
    .where('sealed', 'is not', null)
    .orderBy('asked_on', 'desc')
    .executeTakeFirstOrThrow()
  const publicKeys = { ...keys, desk: undefined }
  await t.rejects(openReach(db, publicKeys, { ...wish, sealed: wish.sealed! }), { name: 'CannotOpen' })
  t.same(await runDueJobs(db, noticeJobs(room.site, provider), new Date(now().getTime() + 1e9), publicKeys), [])
  t.same((await openNotices({ ...room.site, keys: publicKeys })).jobs, [])
  t.same(standIn.taken, [])
})

t.test('in the demonstration a stand-in takes the messages, whatever the settings say', async (t) => {
  const { config } = room.site
  const elsewhere = { ...config.notices, by: 'notify' as const, notifyUrl: 'https://api.notifications.service.gov.uk' }
  const asked: string[] = []
  const real = globalThis.fetch
  t.teardown(() => {
    globalThis.fetch = real
  })
  globalThis.fetch = ((url: URL, init: RequestInit) => {
    asked.push(url.hostname)
    return real(url, init)
  }) as typeof fetch
  const demonstration = { ...room.site, demonstration: true, config: { ...config, notices: elsewhere } }
  const notices = await openNotices(demonstration)
  t.teardown(notices.close)
  t.equal(notices.jobs.length, 3)
  t.same(await runDueJobs(db, notices.jobs, now(), keys).then((ran) => ran.filter(({ problem }) => problem)), [])
  t.ok(asked.length > 0)
  t.same([...new Set(asked)], ['127.0.0.1'])
})

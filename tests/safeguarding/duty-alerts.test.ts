import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { clockJobs, openClockwork } from '../../src/alerts.ts'
import { readConfig } from '../../src/config.ts'
import { runDueJobs } from '../../src/db/jobs.ts'
import type { MessageProvider } from '../../src/messaging/provider.ts'
import { makeSmtp } from '../../src/messaging/smtp.ts'
import { makeWebhook } from '../../src/messaging/webhook.ts'
import { queueAlert } from '../../src/safeguarding/duty/alert.ts'
import { claimAlert, forgetOldAlerts } from '../../src/safeguarding/duty/alert-outbox.ts'
import { findAlerts } from '../../src/safeguarding/duty/finding-alerts.ts'
import { toldLately } from '../../src/safeguarding/duty/lately.ts'
import { passOnLate } from '../../src/safeguarding/duty/passing-late.ts'
import { sendAlerts } from '../../src/safeguarding/duty/sending-alerts.ts'
import { forgetDutyTimes, keepDutyTimes, usualTimes } from '../../src/safeguarding/duty-times.ts'
import { openMailServer, openNotify } from '../fixtures/notices.ts'
import { openDutyRoom, responseRow } from './duty-room.ts'

const at = (iso: string) => new Date(iso)
const monday = at('2026-11-23T10:00:00Z')
const later = (minutes: number, from = monday) => new Date(from.getTime() + minutes * 60_000)
const people = { Ana: ['reader'], Cleo: ['reader'], Dora: ['reader'] }
const room = await openDutyRoom(people as never, monday)
const { db, keys, idOf, write, turn } = room
const { standIn, provider } = await openNotify()
t.teardown(async () => {
  await standIn.close()
  await room.close()
})
await turn('Ana', 'reader')
await turn('Cleo', 'deputy')
await turn('Dora', 'manager')
t.beforeEach(async () => {
  standIn.taken.length = 0
  await db.deleteFrom('alerts').execute()
  await db.deleteFrom('readings').execute()
  await db.deleteFrom('contact_wishes').execute()
})

const minute = async (now: Date, email: MessageProvider = provider) => {
  await passOnLate(db, keys, now)
  await findAlerts(db, keys, now)
  return sendAlerts(db, { email, teamAddress: 'https://team.example/team' }, now)
}
const to = () => standIn.taken.map((one) => one.to)
const dies = async (): Promise<never> => {
  throw new TypeError('the process ended here')
}

t.test('somebody feels unsafe now: the reader on duty is told within minutes, and of nothing else', async (t) => {
  const id = await write(monday, 'unsafe now')
  t.equal(await minute(later(1)), 1)
  t.same(to(), ['ana@example.org'])
  const [message] = standIn.taken
  t.equal(message?.subject, 'Something waits for you at Heard')
  t.equal(message?.body, 'Something waits for you at Heard. Please look now. https://team.example/team')
  t.notMatch(JSON.stringify(message), id)
  t.equal(await minute(later(2)), 0, 'once')
  const [row] = await db.selectFrom('alerts').selectAll().where('state', '=', 'sent').execute()
  t.equal(row?.done_at?.toISOString(), '2026-11-23T10:00:00.000Z', 'the hour, not the minute')
  t.same(await toldLately(db), [{ to: 'Ana', at: monday, state: 'sent', problem: null }])
})

t.test('out of hours it goes out at the next opening; at any hour, where the partnership says so', async (t) => {
  const night = at('2026-11-27T22:00:00Z')
  await write(night, 'unsafe now')
  t.equal(await minute(night), 0)
  t.equal(await minute(at('2026-11-29T12:00:00Z')), 0)
  t.equal(await minute(at('2026-11-30T09:01:00Z')), 1)
  await db.deleteFrom('readings').execute()
  await keepDutyTimes(db, { ...usualTimes, alertAtOnce: true })
  forgetDutyTimes(db)
  await write(night, 'unsafe now')
  t.equal(await minute(later(1, night)), 1)
  await db.deleteFrom('facts').where('key', '=', 'duty times').execute()
  forgetDutyTimes(db)
})

t.test('much that becomes late at once is one message to the deputy, then one to the manager', async (t) => {
  for (let n = 0; n < 12; n++) await write(monday, 'child wrote')
  const due = later(240)
  t.equal(await minute(later(1, due)), 1)
  t.same(to(), ['cleo@example.org'])
  t.match(standIn.taken[0]?.body, 'Something waits for you at Heard. It is late.')
  t.equal(await minute(later(62, due)), 1)
  t.same(to(), ['cleo@example.org', 'dora@example.org'])
  t.equal(await minute(at('2026-11-24T09:01:00Z')), 1, 'and each day that it stays late')
  t.equal(await minute(at('2026-11-24T10:01:00Z')), 0)
})

t.test('somebody waits to be reached for too long', async (t) => {
  const id = randomUUID()
  await db
    .insertInto('responses')
    .values(responseRow(id, room.setId, '2026-11-23', 'own words'))
    .execute()
  const sealed = {
    sealed: Buffer.alloc(1),
    sealed_outcome: null,
    dek_box: Buffer.alloc(1),
    reader_key_id: room.readerKey.id,
  }
  await db
    .insertInto('contact_wishes')
    .values({
      id,
      ref: 'W-1',
      response_id: id,
      form_mark: Buffer.alloc(1),
      wished_on: '2026-11-23',
      due_at: later(30),
      ...sealed,
      done_by: null,
      done_on: null,
      came_with: null,
    })
    .execute()
  t.equal(await minute(later(29)), 0)
  t.equal(await minute(later(31)), 1)
  t.same(to(), ['ana@example.org'])
  t.equal(await minute(later(91)), 1)
  t.same(to(), ['ana@example.org', 'cleo@example.org'])
})

t.test(
  'a process that dies after sending makes no second message, and before sending leaves it to another',
  async (t) => {
    await write(monday, 'unsafe now')
    const half = {
      ...provider,
      send: async (one: Parameters<MessageProvider['send']>[0]) => (await provider.send(one)) && dies(),
    }
    await t.rejects(minute(later(1), half), TypeError)
    t.equal(standIn.taken.length, 1)
    t.equal(await minute(later(2)), 0, 'held for two minutes')
    t.equal(await minute(later(4)), 1)
    t.equal(standIn.taken.length, 1, 'the provider was asked, and has it')

    await write(monday, 'unsafe now')
    await findAlerts(db, keys, later(5))
    t.ok(await claimAlert(db, later(5)), 'taken, and the process ends')
    t.equal(await minute(later(8)), 1)
    t.equal(standIn.taken.length, 2)
  },
)

t.test('two processes at once tell each member once', async (t) => {
  for (let n = 0; n < 5; n++) await write(monday, 'unsafe now')
  await db
    .updateTable('readings')
    .set({ with_member: idOf('Dora') })
    .execute()
  await Promise.all([findAlerts(db, keys, later(1)), findAlerts(db, keys, later(1))])
  await queueAlert(
    db,
    keys,
    { record: 'concern', id: 'x', round: 'yours', to: [idOf('Dora'), idOf('Cleo')], tone: 'waits' },
    later(1),
  )
  const ways = { email: provider }
  const sent = await Promise.all([sendAlerts(db, ways, later(1)), sendAlerts(db, ways, later(1))])
  t.equal(sent[0] + sent[1], 3)
  t.same(to().sort(), ['ana@example.org', 'cleo@example.org', 'dora@example.org'])
})

t.test('what was queued by a clock a day ahead goes out now', async (t) => {
  await queueAlert(
    db,
    keys,
    { record: 'concern', id: 'y', round: 'yours', to: [idOf('Ana')], tone: 'waits' },
    later(24 * 60),
  )
  t.equal(await minute(monday), 1)
})

t.test('trouble is waited out; a provider that refuses is asked each hour', async (t) => {
  await write(monday, 'unsafe now')
  standIn.goWrong({ status: 500, error: 'Exception', message: '' })
  t.equal(await minute(later(1)), 0)
  t.match(await toldLately(db), [{ to: 'Ana', state: 'failed', problem: '500 Exception' }])
  t.equal(await minute(later(2)), 1)
  await write(monday, 'unsafe now')
  standIn.goWrong({ status: 403, error: 'AuthError', message: '' })
  t.equal(await minute(later(3)), 0)
  t.equal(await minute(later(20)), 0)
  t.ok((await minute(later(64))) >= 1)
})

t.test('without a way to tell, the page says that nobody was told', async (t) => {
  await write(monday, 'unsafe now')
  await findAlerts(db, keys, later(1))
  t.equal(await sendAlerts(db, {}, later(1)), 0)
  t.match(await toldLately(db), [{ to: 'Ana', state: 'nowhere' }])
  await forgetOldAlerts(db, later(8 * 24 * 60))
  t.same(await toldLately(db), [])
})

t.test('a mail server and a webhook are told as little, and the webhook’s body is signed', async (t) => {
  const mail = await openMailServer()
  const asked: { body: string; signature: string }[] = []
  const server = createServer((request, reply) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      asked.push({ body, signature: String(request.headers['x-heard-signature']) })
      reply.writeHead(asked.length === 1 ? 503 : 204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(async () => {
    await mail.close()
    server.close()
  })
  const secret = 'a secret of sixteen or more'
  const webhook = makeWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret)
  const ways = { email: makeSmtp(mail.url, 'heard@example.org'), webhook }
  await write(monday, 'unsafe now')
  await findAlerts(db, keys, later(1))
  t.equal(await sendAlerts(db, ways, later(1)), 1, 'the webhook was busy')
  t.equal(await sendAlerts(db, ways, later(3)), 1)
  t.match(mail.mails, [{ to: ['ana@example.org'] }])
  t.match(mail.mails[0]?.data, 'Something waits for you at Heard')
  const [first, second] = asked.map(({ body }) => JSON.parse(body))
  t.match(second, { heard: 'something waits', how: 'now', at: '2026-11-23T10:03:00.000Z' })
  t.same(Object.keys(second).sort(), ['at', 'heard', 'how', 'id'])
  t.equal(first.id, second.id, 'the same message')
  const { body = '', signature } = asked[1] ?? {}
  t.equal(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
})

t.test('the jobs run beside the desk key only, and in the demonstration nothing leaves the machine', async (t) => {
  await write(monday, 'unsafe now')
  const jobs = clockJobs({ email: provider })
  t.same(await runDueJobs(db, jobs, later(1), { ...keys, desk: undefined }), [])
  const ran = await runDueJobs(db, jobs, later(1), keys)
  t.same(
    ran.filter(({ problem }) => problem),
    [],
  )
  t.same(to(), ['ana@example.org'])
  const settings = {
    ALERTS: 'smtp',
    ALERTS_FROM: 'a@example.org',
    SMTP_URL: 'smtp://mail.example',
    ALERT_WEBHOOK: 'https://example.org/x',
    ALERT_WEBHOOK_SECRET: 'sixteen letters!',
  }
  const config = readConfig(settings)
  t.match(config.alerts, { by: 'smtp', webhook: { url: 'https://example.org/x' } })
  t.match(readConfig({ ...settings, SITES: 'public' }).alerts, { webhook: undefined, smtpUrl: undefined })
  t.throws(() => readConfig({ ...settings, ALERT_WEBHOOK_SECRET: '' }), /belong together/)
  t.throws(() => readConfig({ ALERTS: 'notify' }), /NOTIFY_EMAIL_TEMPLATE/)
  t.equal(readConfig({ PUBLIC_ADDRESS: 'https://heard.example' }).alerts.teamAddress, 'https://heard.example/team')
  const real = globalThis.fetch
  const hosts = new Set<string>()
  t.teardown(() => {
    globalThis.fetch = real
  })
  globalThis.fetch = ((url: URL, init: RequestInit) => {
    hosts.add(new URL(url).hostname)
    return real(url, init)
  }) as typeof fetch
  const clockwork = await openClockwork({ db, config, keys, now: () => later(60), demonstration: true })
  t.teardown(clockwork.close)
  await write(later(50), 'unsafe now')
  await runDueJobs(db, clockwork.jobs, later(60), keys)
  t.same([...hosts], ['127.0.0.1'])
})

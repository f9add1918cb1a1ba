import { createHmac, randomUUID } from 'node:crypto'
import t from 'tap'
import { messageWords } from '../../src/feedback/notices/notice-offer.ts'
import { makeNotify } from '../../src/messaging/notify.ts'
import { startNotifyStandIn } from '../../src/messaging/notify-stand-in.ts'
import type { Message, MessageWay } from '../../src/messaging/provider.ts'
import { makeSmtp } from '../../src/messaging/smtp.ts'
import { emailTemplate, keyOf, openMailServer, openNotify, textTemplate } from '../fixtures/notices.ts'

const { standIn, provider } = await openNotify()
t.teardown(standIn.close)

const notice = (way: MessageWay, address: string): Message => ({
  ...{ reference: randomUUID(), way, address },
  ...messageWords('en'),
})

/** What a promise fails with. */
const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => undefined,
    (error) => error,
  )

t.test('an email and a text say what they should, and can be asked for by our reference', async (t) => {
  for (const [way, address] of [
    ['email', 'maya@example.org'],
    ['text', '07700900123'],
  ] as const) {
    const message = notice(way, address)
    t.equal(await provider.find?.(message.reference), undefined, 'nothing yet')
    const id = (await provider.send(message)) ?? ''
    t.match(standIn.taken.at(-1), { id, to: address, body: message.text, reference: message.reference })
    t.equal(standIn.taken.at(-1)?.subject, way === 'email' ? message.subject : null)
    t.equal(await provider.find?.(message.reference), id)
    t.equal(await provider.delivery?.(id), 'delivered')
  }
})

t.test('the numbers and addresses that Notify keeps for tests end as it says', async (t) => {
  for (const address of ['07700900000', '07700900111', '07700900222']) {
    const message = notice('text', address)
    const id = (await provider.send(message)) ?? ''
    t.match(id, /^[0-9a-f-]{36}$/, `${address} is taken`)
    t.equal(await provider.find?.(message.reference), undefined, 'and not kept')
    t.equal(await provider.delivery?.(id), 'not known')
  }
  const simulated = await provider.send(notice('email', 'simulate-delivered@notifications.service.gov.uk'))
  t.match(simulated, /^[0-9a-f-]{36}$/)
  const ends = [
    ['text', '07700900003', 'did not arrive'],
    ['text', '07700900002', 'wrong address'],
    ['email', 'temp-fail@simulator.notify', 'did not arrive'],
    ['email', 'perm-fail@simulator.notify', 'wrong address'],
  ] as const
  for (const [way, address, end] of ends) {
    t.equal(await provider.delivery?.((await provider.send(notice(way, address))) ?? ''), end, address)
  }
})

t.test('a key for the team reaches the team and nobody else', async (t) => {
  const team = await openNotify('team')
  t.teardown(team.standIn.close)
  const id = (await team.provider.send(notice('text', '07700 900 444'))) ?? ''
  t.equal(await team.provider.delivery?.(id), 'on its way')
  t.match(await failureOf(team.provider.send(notice('text', '07700900123'))), {
    why: 'refused',
    kind: '400 BadRequestError',
  })
  t.ok(await team.provider.send(notice('text', '07700900000')), 'but for the smoke test')
})

t.test('each kind of no is told apart, and none of them repeats an address', async (t) => {
  const cases = [
    [400, 'BadRequestError', 'stopped'],
    [403, 'AuthError', 'stopped'],
    [429, 'TooManyRequestsError', 'later'],
    [500, 'Exception', 'later'],
  ] as const
  for (const [status, error, why] of cases) {
    standIn.goWrong({ status, error, message: 'not to maya@example.org' })
    const failure = await provider.send(notice('email', 'maya@example.org')).catch((problem) => problem)
    t.match(failure, { name: 'NotSent', why, kind: `${status} ${error}` })
    t.notMatch(`${failure.message}${failure.stack}${JSON.stringify(failure)}`, /maya/)
  }
  t.match(await failureOf(provider.send(notice('text', '0770090012'))), { why: 'address', kind: '400 ValidationError' })
  t.match(await failureOf(provider.send(notice('email', 'nobody'))), { why: 'address' })
  const nowhere = makeNotify({ url: 'http://127.0.0.1:9', key: keyOf('test'), templates: { text: textTemplate } })
  t.match(await failureOf(nowhere.send(notice('text', '07700900123'))), { why: 'later' }, 'nobody answers')
  t.match(await failureOf(nowhere.send(notice('email', 'maya@example.org'))), { why: 'refused' }, 'no template')
})

t.test('a wrong key and a wrong clock stop everything until a person looks', async (t) => {
  const other = `test-${keyOf('test').slice(5, 41)}-${randomUUID()}`
  const templates = { text: textTemplate }
  const wrong = makeNotify({ url: standIn.url, key: other, templates })
  t.match(await failureOf(wrong.send(notice('text', '07700900123'))), { why: 'stopped', kind: '403 AuthError' })
  const slow = makeNotify({ url: standIn.url, key: keyOf('test'), templates }, () => Date.now() - 31_000)
  t.match(await failureOf(slow.send(notice('text', '07700900123'))), { why: 'stopped', kind: '403 AuthError' })
  const right = makeNotify({ url: standIn.url, key: keyOf('test'), templates }, () => Date.now() - 20_000)
  t.ok(await right.send(notice('text', '07700900123')))
})

t.test('a template that adds words of its own sends nothing', async (t) => {
  const talkative = await startNotifyStandIn({
    keys: [{ key: keyOf('live'), kind: 'live' }],
    templates: [
      { id: textTemplate, type: 'sms', body: 'Heard: ((message))' },
      { id: emailTemplate, type: 'email', subject: 'Your feedback', body: '((message))' },
    ],
  })
  t.teardown(talkative.close)
  const templates = { email: emailTemplate, text: textTemplate }
  const client = makeNotify({ url: talkative.url, key: keyOf('live'), templates })
  t.match(await failureOf(client.send(notice('text', '07700900123'))), { why: 'stopped', kind: /says more/ })
  t.match(await failureOf(client.send(notice('email', 'maya@example.org'))), { why: 'stopped', kind: /says more/ })
  const missing = makeNotify({ url: talkative.url, key: keyOf('live'), templates: { text: randomUUID() } })
  t.match(await failureOf(missing.send(notice('text', '07700900123'))), { why: 'stopped', kind: '404 NoResultFound' })
  t.same(talkative.taken, [])
})

t.test('the stand-in answers a mistake as Notify does', async (t) => {
  const signed = () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const key = keyOf('test')
    const iat = Math.round(Date.now() / 1000)
    const body = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: key.slice(-73, -37), iat })}`
    return `Bearer ${body}.${createHmac('sha256', key.slice(-36)).update(body).digest('base64url')}`
  }
  const ask = async (path: string, body?: object, authorization: string | undefined = signed()) => {
    const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) }
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
    const answer = await fetch(`${standIn.url}${path}`, init)
    return { status: answer.status, said: (await answer.json()) as { status_code?: number; errors?: object[] } }
  }
  const text = { phone_number: '07700900123', template_id: textTemplate, personalisation: { message: 'x' } }
  const cases: [object, string, string | RegExp][] = [
    [{ ...text, phone_number: undefined }, 'ValidationError', 'phone_number is a required property'],
    [{ ...text, phone_number: '07700 90012' }, 'ValidationError', 'phone_number Not enough digits'],
    [{ ...text, phone_number: '077009001234' }, 'ValidationError', 'phone_number Too many digits'],
    [{ ...text, phone_number: '0770090012x' }, 'ValidationError', 'phone_number Must not contain letters or symbols'],
    [{ ...text, phone_number: '01709 123456' }, 'ValidationError', 'phone_number Not a UK mobile number'],
    [{ ...text, template_id: 'x' }, 'ValidationError', 'template_id is not a valid UUID'],
    [{ ...text, other: 1 }, 'ValidationError', /^Additional properties are not allowed/],
    [{ ...text, template_id: randomUUID() }, 'BadRequestError', 'Template not found'],
    [{ ...text, template_id: emailTemplate }, 'BadRequestError', 'email template is not suitable for sms notification'],
    [{ ...text, personalisation: {} }, 'BadRequestError', 'Missing personalisation: message'],
  ]
  for (const [body, error, message] of cases) {
    const { status, said } = await ask('/v2/notifications/sms', body)
    t.equal(status, 400)
    t.match(said, { status_code: 400, errors: [{ error, message }] })
  }
  for (const [token, status] of [
    ['', 401],
    ['Basic x', 401],
    ['Bearer x.y.z', 403],
  ] as const) {
    const { said, ...answer } = await ask('/v2/notifications', undefined, token)
    t.equal(answer.status, status, token)
    t.match(said, { status_code: status, errors: [{ error: 'AuthError' }] })
  }
  t.equal((await ask('/v2/notifications/not-an-id')).status, 400)
  t.equal((await ask(`/v2/notifications/${randomUUID()}`)).status, 404)
  const { status, said } = await ask('/v2/notifications/sms', { ...text, reference: 'r' })
  t.equal(status, 201)
  t.match(said, { reference: 'r', content: { body: 'x' }, template: { id: textTemplate, version: 1 } })
  const list = (await ask('/v2/notifications?reference=r')).said as unknown as { notifications: object[] }
  t.match(list.notifications, [{ reference: 'r', type: 'sms', status: 'delivered', phone_number: '07700900123' }])
})

t.test('a mail server gets plain text, and nothing that tells who we are', async (t) => {
  const mail = await openMailServer()
  t.teardown(mail.close)
  const smtp = makeSmtp(mail.url, 'Updates <updates@example.org>')
  const message = notice('email', 'maya@example.org')
  t.equal(await smtp.send(message), null)
  const [got] = mail.mails
  t.match(got, { from: 'updates@example.org', to: ['maya@example.org'] })
  const data = got?.data ?? ''
  t.match(data, 'Subject: Something new')
  t.match(data, 'There is something new.')
  t.match(data, `Message-ID: <${message.reference}@example.org>`)
  t.notMatch(data, /heard|html|https?:|x-mailer|nodemailer|rotherham|feedback/i)
  const names = data
    .split('\n\n')[0]
    ?.match(/^[\w-]+(?=:)/gm)
    ?.sort()
  t.same(names, [
    ...['Auto-Submitted', 'Content-Transfer-Encoding', 'Content-Type', 'Date', 'From', 'MIME-Version'],
    ...['Message-ID', 'Subject', 'To'],
  ])
  t.match(await failureOf(smtp.send(notice('text', '07700900123'))), { why: 'refused' })
})

t.test('what a mail server answers is told apart, and a name with a line end adds no recipient', async (t) => {
  const answers: [string, string][] = [
    ['550 5.1.1 nobody of that name', 'address'],
    ['550 5.7.1 relaying denied', 'refused'],
    ['451 4.7.1 come back later', 'later'],
    ['', 'later'],
  ]
  for (const [answer, why] of answers) {
    const mail = await openMailServer((line) => (line.startsWith('RCPT') ? answer : undefined))
    const failure = await makeSmtp(mail.url, 'updates@example.org')
      .send(notice('email', 'maya@example.org'))
      .catch((e) => e)
    t.match(failure, { name: 'NotSent', why }, answer)
    t.notMatch(`${failure.message}${JSON.stringify(failure)}`, /maya/)
    await mail.close()
  }
  const mail = await openMailServer((line) => (line.startsWith('MAIL') ? '530 5.7.0 sign in first' : undefined))
  t.teardown(mail.close)
  t.match(await failureOf(makeSmtp(mail.url, 'updates@example.org').send(notice('email', 'maya@example.org'))), {
    why: 'stopped',
  })
  const far = makeSmtp('smtp://127.0.0.1:9', 'updates@example.org')
  t.match(await failureOf(far.send(notice('email', 'maya@example.org'))), { why: 'later' })
  const odd = await openMailServer()
  t.teardown(odd.close)
  await makeSmtp(odd.url, 'updates@example.org')
    .send(notice('email', 'maya@example.org\r\nBcc: b@example.org'))
    .catch(() => {})
  t.ok(odd.mails.every(({ to }) => to.length === 1))
})

import t from 'tap'
import { makeCrowd } from '../../src/web/crowd.ts'
import { makeFormToken, readFormToken } from '../../src/web/form-token.ts'
import { makeTicket, readTicket } from '../../src/web/wait-ticket.ts'
import { freshKeys } from '../fixtures/team-room.ts'

const keys = freshKeys()
const began = new Date('2026-11-23T10:00:00Z')
const at = (seconds: number) => new Date(began.getTime() + seconds * 1000)

function form(openedAt: number) {
  const token = readFormToken(keys, makeFormToken(keys, at(openedAt)), at(openedAt))
  if (typeof token === 'string') throw new Error(token)
  return token
}

const address = '203.0.113.7'

/** Sends a form that has been open for a while. */
function send(crowd: ReturnType<typeof makeCrowd>, seconds: number, from = address) {
  const token = form(seconds - 60)
  return { token, answer: crowd.admit({ address: from, token, ticket: '' }, at(seconds)) }
}

t.test('five a minute from one address pass, and each other address has its own five', (t) => {
  const crowd = makeCrowd(keys, 5)
  const passed = Array.from({ length: 40 }, (_, n) => send(crowd, n).answer.pass)
  t.same(passed.map(Number).join(''), `11111${'0'.repeat(35)}`)
  t.ok(send(crowd, 40, '203.0.113.8').answer.pass)
  t.ok(send(crowd, 40, '2001:db8::1').answer.pass)
  t.notOk(send(crowd, 59.9).answer.pass)
  t.ok(send(crowd, 60.1).answer.pass, 'a minute after the first, one more')
  t.notOk(send(crowd, 60.2).answer.pass)
  t.end()
})

t.test('who waited is let in: three seconds after they first sent, with a form open for eight', (t) => {
  const crowd = makeCrowd(keys, 1)
  send(crowd, 0)
  const token = form(0)
  const first = crowd.admit({ address, token, ticket: '' }, at(2))
  if (first.pass) throw new Error('let in at once')
  const press = (seconds: number) => crowd.admit({ address, token, ticket: first.ticket }, at(seconds))
  t.same(press(4.9), first, 'too early: the same ticket again, so the wait is not begun anew')
  t.same(press(5.5), first, 'three seconds have passed, but nobody writes in five')
  t.same(press(8), { pass: true })
  t.same(press(300), { pass: true }, 'and again: it is the same sending')
  t.end()
})

t.test('a ticket is good for its own form alone', (t) => {
  const [one, other] = [form(0), form(0)]
  const ticket = makeTicket(keys, one, at(10))
  t.same(readTicket(keys, one, ticket), at(10))
  const [seconds, mac] = ticket.split('.')
  const wrong = [
    `${Number(seconds) - 5}.${mac}`,
    `0${ticket}`,
    ticket.slice(0, -1),
    `${ticket} `,
    '',
    undefined,
    7,
    ['x'],
  ]
  for (const each of wrong) t.equal(readTicket(keys, one, each), undefined, String(each))
  t.equal(readTicket(keys, other, ticket), undefined, 'another form')
  t.equal(readTicket(freshKeys(), one, ticket), undefined, 'another root key')
  const crowd = makeCrowd(keys, 1)
  send(crowd, 0)
  t.notOk(crowd.admit({ address, token: other, ticket }, at(60 - 1)).pass)
  t.end()
})

t.test('a second click, a refresh and another try are no new sendings', (t) => {
  const crowd = makeCrowd(keys, 1)
  const { token, answer } = send(crowd, 0)
  t.ok(answer.pass)
  for (const seconds of [0, 1, 60 * 25]) {
    t.ok(crowd.admit({ address, token, ticket: '' }, at(seconds)).pass, `${seconds} s`)
    send(crowd, seconds)
  }
  send(crowd, 60 * 31)
  t.notOk(crowd.admit({ address, token, ticket: '' }, at(60 * 31)).pass, 'after half an hour it is forgotten')
  t.end()
})

t.test('nothing stays in memory longer than it may, and never more than it may', (t) => {
  const crowd = makeCrowd(keys, 5)
  for (let n = 0; n < 25_000; n++) send(crowd, n / 1000, `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
  t.same(crowd.holds(), { addresses: 20_000, forms: 20_000 })
  crowd.forget(at(30 + 60))
  t.same(crowd.holds(), { addresses: 0, forms: 20_000 }, 'a minute')
  crowd.forget(at(30 + 30 * 60))
  t.same(crowd.holds(), { addresses: 0, forms: 0 }, 'half an hour')
  t.end()
})

t.test('with the limit switched off nothing is looked at', (t) => {
  const crowd = makeCrowd(keys, 0)
  for (let n = 0; n < 100; n++) if (!send(crowd, 0).answer.pass) t.fail()
  t.same(crowd.holds(), { addresses: 0, forms: 0 })
  t.end()
})

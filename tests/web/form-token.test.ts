import { randomBytes } from 'node:crypto'
import t from 'tap'
import { makeFormToken, readFormToken } from '../../src/web/form-token.ts'
import { freshKeys } from '../fixtures/team-room.ts'

const keys = freshKeys()
const opened = new Date('2026-11-23T10:59:59Z')
const after = (hours: number) => new Date(opened.getTime() + hours * 3_600_000)

t.test('a token says when the form was opened, and each is another', (t) => {
  const token = makeFormToken(keys, opened)
  const read = readFormToken(keys, token, opened)
  t.match(read, { hour: Math.floor(opened.getTime() / 3_600_000), openedAt: opened })
  t.ok(typeof read === 'object' && read.nonce.length === 16)
  t.same(readFormToken(keys, token, after(3)), read, 'the same in any process with the same keys')
  const later = readFormToken(keys, makeFormToken(keys, new Date(opened.getTime() + 999)), opened)
  t.match(later, { openedAt: opened }, 'to the second')
  t.equal(new Set(Array.from({ length: 1000 }, () => makeFormToken(keys, opened))).size, 1000)
  t.match(token, /^[\w.-]{46,60}$/, 'safe in an attribute')
  t.end()
})

t.test('it is good for a day, then it is old; one from the future is not ours', (t) => {
  const token = makeFormToken(keys, opened)
  for (const hours of [-1, 0, 1, 12, 24]) t.type(readFormToken(keys, token, after(hours)), 'object', `${hours} h`)
  for (const hours of [25.1, 26, 1000]) t.equal(readFormToken(keys, token, after(hours)), 'old', `${hours} h`)
  for (const hours of [-2, -50]) t.equal(readFormToken(keys, token, after(hours)), 'unknown', `${hours} h`)
  t.end()
})

t.test('a changed, cut, lengthened or foreign token is unknown', (t) => {
  const token = makeFormToken(keys, opened)
  const seen = new Set<unknown>()
  for (let place = 0; place < token.length; place++) {
    for (const sign of ['A', 'b', '0', '9', '.', '-', ' ', 'é']) {
      if (token[place] === sign) continue
      // The last sign carries two bits that mean nothing; the text is compared, so they count too.
      seen.add(readFormToken(keys, token.slice(0, place) + sign + token.slice(place + 1), opened))
    }
    seen.add(readFormToken(keys, token.slice(0, place), opened))
  }
  for (const odd of [
    `${token}A`,
    ` ${token}`,
    `${token}\n`,
    '',
    '..',
    'a.b.c',
    undefined,
    null,
    7,
    {},
    [token],
    [token, token],
  ]) {
    seen.add(readFormToken(keys, odd, opened))
  }
  for (let n = 0; n < 200; n++) seen.add(readFormToken(keys, randomBytes(45).toString('base64url'), opened))
  seen.add(readFormToken(freshKeys(), token, opened))
  t.same([...seen], ['unknown'])
  t.end()
})

t.test('a token cannot be moved to another time', (t) => {
  const [seconds, nonce, mac] = makeFormToken(keys, opened).split('.')
  for (const more of [1, -1, -10, 3_600]) {
    t.equal(readFormToken(keys, `${Number(seconds) + more}.${nonce}.${mac}`, after(1)), 'unknown')
  }
  t.equal(readFormToken(keys, `0${seconds}.${nonce}.${mac}`, opened), 'unknown')
  t.end()
})

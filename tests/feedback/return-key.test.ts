import { randomBytes } from 'node:crypto'
import t from 'tap'
import words from '../../src/feedback/data/words.json' with { type: 'json' }
import { hashReturnKey, issueReturnKey, keyDigits, keyWords, parseReturnKey } from '../../src/feedback/return-key.ts'
import { freshKeys } from '../fixtures/team-room.ts'

const keys = freshKeys()
const fresh = () => issueReturnKey(keys, { nonce: randomBytes(16), hour: 494_000 })

t.test('the list has 2,048 words that their first four letters tell apart', async (t) => {
  t.equal(words.length, 2048)
  t.equal(new Set(words.map((word) => word.slice(0, 4))).size, 2048)
  for (const word of words) if (!/^[a-z]{3,8}$/.test(word)) t.fail(word)
  const starts = new Set(words.filter(({ length }) => length === 3))
  t.same(
    words.filter((word) => word.length > 3 && starts.has(word.slice(0, 3))),
    [],
    'a short word begins no other',
  )
})

t.test('words and digits of 5,000 keys lead back to the same key', async (t) => {
  for (let count = 0; count < 5000; count += 1) {
    const key = fresh()
    if (parseReturnKey(keyWords(key).join(' ')) !== key) t.fail(keyWords(key).join(' '))
    if (parseReturnKey(keyDigits(key).join(' ')) !== key) t.fail(keyDigits(key).join(' '))
  }
})

t.test('the smallest and the largest key have six words and twenty digits', async (t) => {
  for (const key of [0n, 2n ** 66n - 1n] as ReturnType<typeof fresh>[]) {
    t.equal(keyWords(key).length, 6)
    t.equal(keyDigits(key).join('').length, 20)
    t.equal(parseReturnKey(keyWords(key).join('-')), key)
    t.equal(parseReturnKey(keyDigits(key).join('')), key)
  }
  t.equal(parseReturnKey('99999999999999999999'), undefined, 'more than 66 bits is no key')
})

t.test('the same form gives the same key, another form or hour another', async (t) => {
  const nonce = randomBytes(16)
  t.equal(issueReturnKey(keys, { nonce, hour: 1 }), issueReturnKey(keys, { nonce, hour: 1 }))
  t.not(issueReturnKey(keys, { nonce, hour: 1 }), issueReturnKey(keys, { nonce, hour: 2 }))
  t.not(issueReturnKey(freshKeys(), { nonce, hour: 1 }), issueReturnKey(keys, { nonce, hour: 1 }))
})

t.test('the hash depends on the root key, and its halves on nothing known', async (t) => {
  const key = fresh()
  const here = await hashReturnKey(keys, key)
  const there = await hashReturnKey(freshKeys(), key)
  t.notOk(here.lookup.equals(there.lookup))
  t.notOk(here.lookup.equals(here.wrapping))
  t.same(await hashReturnKey(keys, key), here)
})

t.test('what is not a key is nothing', async (t) => {
  for (const typed of [
    '',
    'one',
    'a b c d e f',
    '1234',
    '\u0000',
    'x'.repeat(10_000),
    '０１２３４５６７８９０１２３４５６７８９',
  ]) {
    t.equal(parseReturnKey(typed), undefined)
  }
})

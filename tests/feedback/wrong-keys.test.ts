import { randomBytes } from 'node:crypto'
import t from 'tap'
import { findByReturnKey } from '../../src/feedback/coming-back/revisiting.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import words from '../../src/feedback/data/words.json' with { type: 'json' }
import { issueReturnKey, keyDigits, keyWords, parseReturnKey } from '../../src/feedback/return-key.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db, keys } = site
t.teardown(() => site.close())

const fresh = () => issueReturnKey(keys, { nonce: randomBytes(16), hour: 494_000 })

async function given(): Promise<{ key: string; id: string }> {
  const before = (await db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
  const key = keyOn((await give(server, 'adult', { 'w.should-change': 'x' })).body)
  const rows = await db.selectFrom('responses').select('id').execute()
  return { key, id: rows.find(({ id }) => !before.includes(id))?.id ?? '' }
}

const kept = await given()
const old = await given()
await withdrawFeedback(db, old.id, site.site.now())

t.test('a key opens however it was typed', async (t) => {
  const key = fresh()
  const six = keyWords(key)
  const groups = keyDigits(key)
  const other = (zero: number) => groups.join('').replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)))
  const ways: Record<string, string> = {
    capitals: six.join(' ').toUpperCase(),
    'capitals in the middle': six.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '),
    hyphens: six.join('-'),
    'many spaces and lines': ` ${six.join('  \n ')} `,
    numbered: six.map((word, n) => `${n + 1}. ${word}`).join('\n'),
    'four letters': six.map((word) => word.slice(0, 4)).join(' '),
    'misspelt after four letters': six.map((word) => `${word.slice(0, 4)}${word.length > 3 ? 'zq' : ''}`).join(' '),
    digits: groups.join(''),
    'digits with spaces': groups.join(' '),
    'digits with dashes of several kinds': groups.join('–').replace('–', '-'),
    'Arabic digits': other(0x660),
    'Persian digits': other(0x6f0),
    'digits between direction marks': `\u200f${groups.join(' ')}\u200e`,
  }
  for (const [way, typed] of Object.entries(ways)) t.equal(parseReturnKey(typed), key, way)
})

t.test('a slip within the first four letters is not guessed at', async (t) => {
  const starts = new Set(words.map((word) => word.slice(0, 4)))
  const six = keyWords(fresh())
  const [first = ''] = six
  const slips = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => letter + first.slice(1))
  for (const slip of slips.filter((one) => !starts.has(one.slice(0, 4)))) {
    if (parseReturnKey([slip, ...six.slice(1)].join(' ')) !== undefined) t.fail(slip)
  }
  t.equal(parseReturnKey(six.slice(1).join(' ')), undefined, 'nor a word that is missing')
})

t.test('a lost, a wrong, an old and an impossible key read the same: status, words, length, headers', async (t) => {
  const tries = { wrong: kept.key.split(' ').reverse().join(' '), old: old.key, impossible: 'not a key', empty: '' }
  const read = []
  for (const key of Object.values(tries)) {
    const { statusCode, body, headers } = (await comeBack(server, key)).opened
    const { date, ...rest } = headers
    read.push({ statusCode, body: body.replace(/value="[^"]*"/g, ''), headers: rest })
  }
  for (const one of read.slice(1)) t.same(one, read[0])
  t.equal(read[0]?.statusCode, 422)
  t.equal((await comeBack(server, kept.key)).opened.statusCode, 303, 'and the right one opens')
})

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
const variance = (values: number[]) => {
  const middle = mean(values)
  return mean(values.map((one) => (one - middle) ** 2))
}

/** The slowest and the quickest of each hundred say more about the machine than about the key. */
const trimmed = (values: number[]) =>
  values.toSorted((a, b) => a - b).slice(Math.floor(values.length * 0.05), Math.ceil(values.length * 0.9))

/** How far apart each kind of key is from one that never was, in time. */
async function timeKeys(tries: Record<'kept' | 'wrong' | 'old' | 'impossible', string>) {
  const took: Record<string, number[]> = { kept: [], wrong: [], old: [], impossible: [] }
  for (let n = 0; n < 400; n += 1) {
    // Another order each time, so that no kind always comes after the same other.
    const turn = Object.entries(tries).toSorted(() => Math.random() - 0.5)
    for (const [kind, key] of turn) {
      const began = performance.now()
      await findByReturnKey(db, keys, key)
      took[kind]?.push(performance.now() - began)
    }
  }
  const first = trimmed(took.wrong ?? [])
  return ['kept', 'old', 'impossible'].map((kind) => {
    const other = trimmed(took[kind] ?? [])
    const spread = Math.sqrt(variance(first) / first.length + variance(other) / other.length)
    const welch = Math.abs(mean(first) - mean(other)) / spread
    return { kind, welch, apart: Math.abs(median(first) - median(other)) }
  })
}

t.test('and take as long: Welch’s t under 4.5, medians less than 2 ms apart', async (t) => {
  const tries = { kept: kept.key, wrong: keyWords(fresh()).join(' '), old: old.key, impossible: 'not a key' }
  // Other programs on the machine can make one measurement differ; a difference of the keys would show in every one.
  for (let round = 1; round <= 3; round += 1) {
    const found = await timeKeys(tries)
    const same = found.every(({ welch, apart }) => welch < 4.5 && apart < 2)
    for (const { kind, welch, apart } of found) {
      t.comment(`${kind}: t ${welch.toFixed(2)}, medians ${apart.toFixed(3)} ms apart`)
      if (!same && round < 3) continue
      t.ok(welch < 4.5, `${kind}: t is ${welch.toFixed(2)}`)
      t.ok(apart < 2, `${kind}: ${apart.toFixed(2)} ms`)
    }
    if (same) break
  }
})

t.test('who lost their key is told so, and how to say more', async (t) => {
  const page = await server.inject({ url: '/back/lost' })
  t.equal(page.statusCode, 200)
  for (const said of ['Nobody can find it.', 'Your words are still read, and they still count.', 'in a new message']) {
    t.match(page.body, said)
  }
  t.match((await server.inject({ url: '/back' })).body, 'href="/back/lost"')
})

import t from 'tap'
import { keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

const CASES = 1_000
const AT_ONCE = 20

t.setTimeout(500_000)
const { db, server, pass, close } = await openTestSite()
t.teardown(close)

const sets = [
  { path: '/say/8-11', words: 'w.better' },
  { path: '/say/11-17', words: 'w.should-change' },
  { path: '/say/family', words: 'w.got-in-the-way' },
  { path: '/say/adult', words: 'w.could-not-find' },
  { path: '/easy/say/11-17', words: 'w.ending' },
]

type Case = { path: string; fields: Record<string, string>; other: Record<string, string>; key: string }

/** Each person's form, and the same form with other words in it. */
async function open(n: number): Promise<Case> {
  const set = sets[n % sets.length] as (typeof sets)[number]
  const token = formTokenFrom((await server.inject({ url: set.path })).body)
  const fields = { form_token: token, [set.words]: `Words ${n} 🙂` }
  return { path: set.path, fields, other: { ...fields, [set.words]: `Other words ${n}` }, key: '' }
}

const cases: Case[] = []
for (let n = 0; n < CASES; n++) cases.push(await open(n))

/** For all of them, some at a time, as people come. */
async function each<T>(work: (one: Case) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let n = 0; n < cases.length; n += AT_ONCE) {
    done.push(...(await Promise.all(cases.slice(n, n + AT_ONCE).map(work))))
  }
  return done
}

const sendAll = () => each(({ path, fields }) => postForm(server, path, fields))
const shownAgain = async () => (await sendAll()).map(({ body }) => keyOn(body))

t.test(`a form sent twice at once shows one key (${CASES} times)`, async (t) => {
  const pairs = await each(async (one) => {
    const send = () => postForm(server, one.path, one.fields)
    const [first, second] = await Promise.all([send(), send()])
    one.key = keyOn(first.body)
    return [one.key, keyOn(second.body), first.statusCode, second.statusCode]
  })
  t.same(
    pairs.filter(([a, b, one, two]) => !a || a !== b || one !== 200 || two !== 200),
    [],
  )
  t.equal(new Set(cases.map(({ key }) => key)).size, CASES, 'each person has a key of their own')
})

t.test('sent again after a second, a minute and 25 minutes, it shows the same key', async (t) => {
  for (const later of [1 / 60, 1, 24]) {
    pass(later)
    t.same(
      await shownAgain(),
      cases.map(({ key }) => key),
    )
  }
})

t.test('with other words it says that something was sent before, and keeps the first', async (t) => {
  const answers = await each(({ path, other }) => postForm(server, path, other))
  t.same(
    answers.filter(({ body }) => keyOn(body) !== ''),
    [],
  )
  t.same(
    answers.filter(({ body }) => body.match(/(This page was sent|You sent this page) before/) === null),
    [],
  )
})

t.test('after 31 minutes the key cannot be shown again', async (t) => {
  pass(6)
  const answers = await sendAll()
  t.same(
    answers.filter(({ body }) => keyOn(body) !== ''),
    [],
  )
  t.same(
    answers.filter(({ body }) => !/cannot be shown again|cannot show it again/i.test(body)),
    [],
  )
})

t.test('a key that was put away is not shown again, even at once', async (t) => {
  const one = await open(0)
  t.not(keyOn((await postForm(server, one.path, one.fields)).body), '')
  t.equal(
    (await postForm(server, '/say/kept', { form_token: one.fields.form_token ?? '', kept: 'yes' })).statusCode,
    200,
  )
  t.equal(keyOn((await postForm(server, one.path, one.fields)).body), '')
  cases.push(one)
})

t.test('after all this there is one row for each person, with the first words', async (t) => {
  const rows = await db.selectFrom('responses').select('form_nonce_hash').execute()
  t.equal(rows.length, cases.length)
  t.equal(new Set(rows.map((row) => row.form_nonce_hash.toString('hex'))).size, cases.length)
  const words = await db.selectFrom('sealed_words').select('response_id').execute()
  t.equal(words.length, cases.length)
})

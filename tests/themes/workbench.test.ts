import type { Page, Request } from 'playwright-core'
import t from 'tap'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { openPages } from './pages.ts'
import { openRoom, type Person } from './room.ts'

const room = await openRoom()
const { db, people, release, site } = room
const { server, as } = await openPages(site)
const address = await server.listen({ port: 0, host: '127.0.0.1' })
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await server.close()
  await room.close()
})

/** Short comments, and what a practised person types for each: a code, how it was, what it is. */
const comments: [string, string, string][] = [
  ['Nobody listened to me at all.', 'li35', 'listened-to'],
  ['I waited nine weeks for a call.', 'wa35', 'waiting-and-timing'],
  ['My worker left and nobody said goodbye.', 'con35', 'continuity-and-endings'],
  ['She was warm and kept her word.', 'tr14', 'trust-and-relationship'],
  ['They could meet me at the library.', 'fi14', 'fits-my-life'],
]

const signedIn = async (who: Person, kind: { width?: number; scripts?: boolean } = {}) => {
  const page = await newPage(browser, kind)
  const { cookie } = await as(who)
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url: address }])
  return page
}
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement | null
    return at?.name || at?.id || at?.tagName
  })
/** A page has its address a moment before it has its focus. */
const ready = (page: Page) =>
  page.waitForFunction(() => document.activeElement?.matches('[name=sentence]')).catch(() => {})
/** Types as a person does who knows the keys, and counts them. */
const typing = (page: Page) => {
  let keys = 0
  const press = async (key: string) => {
    keys += 1
    await page.keyboard.press(key)
  }
  return {
    press,
    type: async (text: string) => {
      for (const key of text) await press(key)
    },
    count: () => keys,
  }
}

t.test('thirty short comments are coded with the keyboard alone, six keys and one request each', async (t) => {
  const given = Array.from({ length: 30 }, (_, at) => comments[at % comments.length]!)
  const refs = new Map<string, string>()
  for (const one of given) {
    const { ref } = await release({ 'should-change': one[0] })
    refs.set(ref, one[1])
  }
  const page = await signedIn(people.sam)
  await page.goto(`${address}/team/theming`)
  await page.getByRole('button', { name: 'Begin with the first' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/theming\/F-/)
  t.same(await axeFindings(page), [])
  const posts: string[] = []
  page.on('request', (request: Request) => {
    if (request.method() === 'POST') posts.push(request.url())
  })
  const began = Date.now()
  const hands = typing(page)
  const most: number[] = []
  for (let done = 0; done < 30; done += 1) {
    const before = hands.count()
    const url = page.url()
    const keys = refs.get(url.split('/').at(-1) ?? '')
    await ready(page)
    t.equal(await focused(page), 'sentence', 'the sentence is chosen, and the keyboard is there')
    await hands.type(keys ?? '')
    await hands.press('Control+Enter')
    await page.waitForURL((next) => next.href !== url)
    await page.waitForLoadState()
    most.push(hands.count() - before)
  }
  const seconds = (Date.now() - began) / 1000
  t.ok(Math.max(...most) <= 6, `at most ${Math.max(...most)} keys for a comment`)
  t.equal(posts.length, 30, 'one form sent for each')
  t.ok(seconds < 150, `${seconds} s of the machine for all thirty`)
  t.match(page.url(), /theming$/, 'nothing is left, so the list is shown')
  const themes = await peopleByTheme(db)
  for (const [, , key] of comments) t.equal(themes.find((one) => one.key === key)?.people, 6, key)
  t.comment(`${hands.count()} keys, ${posts.length} requests, ${seconds} s`)
  await page.close()
})

t.test('sentences, a second code, taking back and finishing, all with keys, without a reload', async (t) => {
  const { ref, id } = await release({ 'should-change': 'I waited nine weeks. Then it was good. I cried.' })
  const page = await signedIn(people.sam)
  await page.goto(`${address}/team/theming/${ref}`)
  await ready(page)
  const codesOn = async () => page.locator('#passages ~ ul h3').allTextContents()
  await page.keyboard.press('Space')
  await page.keyboard.type('wa35')
  await page.keyboard.press('Enter')
  await page.getByText('Added.').waitFor()
  t.same(await codesOn(), ['1 Waiting and timing'])
  t.match(
    await page.evaluate(() => (document.activeElement as HTMLInputElement).value),
    'should-change.1',
    'it goes on',
  )
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  await page.keyboard.type('con35')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelectorAll('#passages ~ ul h3').length === 2)
  t.same(await codesOn(), ['1 Continuity and endings', '1 Waiting and timing'], 'two codes on one passage')
  await page.keyboard.press('Backspace')
  await page.getByText('Taken back.').waitFor()
  t.same(await codesOn(), ['1 Waiting and timing'])
  await page.locator('details summary', { hasText: 'Only a part' }).click()
  await page.locator('#only').fill('')
  await page.locator('#only').press('3')
  await page.locator('#only').press('Backspace')
  t.equal(await page.locator('[name=impact]:checked').count(), 0, 'in a box, keys are only letters')
  t.same(await codesOn(), ['1 Waiting and timing'])
  await page.getByRole('button', { name: 'Finish and go to the next' }).press('Enter')
  await page.waitForURL(/theming$/)
  t.equal(await page.locator('[data-on=Backspace]').count(), 0, 'no key takes back what was done on another page')
  await page.getByRole('button', { name: 'Take back the last thing' }).click()
  await page.waitForURL(new RegExp(ref))
  t.same(
    await db.selectFrom('themings').select('finished_by').where('response_id', '=', id).execute(),
    [],
    'open again',
  )
  await page.close()
})

t.test('two at once: each sees what the other put on, and nothing is lost or taken away unseen', async (t) => {
  const { ref, id } = await release({ 'should-change': 'I waited nine weeks. Then it was good.' })
  const [sam, priya] = [await signedIn(people.sam), await signedIn(people.priya)]
  await sam.goto(`${address}/team/theming/${ref}`)
  await priya.goto(`${address}/team/theming/${ref}`)
  await priya.getByText('Sam A. has this open too.').waitFor()
  const putOn = async (page: Page, keys: string, name: string) => {
    await page.locator('[name=sentence]').first().check()
    await page.keyboard.type(keys)
    await page.keyboard.press('Enter')
    await page.locator('h3', { hasText: name }).waitFor()
  }
  await Promise.all([putOn(sam, 'wa35', 'Waiting and timing'), putOn(priya, 'wa35', 'Waiting and timing')])
  await putOn(priya, 'li35', 'Listened to')
  const rows = async () =>
    (
      await db
        .selectFrom('segment_codes')
        .innerJoin('codes', 'codes.id', 'code_id')
        .innerJoin('segments', 'segments.id', 'segment_id')
        .innerJoin('released_words', 'released_words.id', 'released_words_id')
        .select('codes.key')
        .where('response_id', '=', id)
        .orderBy('codes.key')
        .execute()
    ).map(({ key }) => key)
  t.same(await rows(), ['listened-to', 'waiting-and-timing'], 'the same code once, both codes there')
  await sam.getByRole('button', { name: 'Finish this one' }).click()
  await sam.getByText(/Priya D\. added something while you looked/).waitFor()
  await sam.locator('h3', { hasText: 'Listened to' }).waitFor()
  await sam.getByRole('button', { name: 'Finish this one' }).click()
  await sam.waitForURL(/theming$/)
  await sam.close()
  await priya.close()
})

t.test('the same without scripts, with buttons and a list, and on a phone nothing is wider than it', async (t) => {
  const { ref } = await release({ 'should-change': 'I waited nine weeks.' })
  const page = await signedIn(people.sam, { width: 320, scripts: false })
  await page.goto(`${address}/team/theming/${ref}`)
  await ready(page)
  t.ok(await page.getByLabel('I waited nine weeks.').isChecked(), 'the one sentence is chosen')
  t.notOk(await page.getByText('Keys, while you are in this part').isVisible(), 'keys that do not work are not told')
  await page.getByLabel('What is it about?').selectOption('waiting-and-timing')
  await page.getByLabel('It made things harder').check()
  await page.getByLabel('Concern', { exact: true }).check()
  await page.getByRole('button', { name: 'Put this code on' }).click()
  await page.getByRole('button', { name: /^Undo 1/ }).waitFor()
  await page.getByRole('button', { name: 'Take back the last thing' }).click()
  await page.getByText('Nothing is marked yet.').waitFor()
  t.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320)
  await page.close()
})

t.test(
  'an old page takes off nothing that somebody else has put on since, and one step is taken back once',
  async (t) => {
    const { ref, ids } = await release({ 'should-change': 'I waited nine weeks.' })
    const url = `/team/theming/${ref}`
    const coding = { sentence: 'should-change.0', code: 'waiting-and-timing', impact: 'harder', kind: 'concern' }
    const [sam, priya] = [await as(people.sam), await as(people.priya)]
    await sam.post(url, coding)
    const old = (await sam.get(url)).body
    const step = /name="step" value="([^"]+)"/.exec(old)?.[1] ?? ''
    const first = /name="coding" value="([^"]+)"/.exec(old)?.[1] ?? ''
    await priya.post(`${url}/undo`, { coding: first })
    await priya.post(url, coding)
    const count = async () => {
      const row = db.selectFrom('segment_codes').innerJoin('segments', 'segments.id', 'segment_id')
      return (await row.select('segment_codes.id').where('released_words_id', '=', ids['should-change']!).execute())
        .length
    }
    t.equal((await sam.post(`${url}/undo`, { coding: first })).statusCode, 422, 'what that page showed is gone')
    t.equal(await count(), 1, 'and what Priya put on is not')
    t.equal((await sam.post('/team/theming/undo', { step, at: ref })).statusCode, 303)
    t.equal(await count(), 1, 'nor does taking back one’s own step touch it')
    t.match((await sam.post('/team/theming/undo', { step, at: ref })).body, 'That was taken back already')
    const bare = await db
      .selectFrom('segments')
      .select('id')
      .where('released_words_id', '=', ids['should-change']!)
      .executeTakeFirstOrThrow()
    await sam.post(`${url}/undo`, { passage: bare.id })
    t.equal(await count(), 1, 'a mark that carries a code by now stays')
  },
)

t.test(
  'the next one is one that nobody else has open, in the same questions; two who ask at once get two',
  async (t) => {
    await db.deleteFrom('theming_claims').execute()
    for (const row of await db.selectFrom('released_words').select('response_id').distinct().execute())
      await db
        .insertInto('themings')
        .values({ ...row, finished_by: people.sam.id, finished_on: '2026-11-21' })
        .onConflict((oc) => oc.doNothing())
        .execute()
    const [one, two] = [await release({ 'should-change': 'One.' }), await release({ 'should-change': 'Two.' })]
    const [sam, priya] = [await as(people.sam), await as(people.priya)]
    const got = await Promise.all([sam.post('/team/theming/next'), priya.post('/team/theming/next')])
    t.same(
      got.map(({ headers }) => String(headers.location)).sort(),
      [one, two].map(({ ref }) => `/team/theming/${ref}`).sort(),
    )
    const mine = String(got[0]?.headers.location).split('/').at(-1) ?? ''
    t.equal(
      (await sam.post('/team/theming/next', { after: mine })).headers.location,
      '/team/theming',
      'Priya has the other',
    )
    t.match((await sam.get('/team/theming')).body, 'Priya D. has it open.')
    for (let more = 0; more < 52; more += 1) await release({ 'should-change': 'More.' })
    const list = (await sam.get('/team/theming')).body
    t.equal(list.match(/<b>F-/g)?.length, 60, 'fifty, and ten that were finished')
    t.match(list, 'And 4 more.')
    t.notMatch(list, /14 October|20 October/, 'no day of anybody’s')
    const none = (await sam.get('/team/theming?set=8%20to%2011')).body
    t.match(none, 'Nothing is waiting here.')
  },
)

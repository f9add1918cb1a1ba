import type { Page } from 'playwright-core'
import t from 'tap'
import { chooseQuote } from '../../src/changes/quote.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { decidedInPublic, THEME, themedWithKey } from '../fixtures/themed.ts'
import { bothWays, everyRow, inOrder, openStage, say, seen, twoRead } from './steps.ts'

const stage = await openStage()
const { address, db, keys, cast, phone, desk, comesBy } = stage

/** Everything that a browser may have kept of us. */
async function kept(page: Page): Promise<string[]> {
  const stored = await page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
    ...(await caches.keys()),
  ])
  return [...stored, ...(await page.context().cookies()).map(({ name }) => name)]
}

for (const { scripts, how } of bothWays) {
  t.test(
    `SU-4 what somebody chose in the finder is in no address, history, cookie, store or table: ${how}`,
    async (t) => {
      const before = await everyRow(stage)
      const page = await phone({ scripts })
      const addresses: string[] = []
      page.context().on('request', (one) => addresses.push(one.url()))
      await page.goto(`${address}/support`)
      await page.getByLabel('Talk to someone').check()
      await page.getByText('More wishes, if you like').click()
      await page.getByLabel('By text').check()
      await page.getByLabel('Without the police').check()
      await page.getByLabel('Me', { exact: true }).check()
      await page.getByLabel('How old is').fill('31')
      await page.getByLabel('Where?').selectOption('maltby')
      await page.getByRole('button', { name: 'Show what fits' }).click()
      await page.getByText('Helps with: Talk to someone').first().waitFor()
      t.equal(page.url(), `${address}/support`)
      t.same(await kept(page), [])
      const links = await page.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
      t.same(
        links.filter((href) => href.startsWith('/') && /[?#].|talk|maltby|text|police/.test(href.replace('#main', ''))),
        [],
        'no link carries it on',
      )
      await page.locator('main [name="look"]').first().click()
      await page.getByRole('button', { name: 'Back to what fits' }).waitFor()
      t.equal(page.url(), `${address}/support/look`)
      await page.goto(`${address}/private`)
      await page.goto(`${address}/support`)
      t.equal(await page.locator('input:checked:not([value=""])').count(), 0, 'the finder has forgotten it')
      t.same(
        await page.locator('#age, #area').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
        ['', ''],
      )
      t.same(await kept(page), [])
      t.same(
        addresses.filter((one) => /[?]|talk_to_someone|maltby/.test(one)),
        [],
      )
      const trail: string = await page.evaluate(
        () => `${location.href} ${document.referrer} ${JSON.stringify(history.state)}`,
      )
      t.notMatch(trail, /[?]|talk|maltby/)
      t.equal(await everyRow(stage), before, 'no row of any table changed')
      await page.close()
    },
  )

  t.test(`SU-6 whoever lost their key is told plainly what that means, and how to say more: ${how}`, async (t) => {
    const page = await phone({ scripts })
    await page.goto(`${address}/back`)
    await page.getByRole('link', { name: 'What happens if I lost it?' }).click()
    t.ok(
      await inOrder(
        page,
        'Nobody can find it. We keep no copy, and we do not know which words are yours.',
        'Your words are still read, and they still count. We erase them twelve months after you sent them.',
        'we cannot take your words back for you',
        'You can say more in a new message. You get a new key with it.',
      ),
    )
    await page.getByRole('link', { name: 'Write a new message' }).click()
    await page.getByRole('link', { name: 'Adult' }).click()
    await page.getByLabel('What should change?').fill('One more thing.')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Your key' }).waitFor()
    await page.close()
  })

  t.test(`SU-9 on slow mobile data the finder and what fits weigh under 100 KB, all of it ours: ${how}`, async (t) => {
    const page = await phone({ scripts })
    const wire = await page.context().newCDPSession(page)
    let bytes = 0
    const elsewhere: string[] = []
    await wire.send('Network.enable')
    const slow = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 }
    await wire.send('Network.emulateNetworkConditions', slow)
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    page.context().on('request', (one) => {
      if (!one.url().startsWith(address)) elsewhere.push(one.url())
    })
    await page.goto(`${address}/support`, { waitUntil: 'networkidle' })
    t.match(await seen(page), 'What would help now?')
    t.comment(`the finder: ${bytes} bytes`)
    t.ok(bytes > 3_000 && bytes < 100_000, `${bytes} bytes`)
    bytes = 0
    await page.getByRole('button', { name: 'Show what fits' }).click()
    await page.waitForLoadState('networkidle')
    t.comment(`what fits: ${bytes} bytes`)
    t.ok(bytes > 3_000 && bytes < 100_000, `${bytes} bytes`)
    t.same(elsewhere, [], 'nobody else was asked')
    await page.close()
  })
}

/** Why the first passage of something that was said may not be quoted beside a decision. */
async function whyNotQuoted(responseId: string, themeKey: string): Promise<string> {
  const [passage] = await db
    .selectFrom('segments')
    .innerJoin('released_words', 'released_words.id', 'segments.released_words_id')
    .select('segments.id')
    .where('response_id', '=', responseId)
    .execute()
  const decisionId = await decidedInPublic(stage, { themeKey })
  const quote = { decisionId, segmentId: passage?.id ?? '' }
  const answer = await chooseQuote(db, keys, quote, cast.leah, stage.site.now())
  return 'problems' in answer ? String(answer.problems.quote) : ''
}

t.test(
  'SU-7 two thousand words are kept whole, need no details, and are one voice, quoted in short pieces at most',
  async (t) => {
    const story = Array.from({ length: 400 }, (_, n) => `I waited for word ${n}.${n % 40 ? '' : '\n'}`).join(' ')
    t.ok(story.split(/\s+/).length >= 2000)
    const page = await phone({ scripts: false })
    await page.goto(`${address}/say/adult`)
    t.match(
      await seen(page),
      'You do not need to say what happened to you.',
      'said above the questions and beside the box',
    )
    const may = 'Yes, and short pieces in reports'
    const { id, ref } = await comesBy(() => say(stage, page, 'adult', { 'What should change?': story }, { may }))
    const gently = ['If you wrote a lot: all of it is kept. Reading it takes time', 'You do not need to tell more.']
    t.ok(await inOrder(page, ...gently))
    await page.close()

    // A story is read in sections; the breath between two of them is no word.
    const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
    t.equal(plain(await twoRead(stage, ref)), plain(story), 'all of it')
    const sam = await desk('sam')
    await sam.goto(`${address}/team/theming/${ref}`)
    for (const n of [3, 200, 399]) await sam.getByLabel(`I waited for word ${n}.`, { exact: true }).check()
    await sam.getByLabel('What is it about?').selectOption('waiting-and-timing')
    await sam.getByLabel('Made things harder').check()
    await sam.getByLabel('Concern', { exact: true }).check()
    await sam.getByRole('button', { name: 'Put this code on' }).click()
    await sam.getByRole('button', { name: /^Undo 3/ }).waitFor()
    await sam.getByRole('button', { name: 'Finish this one' }).click()
    await sam.waitForURL(/theming$/)
    await sam.close()
    const waiting = (await peopleByTheme(db)).find(({ key }) => key === 'waiting-and-timing')
    t.equal(waiting?.people, 1, 'three passages, one voice')
    t.match(
      await whyNotQuoted(id, 'waiting-and-timing'),
      'Fewer than 10 people have spoken',
      'a short piece waits for others',
    )

    const whole = await themedWithKey(stage, story, 'report')
    t.match(await whyNotQuoted(whole.id, THEME), 'Choose a short passage', 'all of it is never a quote')
    const silent = await themedWithKey(stage, 'I waited.', 'better')
    t.match(await whyNotQuoted(silent.id, THEME), 'This person did not say yes to being quoted.')
  },
)

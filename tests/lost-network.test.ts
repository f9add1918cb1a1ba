import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { axeFindings, newPage, openBrowser } from './fixtures/browser.ts'
import { openTestSite } from './fixtures/site.ts'

// The network goes away between writing and Send.

const site = await openTestSite({ at: new Date() })
const address = await site.listen()
const browser: Browser = await openBrowser()
t.setTimeout(200_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

const MOST = 20_000
const words = '  “So” & <b>so</b> 🙂 مجھے سنا گیا \n\n'
  .repeat(600)
  .slice(0, MOST - 1)
  .concat('.')
const message = 'This was not sent. Your words are still here.'
const kept = async () => (await site.db.selectFrom('responses').select('id').execute()).length
const box = (page: Page) => page.getByLabel('What should change?')
const send = (page: Page) => page.getByRole('button', { name: 'Send' })

async function write(page: Page, text = words): Promise<void> {
  await page.goto(`${address}/say/adult`)
  await box(page).fill(text)
}

t.test('offline the words stay, the page says so beside Send, and online again they are sent', async (t) => {
  const before = await kept()
  const page = await newPage(browser, { width: 320 })
  await write(page)
  await page.context().setOffline(true)
  await send(page).click()
  await page.getByRole('alert').getByText(message).waitFor()
  t.equal(await box(page).inputValue(), words, '20,000 characters, letter by letter')
  t.ok(await page.getByRole('alert').isVisible())
  const [alert, button] = [await page.getByRole('alert').boundingBox(), await send(page).boundingBox()]
  t.ok(alert && button && button.y - alert.y < 300 && button.y > alert.y, 'it stands above the button')
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  t.ok(over <= 0, 'and fits')
  // Where the header lies over half a button, axe takes the rest of it for all of it.
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  t.same(await axeFindings(page), [])
  await send(page).click()
  await page.getByRole('alert').getByText(message).waitFor()
  t.equal(await kept(), before)

  await page.context().setOffline(false)
  await send(page).click()
  await page.getByRole('heading', { name: 'Your words are with us' }).waitFor()
  t.equal(await page.locator('.six li').count(), 6)
  t.equal(await kept(), before + 1)
  await page.close()
})

t.test('pressed many times, one thing is sent', async (t) => {
  const before = await kept()
  const page = await newPage(browser)
  await write(page, 'First.')
  let posts = 0
  page.on('request', (one) => {
    if (one.method() === 'POST') posts += 1
  })
  // Somebody presses, goes on writing, and presses again before the first press is answered.
  await page.route('**/say/adult', async (route) => {
    if (route.request().method() === 'HEAD') await sleep(400)
    await route.continue()
  })
  await page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('#send button')
    for (let n = 0; n < 3; n++) button?.click()
  })
  await box(page).fill('First, and more.')
  await page.evaluate(() => document.querySelector<HTMLButtonElement>('#send button')?.click())
  await page.locator('.six').waitFor()
  t.equal(posts, 1)
  t.equal(await kept(), before + 1)
  await page.close()
})

t.test('whoever leaves quickly while the page waits for an answer has sent nothing', async (t) => {
  const before = await kept()
  const page = await newPage(browser)
  await write(page, 'Not any more.')
  await page.route('**/say/adult', async (route) => {
    if (route.request().method() !== 'HEAD') return route.continue()
    await sleep(1_500)
    await route.continue().catch(() => {})
  })
  await send(page).click()
  await page.waitForTimeout(200)
  const elsewhere = page.waitForRequest(/^https:\/\/www\.bbc\.co\.uk\/weather/)
  await page.locator('a.leave').click()
  await elsewhere
  await sleep(2_500)
  t.equal(await kept(), before)
  await page.close()
})

t.test('a server that hangs is told apart from one that is slow', async (t) => {
  const page = await newPage(browser)
  await write(page, 'Slow line.')
  let hold = 12_000
  await page.route('**/say/adult', async (route) => {
    if (route.request().method() === 'HEAD') await sleep(hold)
    await route.continue().catch(() => {})
  })
  const began = performance.now()
  await send(page).click()
  await page.getByRole('alert').getByText(message).waitFor()
  const waited = performance.now() - began
  t.ok(waited > 4_500 && waited < 9_000, `after five seconds it says so: ${Math.round(waited)} ms`)
  t.equal(await box(page).inputValue(), 'Slow line.')
  hold = 7_000
  await send(page).click()
  await page.locator('.six').waitFor()
  t.pass('the next try has more time')
  await page.close()
})

t.test('a server that says 503 shows its own page with the words', async (t) => {
  const page = await newPage(browser)
  // The page is ours; what answers now is a server whose database is away.
  const alone = await openTestSite({ at: new Date() })
  const other = await alone.listen()
  await page.goto(`${other}/say/adult`)
  await box(page).fill(words)
  await alone.db.destroy()
  await send(page).click()
  await page.getByRole('heading', { name: 'We could not save it. Your words are still here.' }).waitFor()
  t.equal(await page.locator('textarea').first().inputValue(), words)
  await page.close()
  await alone.close()
})

t.test('in a crowd one presses Send once more, without scripts and with them', async (t) => {
  const crowded = await openTestSite({ at: new Date(), freeSendings: 1 })
  const other = await crowded.listen()
  for (const scripts of [false, true]) {
    for (const n of [1, 2]) {
      const page = await newPage(browser, { width: 320, scripts })
      await page.goto(`${other}/say/adult`)
      await box(page).fill(`${words.slice(0, -1)}${n}`)
      crowded.pass(10 / 60)
      await send(page).click()
      if (n === 2) {
        await page.getByRole('heading', { name: 'Your words are still here.' }).waitFor()
        t.equal(await page.locator('textarea').inputValue(), `${words.slice(0, -1)}2`, 'letter by letter')
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        t.ok(over <= 0, 'the page fits')
        if (scripts) t.same(await axeFindings(page), [])
        crowded.pass(4 / 60)
        await send(page).click()
      }
      await page.locator('.six').waitFor()
      await page.close()
    }
    crowded.pass(2)
  }
  t.equal((await crowded.db.selectFrom('responses').select('id').execute()).length, 4)
  await crowded.close()
})

t.test('without scripts it is sent as before', async (t) => {
  const before = await kept()
  const page = await newPage(browser, { scripts: false })
  await write(page)
  await send(page).click()
  await page.locator('.six').waitFor()
  t.equal(await kept(), before + 1)
  await page.close()
})

t.test('a key that is typed stays as well', async (t) => {
  const page = await newPage(browser)
  await write(page, 'Words.')
  await send(page).click()
  await page.locator('.six').waitFor()
  const key = (await page.locator('.six li').allTextContents()).join(' ')
  await page.goto(`${address}/back`)
  await page.locator('#key').fill(key)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Open my page' }).click()
  await page.getByRole('alert').waitFor()
  t.equal(await page.locator('#key').inputValue(), key)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Open my page' }).click()
  await page.waitForURL(/\/back\/way$/)
  await page.close()
})

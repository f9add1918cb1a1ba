import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { newPage, openBrowser } from './fixtures/browser.ts'
import { openTestSite } from './fixtures/site.ts'

// Leave quickly, in a browser that keeps pages alive behind Back as people's browsers do.

const site = await openTestSite({ at: new Date() })
const address = await site.listen()
const browser: Browser = await openBrowser({ backForwardCache: true })
t.setTimeout(300_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

const elsewhere = /^https:\/\/www\.bbc\.co\.uk\/weather/

const openWindow = (kind: Parameters<typeof newPage>[1] = {}): Promise<Page> =>
  newPage(browser, { width: 320, height: 640, ...kind })

/** Does something, and waits until the browser has asked for the weather page; this machine may have no network. */
async function leaves(page: Page, how: () => Promise<unknown>): Promise<void> {
  const asked = page.waitForRequest(elsewhere)
  await how()
  await asked
  await page.waitForTimeout(300)
}

const secret = 'she said it would be fine'

async function write(page: Page): Promise<void> {
  await page.goto(`${address}/say/adult`)
  await page.getByLabel('What should change?').fill(secret)
}

/** Goes back as often as it can, and looks each time for what was typed. */
async function backFindsNothing(t: { notMatch: (found: string, wanted: string, name: string) => void }, page: Page) {
  for (let step = 0; step < 5; step += 1) {
    await page.goBack({ waitUntil: 'commit', timeout: 3000 }).catch(() => {})
    await page.waitForTimeout(200)
    const typed = await page.evaluate(() =>
      [...document.querySelectorAll('textarea')]
        .map(({ value }) => value)
        .concat(document.body.innerText)
        .join(' '),
    )
    t.notMatch(typed, secret, `back ${step + 1}`)
  }
}

t.test('the button blanks the page at once and goes somewhere ordinary', async (t) => {
  const page = await openWindow()
  await write(page)
  const asked = page.waitForRequest(elsewhere)
  const blank = await page.evaluate(() => {
    const before = performance.now()
    document.querySelector<HTMLElement>('.leave')?.click()
    const shown = [...document.body.children].filter((part) => part.checkVisibility() && !part.matches('.cover'))
    return { after: performance.now() - before, shown: shown.length, cover: !!document.querySelector('.cover') }
  })
  t.ok(blank.cover)
  t.equal(blank.shown, 0, 'nothing else can be seen')
  t.ok(blank.after < 100, `after ${Math.round(blank.after)} ms`)
  await asked
  await page.waitForTimeout(300)
  await backFindsNothing(t, page)
  await page.close()
})

t.test('Shift three times does the same, and says how many are left', async (t) => {
  const page = await openWindow()
  await write(page)
  await page.locator('h1').click()
  await page.keyboard.press('Shift')
  t.match(await page.locator('[role=status]').textContent(), 'press 2 more times')
  t.ok(await page.locator('.dotsleft').isVisible())
  await page.keyboard.press('Shift')
  t.match(await page.locator('[role=status]').textContent(), 'press 1 more time')
  await leaves(page, () => page.keyboard.press('Shift'))
  await backFindsNothing(t, page)
  await page.close()
})

t.test('another key in between, or a capital letter, starts again', async (t) => {
  const page = await openWindow()
  await write(page)
  await page.keyboard.press('Shift')
  await page.keyboard.press('Shift')
  await page.keyboard.press('a')
  await page.keyboard.press('Shift')
  t.match(await page.locator('[role=status]').textContent(), 'press 2 more times')
  for (const letter of ['A', 'B', 'C', 'D']) await page.keyboard.press(`Shift+${letter}`)
  t.equal(new URL(page.url()).pathname, '/say/adult', 'typing capitals leaves nobody')
  await page.close()
})

t.test('five seconds later it stops waiting for more', async (t) => {
  const page = await openWindow()
  await write(page)
  await page.locator('h1').click()
  await page.keyboard.press('Shift')
  await page.getByText('Leaving by Shift has stopped.').waitFor({ state: 'attached', timeout: 8000 })
  t.notOk(await page.locator('.dotsleft').isVisible())
  await page.close()
})

t.test('the second skip link leaves too, from the keyboard', async (t) => {
  const page = await openWindow()
  await page.goto(address)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Leave quickly')
  await leaves(page, () => page.keyboard.press('Enter'))
  t.notOk(page.url().startsWith(address))
  await page.close()
})

t.test('without scripts it is a link that works', async (t) => {
  const page = await openWindow({ scripts: false })
  await page.goto(address)
  await leaves(page, () => page.locator('a.leave').click())
  t.notOk(page.url().startsWith(address))
  await page.close()
})

t.test('the button stays in reach wherever somebody has scrolled, also very large', async (t) => {
  for (const width of [320, 1280]) {
    const page = await openWindow({ width })
    for (const path of ['/', '/say/adult', '/say/8-11', '/support', '/back', '/what-changed', '/private']) {
      await page.goto(address + path)
      for (const share of [0, 0.5, 1]) {
        await page.evaluate((part) => scrollTo({ top: document.body.scrollHeight * part, behavior: 'instant' }), share)
        const reached = await page.evaluate(() => {
          const link = document.querySelector('.leave')
          const box = link?.getBoundingClientRect()
          if (!link || !box) return false
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
          return link.contains(top)
        })
        t.ok(reached, `${path} at ${share}, ${width} px`)
      }
    }
    await page.close()
  }
})

t.test('the key is not on the page any more when somebody goes back to it', async (t) => {
  const page = await openWindow()
  await write(page)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.six').waitFor()
  const key = (await page.locator('.six li').allTextContents()).join(' ')
  t.equal(key.split(' ').length, 6)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByRole('heading', { name: 'Done' }).waitFor()
  await page.goBack({ waitUntil: 'commit', timeout: 3000 }).catch(() => {})
  await page.waitForTimeout(300)
  t.notMatch(await page.locator('body').innerText(), key.split(' ')[0] ?? '-')
  await backFindsNothing(t, page)
  await page.close()
})

t.test('Skip takes away what was ticked in that question, and Stop leaves the rest', async (t) => {
  const page = await openWindow()
  await page.goto(`${address}/say/adult`)
  const group = page.getByRole('group', { name: 'I was believed and treated with respect.' })
  await group.getByText('Partly').click()
  await page.locator('.q', { has: group }).getByRole('link', { name: 'Skip' }).click()
  t.equal(await group.locator('input:checked').count(), 0)
  await page.close()
})

import type { Page } from 'playwright-core'
import t from 'tap'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(300_000)
const site = await openTestSite()
const address = await site.listen()
const browser = await openBrowser()
const remembering = await openBrowser({ backForwardCache: true })
t.teardown(async () => {
  await browser.close()
  await remembering.close()
  await site.close()
})

const width = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth)
const visible = async (page: Page) => (await page.locator('body').innerText()).replace(/\s+/g, ' ')

/** From the roadmap to a page of one's own, as on a phone. */
async function makePlan(page: Page) {
  await page.goto(`${address}/support`)
  await page.getByLabel('Talk to someone').check()
  await page.getByRole('button', { name: 'Show what fits' }).click()
  const ticks = page.getByLabel(/^Put it on my page/)
  await ticks.nth(0).check()
  await ticks.nth(1).check()
  const names = await page.locator('main h3').allInnerTexts()
  await page.getByRole('button', { name: 'Put what I ticked on my page' }).click()
  await page.getByRole('heading', { name: 'My page' }).waitFor()
  return names.slice(0, 2)
}

for (const scripts of [true, false]) {
  t.test(`found, ticked, put in order and ready for paper, at 320 px, scripts ${scripts ? 'on' : 'off'}`, async (t) => {
    const page = await newPage(browser, { scripts, width: 320 })
    const [first, second] = await makePlan(page)
    const names = () => page.locator('main form h2').allInnerTexts()
    t.same(await names(), [first, second])
    t.equal(page.url(), `${address}/support/plan`)
    t.equal(await page.title(), 'Heard: my page')
    t.equal(await width(page), 320, 'nothing runs over the edge')
    if (scripts) t.same(await axeFindings(page), [])
    await page
      .getByRole('button', { name: /^Move down/ })
      .first()
      .click()
    t.same(await names(), [second, first])
    await page.getByText('Do you know its name?').click()
    await page.getByLabel('Name', { exact: true }).selectOption({ label: 'Crimestoppers' })
    await page.getByRole('button', { name: 'Add it' }).click()
    t.same(await names(), [second, first, 'Crimestoppers'])
    await page.getByRole('button', { name: 'Find something else' }).click()
    await page.getByRole('button', { name: 'Put what I ticked on my page' }).click()
    t.same(await names(), [second, first, 'Crimestoppers'], 'what was on it came along')
    await page.getByRole('button', { name: 'Take off Crimestoppers' }).click()
    t.same(await names(), [second, first])

    await page.emulateMedia({ media: 'print' })
    const words = await visible(page)
    t.match(words, /^Heard /, 'the top says only Heard')
    t.notMatch(words, /Move up|Take off|To keep it|Find something else|My page|Leave quickly/)
    t.match(words, 'My notes')
    t.equal(await page.locator('.lines i:visible').count(), 3)
    const breaks = await page
      .locator('.options > li')
      .first()
      .evaluate((one) => getComputedStyle(one).breakInside)
    t.equal(breaks, 'avoid', 'no option is cut in two')
    t.equal(await page.evaluate(() => getComputedStyle(document.body).color), 'rgb(0, 0, 0)')
    await page.close()
  })
}

t.test('when the page is left it does not come back, and the device keeps nothing', async (t) => {
  const page = await newPage(remembering, { scripts: true, width: 320 })
  const [first = ''] = await makePlan(page)
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  t.same(kept, [0, 0, ''])
  await page.goto(`${address}/private`)
  await page.goBack({ waitUntil: 'commit' }).catch(() => {})
  await page.waitForTimeout(500)
  t.notOk((await page.content()).includes(first), 'Back does not show it')
  await page.close()
})

t.test('leaving quickly works from it', async (t) => {
  const page = await newPage(browser, { scripts: false, width: 320 })
  await makePlan(page)
  const [request] = await Promise.all([
    page.waitForRequest((one) => one.url().endsWith('/leave')),
    page.getByRole('link', { name: 'Leave quickly' }).last().click({ noWaitAfter: true }),
  ])
  t.equal(request.method(), 'GET')
  t.notMatch(request.headers().referer ?? '', 'plan')
  await page.close()
})

import type { Page } from 'playwright-core'
import t from 'tap'
import { places } from '../../src/support/place.ts'
import { glossary } from '../../src/support/words/glossary.ts'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(200_000)
const site = await openTestSite()
const address = await site.listen()
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})
const size = (page: Page) =>
  page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight] as const)
const open = async (path: string, scripts = false) => {
  const page = await newPage(browser, { scripts, width: 320, height: 640 })
  await page.goto(address + path)
  return page
}

t.test('a button leads to the finder from the first screen of the roadmap', async (t) => {
  const page = await open('/support')
  const button = page.getByRole('link', { name: 'Say what would help, and we show what fits' })
  const box = await button.boundingBox()
  t.ok(box && box.y + box.height <= 640, `at ${box?.y}`)
  await button.click()
  t.ok(await page.getByRole('heading', { name: 'What would help now?' }).isVisible())
  await page.waitForTimeout(1_000)
  const top = await page.locator('#finder').evaluate((one) => one.getBoundingClientRect().top)
  t.ok(Math.abs(top) < 120, `the finder is at the top: ${top}`)
  await page.close()
})

t.test('a place shows three under each need, the rest on a press, and all of it on paper', async (t) => {
  for (const { address: name } of places) {
    const page = await open(`/support/place/${name}`, name === 'steady')
    const [wide, tall] = await size(page)
    t.equal(wide, 320)
    t.ok(tall < 11_000, `${name}: ${tall} px`)
    t.comment(`${name}: ${tall} px`)
    for (const group of await page.locator('section:has(> .options)').all()) {
      const shown = await group.locator('> .options > li').count()
      const folded = await group.locator('details li:has(> h3)').count()
      t.ok(shown <= 3 && (folded === 0 || shown === 3))
      if (folded) t.match(await group.locator('summary').innerText(), `${folded} more`)
    }
    if (name === 'steady') {
      t.same(await axeFindings(page), [])
      const last = page.locator('section > details li:has(> h3)').last()
      t.notOk(await last.isVisible())
      await page.locator('section:has(> .options) > details > summary').last().click()
      t.ok(await last.isVisible())
    }
    await page.emulateMedia({ media: 'print' })
    const all = await page.locator('main li > h3').all()
    for (const heading of all) t.ok((await heading.boundingBox())?.height, 'on paper nothing is folded')
    await page.close()
  }
})

t.test('the letters at the top of the words lead to the first word with each', async (t) => {
  const page = await open('/words', true)
  const letters = page.getByRole('navigation', { name: 'All words' }).getByRole('link')
  t.same(
    await letters.allInnerTexts(),
    [...new Set(glossary.map(({ term }) => (term[0] ?? '').toUpperCase()))],
    'each letter once, in the order of the words',
  )
  for (const link of await letters.all()) {
    const [letter, href] = [await link.innerText(), (await link.getAttribute('href')) ?? '']
    const term = await page.locator(`${href} dt`).innerText()
    t.equal(term.slice(0, 1).toUpperCase(), letter)
    const box = await link.boundingBox()
    t.ok(box && box.width >= 44 && box.height >= 44)
  }
  t.equal((await size(page))[0], 320)
  t.same(await axeFindings(page), [])
  await page.close()
})

t.test('the cards of a kind of service: a jump, one open, the others on a press', async (t) => {
  const page = await open('/guidance/universal', true)
  const [wide, tall] = await size(page)
  t.equal(wide, 320)
  t.comment(`${tall} px`)
  t.ok(tall < 9_000, `${tall} px`)
  t.same(await axeFindings(page), [])
  await page.getByRole('link', { name: 'Build your life' }).first().click()
  const card = page.locator('section:has(> #build) > details')
  await card.locator('summary').click()
  t.ok(await card.getByRole('heading', { name: 'Refer' }).isVisible())
  await page.close()
})

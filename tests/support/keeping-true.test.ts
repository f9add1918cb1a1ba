import type { Page } from 'playwright-core'
import t from 'tap'
import { nuFindings } from '../crawl/checker.ts'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

// Two directory editors, one on a narrow phone without scripts, make one number visible to everybody.

const site = await openTestSite()
const { db } = site
const browser = await openBrowser()
t.setTimeout(180_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})
const address = await site.listen()

async function as(name: 'dev' | 'dana', kind: { scripts?: boolean; width?: number }): Promise<Page> {
  const { cookie } = await site.as(name)
  const page = await newPage(browser, kind)
  const [key = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name: key, value, url: address }])
  return page
}

const option = async (slug: string) =>
  db.selectFrom('support_options').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()

t.test('a call, a second person, and a number that everybody sees', async (t) => {
  const dev = await as('dev', { scripts: false, width: 320 })
  const fits = async (page: Page, name: string) => {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth).catch(() => 0)
    t.ok(over <= 0, `${name} fits into 320 px`)
  }
  await dev.goto(`${address}/team/directory/call-sheet`)
  await fits(dev, 'the call sheet')
  await dev.locator('#galop').getByRole('link', { name: 'Write down the answers' }).click()
  await dev.getByLabel('I rang').check()
  await dev.getByLabel('Yes', { exact: true }).check()
  // Galop's website is not rung.
  const rows = dev.locator('fieldset.rowset', { hasText: 'It is right', hasNotText: 'It is not rung' })
  for (const group of await rows.all()) {
    await group.getByLabel('It is right').check()
  }
  await dev.getByLabel('Hours, in words').fill('Monday to Thursday, 10 to 9')
  await fits(dev, 'the form of a check')
  await dev.getByRole('button', { name: 'Write it down', exact: true }).click()
  t.match(await dev.locator('main').innerText(), 'Written down.')
  t.equal(await dev.locator('#galop').count(), 0, 'it has left the sheet')

  const [phone] = await db
    .selectFrom('option_contacts')
    .selectAll()
    .where('option_id', '=', (await option('galop')).id)
    .where('kind', '=', 'phone')
    .execute()
  const everybody = await newPage(browser, { width: 320 })
  const optionPage = `${address}/support/option/${(await option('galop')).id.slice(0, 8)}`
  await everybody.goto(optionPage)
  t.notMatch(await everybody.content(), phone!.value)
  const dana = await as('dana', { width: 1280 })
  await dana.goto(`${address}/team/directory/waiting`)
  t.match(await dana.locator('main').innerText(), /Dev called on 23 Nov 2026/)
  t.same(await axeFindings(dana), [])
  await dana.getByRole('button', { name: 'I agree: show it' }).click()
  t.match(await dana.locator('main').innerText(), 'Done. The public sees it so.')
  await new Promise((resolve) => setTimeout(resolve, 3_100))
  await everybody.goto(optionPage)
  t.match(await everybody.content(), phone!.value)
})

t.test('the pages of the directory hold nothing that axe or the HTML checker finds', async (t) => {
  const page = await as('dev', { width: 320 })
  const paths = [
    '',
    '/galop',
    '/galop/history',
    '/galop/edit',
    '/galop/check',
    '/new',
    '/waiting',
    '/tasks',
    '/call-sheet',
  ]
  const kept: { name: string; html: string }[] = []
  for (const path of paths) {
    await page.goto(`${address}/team/directory${path}`)
    for (const one of await page.locator('details').all())
      await one.evaluate((element) => element.setAttribute('open', ''))
    t.same(await axeFindings(page), [], path)
  }
  const dev = await site.as('dev')
  for (const path of paths) kept.push({ name: path, html: (await dev.get(`/team/directory${path}`)).body })
  const wrong = await dev.post('/team/directory/new', { name: '', 'contact-0-kind': 'phone', 'contact-0-value': 'x' })
  kept.push({ name: 'problems', html: wrong.body })
  kept.push({
    name: 'a check with problems',
    html: (await dev.post('/team/directory/galop/check', { how: '' })).body,
  })
  t.same(await nuFindings(kept, []), [])
})

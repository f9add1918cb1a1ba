import t from 'tap'
import { workOnNext } from '../../src/support/importing/importer.ts'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import { service, startFeed } from '../fixtures/feed.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(120_000)
const site = await openTestSite()
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})
const base = await site.listen()
const dev = await site.as('dev')
const feed = await startFeed({ services: Array.from({ length: 30 }, (_, at) => service(at + 1)) })
t.teardown(feed.close)

async function startedRun(name: string): Promise<string> {
  const form = { name, kind: 'oruk', address: 'https://feed.example.org', licence: '' }
  const source = String((await dev.post('/team/directory/import/sources', form)).headers.location)
  await site.db.updateTable('import_sources').set({ address: feed.address }).where('name', '=', name).execute()
  return String((await dev.post(`${source}/fetch`)).headers.location)
}

async function pageAt(path: string, scripts: boolean) {
  const page = await newPage(browser, { scripts, width: 320 })
  const [name = '', value = ''] = dev.cookie.split('=')
  await page.context().addCookies([{ name, value, url: base }])
  await page.goto(base + path)
  return page
}

t.test('with scripts, the page of a fetch follows it by itself', async (t) => {
  const page = await pageAt(await startedRun('One'), true)
  await page.getByText('It begins within seconds.').waitFor()
  await workOnNext(site.db, { now: site.site.now, reach: { loopback: true } })
  await page.getByText('It is finished.').waitFor()
  t.match(await page.locator('#import-run').innerText(), /New\s+30/)
  t.equal(await page.locator('h1').count(), 1, 'a part was put into the page, and no page into it')
  const before = feed.asked.length
  await page.waitForTimeout(3_500)
  t.equal(feed.asked.length, before)
  await page.close()
})

t.test('without scripts, a link looks again, and a button stops it', async (t) => {
  const page = await pageAt(await startedRun('Two'), false)
  await page.getByRole('link', { name: 'Look again' }).click()
  await page.getByText('It begins within seconds.').waitFor()
  await page.getByRole('button', { name: 'Stop it' }).click()
  await page.getByText('Somebody stopped it. What came before stays.').waitFor()
  t.equal(await workOnNext(site.db, { now: site.site.now, reach: { loopback: true } }), undefined)
  await page.close()
})

import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import t from 'tap'
import { languages } from '../../src/web/language.ts'
import { NOT_KEPT } from '../../src/web/not-kept.ts'
import { crawl } from '../crawl/pages.ts'
import { ask } from '../fixtures/ask.ts'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import { startCluster } from '../fixtures/cluster.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { partnershipEnv, setUpPartnership, startHeard } from '../fixtures/heard-process.ts'

// The database is gone for good. Every public page still says something calm, with help and the way out.

const MOST = 20_000
const words = `\n ${'It was good, 🙂 and then “not”. '.repeat(700)}`.slice(0, MOST - 1).concat('.')
const boxes = { '8-11': 'better', '11-17': 'should-change', family: 'got-in-the-way', adult: 'should-change' }

const skip = testServer ? false : 'only on PostgreSQL'
t.setTimeout(220_000)
const sets = Object.entries(boxes)
const kinds = ['/', '/private', '/say/adult', '/support', '/support/worried', '/what-changed', '/back', '/easy', '/ur']

/** What every page says, whatever happens. */
const isWhole = (html: string) => /href="tel:999"/.test(html) && /<a class="leave" href="\/leave"/.test(html)

/** A site whose database can be stopped, every public page of it, and forms that were filled in before. */
async function openToStop() {
  const cluster = await startCluster({ fsync: true })
  t.teardown(cluster.stop)
  const partnership = await setUpPartnership(cluster.url)
  t.teardown(partnership.forget)
  const env = { ...partnershipEnv(partnership), LOG: 'error' }
  // One that has shown every page before, and one that has shown none.
  const [{ address, ...used }, unused] = await Promise.all([startHeard(env), startHeard(env)])
  for (const { end } of [used, unused]) t.teardown(() => end('SIGKILL'))
  const browser = await openBrowser()
  t.teardown(() => browser.close())
  const get = async (url: string, from = address) => {
    const { status, headers, body } = await ask(from + url)
    return { statusCode: status, headers, body }
  }
  const server = { inject: ({ url }: { url: string }) => get(url) } as unknown as FastifyInstance
  const urls = (
    await crawl(
      server,
      languages(false).map(({ prefix }) => prefix || '/'),
    )
  ).map(({ url }) => url)
  const written: { set: string; scripts: boolean; page: Page }[] = []
  for (const scripts of [true, false]) {
    for (const [set, box] of sets) {
      const page = await newPage(browser, { width: 320, scripts })
      await page.goto(`${address}/say/${set}`)
      await page.locator(`[name="w.${box}"]`).fill(words)
      written.push({ set, scripts, page })
    }
  }
  await cluster.kill()
  return { address, unused: unused.address, browser, get, urls, written }
}

t.test('with the database away, every public page and every form says something calm', { skip }, async (t) => {
  const { address, unused, browser, get, urls, written } = await openToStop()

  await t.test('every public page opens or says that it does not, with help and the way out', async (t) => {
    // Pages that are the same for everybody are kept for three seconds, and longer when there is nothing newer.
    await sleep(3_500)
    for (const from of [address, unused]) {
      const answers = new Map<number, number>()
      for (const url of urls) {
        const { statusCode, body } = await get(url, from)
        answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1)
        if (![200, NOT_KEPT, 303, 503].includes(statusCode)) t.fail(`${url}: ${statusCode}`)
        if (statusCode !== 303 && !isWhole(body)) t.fail(`${url} is without help or the way out`)
        if (/\bat \S+ \([^)]*:\d+:\d+\)|node_modules/.test(body)) t.fail(`${url} shows a trace`)
      }
      t.comment(`${urls.length} pages: ${JSON.stringify(Object.fromEntries(answers))}`)
      t.ok((answers.get(200) ?? 0) > 0 && urls.length > 80)
      if (from === unused) t.ok((answers.get(503) ?? 0) > 0, 'the outage was felt')
    }
  })

  for (const scripts of [true, false]) {
    const how = scripts ? 'with scripts' : 'without scripts'

    await t.test(`20,000 characters come back on the page when they cannot be saved, ${how}`, async (t) => {
      for (const { set, page } of written.filter((one) => one.scripts === scripts)) {
        for (const button of ['Send', 'Try again']) {
          const answer = page.waitForResponse((one) => one.request().method() === 'POST')
          await page.getByRole('button', { name: button }).click()
          t.equal((await answer).status(), 503)
          await page.getByRole('heading', { name: 'We could not save it. Your words are still here.' }).waitFor()
          await page.getByRole('button', { name: 'Try again' }).waitFor()
          t.equal(await page.locator('textarea').first().inputValue(), words, `${set}, ${button}`)
        }
        await page.close()
      }
    })

    await t.test(`a browser shows help and the way out on every kind of page, ${how}`, async (t) => {
      const page = await newPage(browser, { width: 320, scripts })
      for (const path of kinds) {
        const answer = await page.goto(`${address}${path}`)
        t.ok([200, NOT_KEPT, 503].includes(answer?.status() ?? 0), `${path}: ${answer?.status()}`)
        t.ok(await page.locator('a.leave').isVisible(), 'the way out')
        t.ok(await page.locator('a[href="tel:999"]').first().isVisible(), 'help')
      }
      await page.close()
    })
  }
})

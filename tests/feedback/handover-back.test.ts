import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { forgetHandovers } from '../../src/feedback/with-a-worker/handover.ts'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

// YP-9 in a browser that keeps pages alive behind Back, as people's browsers do. The worker gets the tablet afterwards and
// goes back as far as it goes.

const site = await openTestSite({ at: new Date() })
const address = await site.listen()
const browser: Browser = await openBrowser({ backForwardCache: true })
t.setTimeout(300_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

const secret = 'she said it would be fine'

/** A tablet on which Wren has just handed over, coming from a page of the team. */
async function handedOver(kind: { scripts: boolean; helped?: boolean }): Promise<Page> {
  const page = await newPage(browser, { width: 768, height: 1024, scripts: kind.scripts })
  const [name = '', value = ''] = (await site.as('wren')).cookie.split('=')
  await page.context().addCookies([{ name, value, url: address }])
  await page.goto(`${address}/team/directory`)
  await page.getByRole('link', { name: 'Hand over' }).click()
  await page.getByLabel('11 to 17').check()
  await page.getByLabel('Which team is it about?').selectOption('evolve')
  await page.getByLabel(kind.helped ? 'Yes, read with me' : 'No, they are on their own').check()
  await page.getByRole('button', { name: 'Sign me out and hand over' }).click()
  await page.getByRole('heading', { name: 'This is yours now' }).waitFor()
  return page
}

async function write(page: Page): Promise<void> {
  await page.getByLabel('What should change?').fill(secret)
  await page.getByText('Some', { exact: true }).first().click()
}

/** Everything that can be read on a page, boxes included. */
const readable = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('textarea, input')]
      .map((box) => (box as HTMLInputElement).value)
      .concat(document.body.innerText)
      .join('\n'),
  )

type T = {
  notMatch: (found: string, wanted: string | RegExp, name: string) => void
  ok: (is: boolean, name: string) => void
}

/** Goes back as often as it can. Nothing that was written, no key, no ticked answer and no page of the worker comes up. */
async function backFindsNothing(t: T, page: Page, key = 'no key yet'): Promise<void> {
  for (let step = 1; step <= 6; step += 1) {
    await page.goBack({ waitUntil: 'commit', timeout: 3000 }).catch(() => {})
    await page.waitForTimeout(400)
    const text = await readable(page)
    t.notMatch(text, secret, `${step} back: no words`)
    t.notMatch(text, key, `${step} back: no key`)
    t.notMatch(text, /Your handovers|Sign out|You are Wren/, `${step} back: no page of the worker`)
    t.ok((await page.locator('input[type=radio]:checked:not([value=none])').count()) === 0, `${step} back: no tick`)
  }
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts'

  t.test(`YP-9 after Send, Back finds neutral pages and the sign-in: ${how}`, async (t) => {
    const page = await handedOver({ scripts })
    await write(page)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'Put your key away' }).waitFor()
    const key = (await page.locator('.six li').allTextContents()).join(' ')
    t.equal(key.split(' ').length, 6)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('heading', { name: 'Please give the tablet back' }).waitFor()
    t.equal(new URL(page.url()).pathname, '/tablet/done')
    await page.goBack({ waitUntil: 'commit' }).catch(() => {})
    await page.waitForTimeout(400)
    t.match(await readable(page), 'Please give the tablet back', 'where the key was')
    await page.goBack({ waitUntil: 'commit' }).catch(() => {})
    await page.waitForTimeout(400)
    t.match(await readable(page), 'Please give the tablet back', 'where the questions were')
    await backFindsNothing(t, page, key.split(' ')[0])
    await page.close()
  })

  t.test(`YP-9 after stopping, nothing that was written comes back: ${how}`, async (t) => {
    const page = await handedOver({ scripts, helped: true })
    await write(page)
    await page.getByRole('button', { name: 'Stop, throw it away' }).first().click()
    await page.getByRole('heading', { name: 'Please give the tablet back' }).waitFor()
    await backFindsNothing(t, page)
    const rows = await site.db.selectFrom('responses').select('id').execute()
    t.equal(rows.length, scripts ? 1 : 2, 'and nothing was kept')
    await page.close()
  })

  t.test(`YP-9 after leaving quickly, the tablet shows no questions any more: ${how}`, async (t) => {
    const page = await handedOver({ scripts })
    await write(page)
    const [asked] = await Promise.all([
      page.waitForRequest(/^https:\/\/www\.bbc\.co\.uk\/weather/),
      page.locator('a.leave').click(),
    ])
    t.ok(asked)
    await page.waitForTimeout(400)
    await backFindsNothing(t, page)
    site.pass(31)
    await forgetHandovers(site.db, site.site.now())
    const wren = await (await site.as('wren')).get('/team/handover')
    t.match(/<b>(\w+ ?\w*)<\/b>/.exec(wren.body)?.[1], 'Not finished')
    await page.close()
  })
}

t.test('whoever only looked something up comes back to empty questions, not to the worker’s pages', async (t) => {
  const page = await handedOver({ scripts: true })
  await write(page)
  await page.getByRole('link', { name: 'Keeping this private' }).click()
  await page.getByRole('heading', { name: 'Keeping this private' }).waitFor()
  await page.goBack({ waitUntil: 'commit' })
  await page.waitForTimeout(400)
  const text = await readable(page)
  t.match(text, 'This is yours now')
  t.notMatch(text, secret)
  await page.close()
})

t.test('the key goes from the screen when its time is over', async (t) => {
  const page = await handedOver({ scripts: false })
  await write(page)
  const answer = page.waitForResponse(/\/tablet\/key\//)
  await page.getByRole('button', { name: 'Send' }).click()
  t.equal((await answer).headers().refresh, '600; url=/tablet/done')
  site.pass(11)
  await page.reload()
  t.match(await readable(page), 'Please give the tablet back')
  await page.close()
})

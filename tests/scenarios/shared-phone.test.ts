import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t from 'tap'
import { tellingIn, tellingWords } from '../crawl/words.ts'
import { comeBack, openStage, say, seen } from './steps.ts'

// In a browser that keeps pages alive behind Back, as people's browsers do.
const stage = await openStage({}, { backForwardCache: true })
const { address, db, phone } = stage

const secret = 'he still lives in our street'

// An ordinary page that is really there: this machine may have no network.
const ordinary = createServer((_request, reply) => {
  reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Weather</title><h1>Sunny spells</h1>')
})
await new Promise<void>((resolve) => ordinary.listen(0, '127.0.0.1', resolve))
stage.site.config.leaveTo = `http://localhost:${(ordinary.address() as AddressInfo).port}/`
t.teardown(() => {
  ordinary.closeAllConnections()
  ordinary.close()
})

/** The ways to leave, and whether they are tried with scripts. `tests/leaving-everywhere.test.ts` tries more pages. */
const exits: Record<string, { scripts: boolean; leave: (page: Page) => Promise<unknown> }> = {
  'the button': { scripts: true, leave: (page) => page.locator('a.leave').click() },
  'the button without scripts': { scripts: false, leave: (page) => page.locator('a.leave').click() },
  'the second link without scripts, from the keyboard': {
    scripts: false,
    leave: async (page) => {
      await page.locator('a.skip[href^="/leave"]').focus()
      await page.keyboard.press('Enter')
    },
  },
  'Shift three times': {
    scripts: true,
    leave: async (page) => {
      await page.locator('h1').click()
      for (let n = 0; n < 3; n += 1) await page.keyboard.press('Shift')
    },
  },
}

/** Pages that show something of a person, how somebody gets there, and what must not be seen again. */
const scenes: Record<string, (page: Page) => Promise<RegExp>> = {
  async 'the questions'(page) {
    await page.goto(`${address}/say/adult`)
    await page.getByLabel('What should change?').fill(secret)
    await page.locator('fieldset').first().getByText('Yes, mostly').click()
    return new RegExp(secret)
  },
  async 'the field for a code'(page) {
    await page.goto(`${address}/in`)
    await page.getByLabel('Your code').fill('BCDF')
    return /BCDF/
  },
  async 'the page of a key'(page) {
    const key = await say(stage, page, 'adult', { 'What should change?': secret })
    await comeBack(stage, page, key)
    return new RegExp(`${secret}|The way your words went|${key}`)
  },
}

for (const [way, { scripts, leave }] of Object.entries(exits)) {
  t.test(`SU-2 whoever leaves by ${way} leaves nothing behind, and lands somewhere ordinary`, async (t) => {
    for (const [where, open] of Object.entries(scenes)) {
      const page = await phone({ scripts })
      const visited: string[] = []
      page.on('load', async () => visited.push(page.url(), await page.title().catch(() => '')))
      await page.goto(address)
      const theirs = await open(page)
      await leave(page)
      await page.getByRole('heading', { name: 'Sunny spells' }).waitFor()
      t.same(await page.context().cookies(), [], `${where}: no cookie`)
      t.same(await db.selectFrom('sessions').select('kind').where('kind', '=', 'visit').execute(), [], 'no session')
      for (let step = 1; step <= 3; step += 1) {
        await page.goBack({ waitUntil: 'commit', timeout: 500 }).catch(() => {})
        await page.waitForTimeout(150)
        t.notMatch(await seen(page), theirs, `${where}: ${step} back`)
        t.equal(await page.locator('input:checked:not([value=none]):not([value=""])').count(), 0, `${where}: no tick`)
      }
      t.same(visited.flatMap(tellingIn), [], `${where}: addresses and titles say nothing`)
      await page.goto(`${address}/back/way`)
      t.equal(new URL(page.url()).pathname, '/back', `${where}: the page of a key is closed`)
      await page.close()
    }
  })
}

t.test('SU-2 Back from the page with the key finds no answers, without scripts and with them', async (t) => {
  for (const scripts of [false, true]) {
    for (const kept of [false, true]) {
      const page = await phone({ scripts })
      await say(stage, page, 'adult', { 'What should change?': secret })
      if (kept) await page.getByRole('button', { name: 'I have kept it' }).click()
      for (let step = 1; step <= 3; step += 1) {
        await page.goBack({ waitUntil: 'commit', timeout: 500 }).catch(() => {})
        await page.waitForTimeout(150)
        t.notMatch(await seen(page), secret, `${step} back, ${kept ? 'with the key put away' : 'from the key'}`)
      }
      await page.close()
    }
  }
})

t.test('SU-2 with scripts the page is blank at once', async (t) => {
  const page = await phone()
  await page.goto(`${address}/say/adult`)
  await page.getByLabel('What should change?').fill(secret)
  const left = await page.evaluate(() => {
    document.querySelector<HTMLElement>('a.leave')?.click()
    const shown = [...document.body.children].filter((part) => part.checkVisibility())
    return shown.map((part) => part.textContent)
  })
  t.same(left, ['Loading.'])
  await page.close()
})

t.test('SU-2 no title and no address names what somebody came for, and no history is said to be erased', async (t) => {
  t.ok(tellingWords.length >= 60)
  const page = await phone({ scripts: false })
  const seenSoFar = new Set<string>()
  for (const start of ['/', '/support', '/support/place/safe', '/what-changed', '/back/lost', '/in', '/easy']) {
    await page.goto(address + start)
    const links = await page
      .locator('main a')
      .evaluateAll((all) => all.flatMap((one) => (one instanceof HTMLAnchorElement ? one.href : [])))
    for (const url of [page.url(), ...links.filter((one) => one.startsWith(address)).slice(0, 6)]) {
      if (seenSoFar.has(url) || url.includes('#')) continue
      seenSoFar.add(url)
      await page.goto(url)
      t.same([...tellingIn(new URL(url).pathname), ...tellingIn(await page.title())], [], url)
    }
  }
  t.ok(seenSoFar.size > 15, `${seenSoFar.size} pages`)
  await page.goto(address)
  await page.getByRole('link', { name: 'Keeping this private' }).first().click()
  t.match(await seen(page), 'It does not clear your history.')
  t.match(await seen(page), 'You can also press the Shift key three times.')
  await page.close()
})

import type { Browser } from 'playwright-core'
import t from 'tap'
import { languages } from '../../src/web/language.ts'
import { tellingIn } from '../crawl/words.ts'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite({ demonstration: true })
const { server } = site
const address = await site.listen()
const browser: Browser = await openBrowser()
t.setTimeout(300_000)
t.teardown(async () => {
  await browser.close()
  await site.close()
})

const sets = ['8-11', '11-17', 'family', 'adult']
const sizes = ['normal', 'large']
const get = async (url: string) => (await server.inject({ url })).body
const count = (html: string, pattern: RegExp) => html.match(pattern)?.length ?? 0

t.test('every set can be printed in normal and large letters, in every language', async (t) => {
  for (const { prefix } of languages(false)) {
    const list = await get(`${prefix}/paper`)
    for (const set of sets) {
      const screen = await get(`${prefix}/say/${set}`)
      for (const size of sizes) {
        const url = `${prefix}/paper/${set}/${size}`
        t.match(list, `href="${url}"`)
        const { statusCode, body } = await server.inject({ url })
        t.equal(statusCode, 200, url)
        const boxes = count(body, /class="box"/g)
        t.equal(
          boxes,
          count(screen, /type="radio"/g) + Math.max(0, count(screen, /<option/g) - 1) + 1,
          `${url}: a box for each answer, and for a key`,
        )
        t.equal(count(body, /class="lines"/g), count(screen, /<textarea/g), 'room for each text')
        t.equal(count(body, /class="number"/g), count(screen, /<div class="q" id="q\d/g), 'every question, numbered')
      }
    }
  }
})

t.test('the limits stand before the first question, and what becomes of the paper after the last', async (t) => {
  const body = await get('/paper/11-17/normal')
  const order = [
    ...['Before you start', 'we have to pass that on', 'We would have to pass on', 'call <a href="tel:999"'],
    ...['1 of 12', '12 of 12', 'When it is filled in', 'Somebody in our team types in what you wrote, word for word.'],
    ...['Whoever types in your words sees the key too.', 'We ask the person who types it in to shred the paper'],
  ]
  const places = order.map((part) => body.indexOf(part))
  t.ok(
    places.every((at, n) => at > (places[n - 1] ?? 0)),
    `${places}`,
  )
})

t.test('no title, no address and no printed top says why somebody has it', async (t) => {
  for (const set of sets) {
    const url = `/paper/${set}/normal`
    const body = await get(url)
    t.same(tellingIn(url), [])
    t.match(body, '<title>Heard</title>')
    t.same(tellingIn(/<h1[^>]*>([^<]*)/.exec(body)?.[1] ?? ''), [])
  }
})

t.test('without an address to post it to, or a number, the form does not name one', async (t) => {
  const body = await get('/paper/adult/normal')
  t.notMatch(body, /stamp|Or say it by phone/)
  t.match(body, 'Put it in an envelope, close it, and give it to somebody who works with you.')
})

t.test('printed on A4: 12 and a half or 18 points, nothing of the website, nothing cut off', async (t) => {
  for (const size of sizes) {
    const page = await newPage(browser, { width: 673, height: 900 })
    await page.goto(`${address}/paper/11-17/${size}`)
    await page.emulateMedia({ media: 'print' })
    const seen = await page.evaluate(() => {
      const inForm = document.querySelector('.paperform')!
      const shown = [...document.querySelectorAll('body *')].filter(
        (part) =>
          part.checkVisibility() &&
          [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
      )
      return {
        small:
          [...new Set(shown.map((part) => Number.parseFloat(getComputedStyle(part).fontSize)))].sort(
            (a, b) => a - b,
          )[0] ?? 0,
        outside: shown.filter((part) => !inForm.contains(part)).map(({ textContent }) => textContent?.trim()),
        over: document.documentElement.scrollWidth - innerWidth,
        line: document.querySelector('.lines i')?.getBoundingClientRect().height ?? 0,
      }
    })
    // 96 pixels are 72 points.
    const points = Math.round(seen.small * 7.5) / 10
    t.ok(points >= (size === 'large' ? 18 : 12), `${size}: the smallest letter has ${points} points`)
    t.same(seen.outside, [], 'only the form is on the paper')
    t.ok(seen.over <= 0)
    t.ok(seen.line > 34, 'a line of writing is 9 mm high and more')
    t.match((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString(), '%PDF-')
    await page.close()
  }
})

t.test('the forms can be used by everybody on a screen, and are linked from where help to read is', async (t) => {
  t.match(await get('/help-to-read'), 'href="/paper"')
  t.match(await get('/say/8-11'), 'href="/paper"')
  for (const [url, width] of [
    ['/paper', 320],
    ['/paper/8-11/normal', 320],
    ['/easy/paper/adult/large', 1280],
  ] as const) {
    const page = await newPage(browser, { width })
    await page.goto(`${address}${url}`)
    t.same(await axeFindings(page), [], url)
    t.ok(
      (await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0,
      `${url} does not scroll sideways`,
    )
    await page.close()
  }
})

t.test('where there is an address and a number, the form says so', async (t) => {
  const other = await openTestSite({ settings: { FREEPOST: 'FREEPOST HEARD', FEEDBACK_PHONE: '01632 960118' } })
  const { body } = await other.server.inject({ url: '/paper/family/large' })
  t.match(body, 'You need no stamp: <bdi lang="en">FREEPOST HEARD</bdi>')
  t.match(body, '01632 960118')
  t.match(body, 'We cannot send you a key by post.')
  await other.close()
})

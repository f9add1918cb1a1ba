import jsqr from 'jsqr'
import type { Page } from 'playwright-core'
import t from 'tap'
import { findInvitation } from '../../src/feedback/inviting/invitation.ts'
import { codesOf, makeInvitations, newSeed, readBatch } from '../../src/feedback/inviting/inviting.ts'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { type Name, openTestSite } from '../fixtures/site.ts'

const settings = { PUBLIC_ADDRESS: 'https://heard.example.gov.uk/', FEEDBACK_PHONE: '01709 000000', SEALED_LINK: 'on' }
const site = await openTestSite({ settings })
const { db, keys, cast } = site
const address = await site.listen()
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})
t.setTimeout(180_000)

const MM = 25.4 / 96
const SMALLEST_MM = 25

const now = () => site.site.now()
const batch = { seed: newSeed(now()), count: 9, sealed: false, service: 'evolve' }
const made = await makeInvitations(db, keys, batch, cast.wren, now())
const codes = codesOf(keys, readBatch(keys, made, cast.wren, now()))
const at = `${address}/team/invitations/made/${made}`

/** A window in which somebody is signed in. */
async function windowOf(who: Name, width = 1280): Promise<Page> {
  const page = await newPage(browser, { width })
  const [name = '', value = ''] = (await site.as(who)).cookie.split('=')
  await page.context().addCookies([{ name, value, url: address }])
  return page
}

/** What a telephone reads off a picture of the screen. */
async function readPicture(png: Buffer): Promise<string | undefined> {
  const page = await newPage(browser)
  const { data, width, height } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    const drawing = canvas.getContext('2d')
    drawing?.drawImage(picture, 0, 0)
    const pixels = drawing?.getImageData(0, 0, picture.width, picture.height)
    return { data: [...(pixels?.data ?? [])], width: picture.width, height: picture.height }
  }, png.toString('base64'))
  await page.close()
  return jsqr.default(Uint8ClampedArray.from(data), width, height)?.data
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

const pagesIn = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length

for (const [paper, sheets] of [
  ['a4', 2],
  ['a6', 9],
] as const) {
  t.test(`the cards on ${paper} print whole, and a telephone reads each square`, async (t) => {
    const page = await windowOf('wren')
    await page.goto(`${at}/cards?paper=${paper}&language=en`)
    t.same(await axeFindings(page), [])
    await page.emulateMedia({ media: 'print' })
    // As wide as what is printed on the paper.
    await page.setViewportSize({ width: paper === 'a4' ? 703 : 366, height: 900 })
    const squares = page.locator('svg.qr')
    t.equal(await squares.count(), 9)
    for (const [n, code] of codes.entries()) {
      const link = `https://heard.example.gov.uk/in/${code.slice(0, 4)}-${code.slice(4)}`
      if (n % 4 === 0) t.equal(await readPicture(await squares.nth(n).screenshot()), link)
      const { width = 0 } = (await squares.nth(n).boundingBox()) ?? {}
      const modules = Number((await squares.nth(n).getAttribute('viewBox'))?.split(' ')[2])
      const inner = width * MM * ((modules - 8) / modules)
      t.ok(inner >= SMALLEST_MM, `${inner.toFixed(1)} mm, without its quiet edge`)
    }
    const over = await page
      .locator('.card')
      .evaluateAll((cards) => cards.filter((card) => card.scrollHeight > card.clientHeight + 1).length)
    t.equal(over, 0, 'nothing is cut off')
    t.equal(pagesIn(await page.pdf({ preferCSSPageSize: true })), sheets)
    const printed = await page.evaluate(() => document.body.innerText)
    t.match(printed, 'heard.example.gov.uk/in')
    t.match(printed, 'You do not have to.')
    t.match(printed, '01709 000000')
    t.match(printed, 'Polski')
    t.notMatch(printed, /evolve|exploit|abus|feedback|council|rotherham|safe|social|care/i, 'its outside says nothing')
    await page.close()
  })
}

for (const demonstration of [false, true]) {
  t.test(`eight cards are one sheet${demonstration ? ', in the demonstration too' : ''}`, async (t) => {
    site.site.demonstration = demonstration
    t.teardown(() => {
      site.site.demonstration = false
    })
    const eight = await makeInvitations(db, keys, { ...batch, seed: newSeed(now()), count: 8 }, cast.wren, now())
    const page = await windowOf('wren')
    await page.goto(`${address}/team/invitations/made/${eight}/cards?paper=a4&language=en`)
    t.equal(await page.locator('svg.qr').count(), 8)
    t.equal(await page.locator('.demo').count(), demonstration ? 1 : 0)
    t.equal(pagesIn(await page.pdf({ preferCSSPageSize: true })), 1)
    await page.close()
  })
}

t.test('the pages for making invitations can be used by everybody', async (t) => {
  for (const width of [320, 1280]) {
    const page = await windowOf('wren', width)
    for (const url of [`${address}/team/invitations`, at, `${at}/cards?paper=a4`]) {
      await page.goto(url)
      t.same(await axeFindings(page), [], `${url} at ${width}`)
      t.ok((await fits(page)) <= 0, `${url} does not scroll sideways at ${width}`)
    }
    await page.close()
  }
})

t.test('the pages behind a code, and those for opening a seal, can be used by everybody', async (t) => {
  const sealed = { ...batch, seed: newSeed(now()), count: 3, sealed: true }
  const text = await makeInvitations(db, keys, sealed, cast.wren, now())
  const [answered = '', good = ''] = codesOf(keys, readBatch(keys, text, cast.wren, now()))
  const page = await newPage(browser, { width: 320 })
  const look = async (what: string, window = page) => {
    t.same(await axeFindings(window), [], what)
    t.ok((await fits(window)) <= 0, `${what} does not scroll sideways`)
  }
  await page.goto(`${address}/in`)
  await look('typing a code')
  await page.locator('#code').fill('no')
  await Promise.all([page.waitForNavigation(), page.locator('main form button').click()])
  await look('no code')
  await page.locator('#code').fill(answered)
  await Promise.all([page.waitForNavigation(), page.locator('main form button').click()])
  await look('a sealed link')
  await Promise.all([page.waitForNavigation(), page.locator('button[value="11-17"]').click()])
  await look('its questions')
  await page.locator('textarea').first().fill('He hits me.')
  await Promise.all([page.waitForNavigation(), page.locator('#send button').click()])
  await look('the key')
  for (const path of [`/in/${answered}`, '/in/BCDF-GHJK', '/say', `/ur/in/${good}`, '/easy/in']) {
    await page.goto(`${address}${path}`)
    await look(path)
  }
  await page.close()

  const [row] = await db
    .selectFrom('sealed_links')
    .innerJoin('responses', 'responses.id', 'response_id')
    .select('ref')
    .execute()
  for (const width of [320, 1280]) {
    const ruth = await windowOf('ruth', width)
    await ruth.goto(`${address}/team/reading/${row?.ref}`)
    await ruth.locator('input[value="concern"]').check()
    await Promise.all([ruth.waitForNavigation(), ruth.locator('.sheet form button').first().click()])
    await look('the words', ruth)
    await ruth.goto(`${address}/team/reading/${row?.ref}/seal`)
    await look('asking', ruth)
    await Promise.all([ruth.waitForNavigation(), ruth.locator('form button', { hasText: 'Ask a second' }).click()])
    await look('what is wanting', ruth)
    await ruth.close()
  }
})

t.test('a card in another language leads to the page in that language', async (t) => {
  const page = await windowOf('wren')
  await page.goto(`${at}/cards?paper=a6&language=pl`)
  const link = await readPicture(await page.locator('svg.qr').first().screenshot())
  t.match(link, /^https:\/\/heard\.example\.gov\.uk\/pl\/in\//)
  const found = await findInvitation(db, keys, link ?? '', now(), false)
  t.equal(found.state, 'good', 'the same invitation')
  t.equal(await page.locator('ul.cards-whole').getAttribute('lang'), 'pl')
  await page.close()
})

t.test('the number to ring reads from left to right, also on a card that is read from right to left', async (t) => {
  const wren = await site.as('wren')
  for (const language of ['en', 'ur', 'ar', 'pl']) {
    const { body } = await wren.get(`/team/invitations/made/${made}/cards?paper=a6&language=${language}`)
    t.match(body, '<bdi dir="ltr">01709 000000</bdi>', language)
  }
})

t.test('the address never comes from a request, and must be told to a real service', async (t) => {
  const wren = await site.as('wren')
  const page = await wren.get(`/team/invitations/made/${made}`, {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
  })
  t.match(page.body, 'https://heard.example.gov.uk/in/')
  t.notMatch(page.body, 'evil.example')
})

import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import { openTestSite } from '../fixtures/site.ts'

t.setTimeout(120_000)
const site = await openTestSite()
const address = await site.listen()
const browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})
const { options } = await currentDirectory(site.db, '2026-11-23')
// As wide as what a sheet of A4 leaves between its edges.
const page = await newPage(browser, { scripts: false, width: 703 })

/** Opens somebody's page with these on it, as the form sends them. */
async function show(refs: string[], prefix = '') {
  const body = new URLSearchParams(refs.map((ref) => ['ref', ref]))
  const html = await (await fetch(`${address}${prefix}/support/plan`, { method: 'POST', body })).text()
  const at = `${address}/as-it-came`
  await page.route(at, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }))
  await page.goto(at)
  await page.unroute(at)
}

async function sheets(): Promise<number> {
  const pdf = await page.pdf({ preferCSSPageSize: true })
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
}

/** Every option of the directory, and how much of a sheet it takes, the longest first. */
async function byLength() {
  const found: { ref: string; tall: number }[] = []
  for (let from = 0; from < options.length; from += 12) {
    const some = options.slice(from, from + 12)
    await show(some.map(({ ref }) => ref))
    await page.emulateMedia({ media: 'print' })
    const items = await page.locator('main form > ul > li').all()
    const talls = await Promise.all(items.map(async (item) => (await item.boundingBox())?.height ?? 0))
    await page.emulateMedia({ media: null })
    found.push(...some.map(({ ref }, at) => ({ ref, tall: talls[at] ?? 0 })))
  }
  return found.toSorted((a, b) => b.tall - a.tall).map(({ ref }) => ref)
}

let longest: string[] = []
t.before(async () => {
  longest = await byLength()
})

t.test('five options of the directory fit onto one sheet of A4, with who to ring now and room for notes', async (t) => {
  const slugs = ['rothacs', 'samaritans', 'mash', 'childline', 'grow-post-cse']
  const known = options.filter(({ slug }) => slug && slugs.includes(slug)).map(({ ref }) => ref)
  t.equal(known.length, 5)
  for (const prefix of ['', '/en-easy', '/ar', '/pl', '/sk', '/ro']) {
    await show(known, prefix)
    t.equal(await sheets(), 1, `five that many will choose, ${prefix || 'English'}`)
  }
  await show(longest.slice(0, 5))
  t.equal(await sheets(), 1, 'the five with most words')
  await show(longest.slice(0, 3), '/ur')
  t.equal(await sheets(), 1, 'in Urdu, whose letters are tall, the three with most words')
})

t.test('a page of twelve never ends with a sheet that holds only telephone numbers', async (t) => {
  await show(longest.slice(0, 12))
  t.ok((await sheets()) > 1)
  await page.emulateMedia({ media: 'print' })
  t.notOk(await page.locator('.now').isVisible(), 'no block of them at the end')
  const top = page.locator('.atop')
  t.match(await top.innerText(), /999.*0800 1111.*116 123.*85258/s)
  const [line, first] = [await top.boundingBox(), await page.locator('main li').first().boundingBox()]
  t.ok(line && first && line.y + line.height <= first.y, 'they stand before what was chosen')
  t.ok(line && line.height < 60, 'and are short')
})

t.test('on a screen there is one help block, with its links', async (t) => {
  await show(longest.slice(0, 2))
  await page.emulateMedia({ media: 'screen' })
  t.notOk(await page.locator('.atop').isVisible())
  t.ok(await page.locator('.now').isVisible())
})

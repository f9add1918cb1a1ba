import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { axeFindings, newPage, openBrowser } from '../fixtures/browser.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { openTestSite } from '../fixtures/site.ts'

// The drawing of the roadmap as a browser lays it out: at two widths, in four scripts, at two sizes of text.

// What a page looks like does not depend on where its words are kept.
const skip = testServer ? 'only on the embedded database' : false
t.setTimeout(600_000)
// As if somebody had checked every page, so that each is in its own language.
const site = await openTestSite({ pseudo: true, stateOf: () => 'checked' })
const address = await site.listen()
const browser: Browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await site.close()
})

type Box = { what: string; left: number; top: number; right: number; bottom: number }
type Look = { prefix: string; width: number; size: number }

const looks = ['', '/ur', '/ar', '/pl', '/pseudo'].flatMap((prefix) =>
  [320, 1280].flatMap((width) => [100, 200].map((size): Look => ({ prefix, width, size }))),
)
const named = ({ prefix, width, size }: Look) => `${prefix || '/en'} at ${width} px, text at ${size} %`

/**
 * Where each line of words and each picture in the drawing is. A line is as high as its place in its block, because what
 * a font itself claims is far more than its letters need in Nastaliq; `touching` looks at the ink.
 */
const boxesIn = (page: Page) =>
  page.evaluate(() => {
    const map = document.querySelector('.map')!
    const edges = (what: string, { left, top, right, bottom }: DOMRect): Box => ({ what, left, top, right, bottom })
    const blocks = [...map.querySelectorAll('h2, p')]
    const words = blocks.flatMap((block, index) => {
      const range = document.createRange()
      range.selectNodeContents(block)
      const { top, bottom } = block.getBoundingClientRect()
      return [...range.getClientRects()].map((rect) => {
        const line = edges(`${index} ${block.textContent?.slice(0, 20)}`, rect)
        return { ...line, top: Math.max(line.top, top), bottom: Math.min(line.bottom, bottom) }
      })
    })
    const pictures = [...map.querySelectorAll('svg g')].map((each) => edges('picture', each.getBoundingClientRect()))
    const around = edges('map', map.getBoundingClientRect())
    return { words, pictures, around, page: innerWidth }
  })

const meet = (a: Box, b: Box) =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1

/** What is cut off, or lies over something else; lines of one block may touch. */
async function collisions(page: Page): Promise<string[]> {
  const { words, pictures, around, page: width } = await boxesIn(page)
  const out = words.filter(
    ({ left, right, top, bottom }) =>
      left < around.left - 1 ||
      right > around.right + 1 ||
      top < around.top - 1 ||
      bottom > around.bottom + 1 ||
      left < 0 ||
      right > width,
  )
  const over = words.flatMap((one, index) =>
    [...words.slice(index + 1), ...pictures].filter((other) => one.what !== other.what && meet(one, other)),
  )
  return [...out.map(({ what }) => `${what} is outside`), ...over.map(({ what }) => `${what} is in the way`)]
}

/**
 * How many points of the screen have ink of two things: of two blocks of words that stand next to each other, or of words
 * and the drawing. Each third is seen without the others.
 */
async function touching(page: Page): Promise<number> {
  const { x = 0, y = 0, width = 0, height = 0 } = (await page.locator('.map').boundingBox()) ?? {}
  const seen: string[] = []
  for (const shown of ['.even, .even *', '.odd, .odd *', 'ol, li, svg, svg *']) {
    await page.evaluate((which) => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`body * { visibility: hidden } .map :is(${which}) { visibility: visible }
        .map :is(${which.includes('svg') ? 'h2, p, h2 *' : 'svg'}) { visibility: hidden }`)
      document.adoptedStyleSheets = [sheet]
      const blocks = [...document.querySelectorAll('.map :is(h2, p)')]
      for (const [index, block] of blocks.entries()) block.classList.add(index % 2 ? 'odd' : 'even')
    }, shown)
    const clip = { x: 0, y: Math.max(0, y - 60), width: x * 2 + width, height: height + 120 }
    seen.push((await page.screenshot({ fullPage: true, clip })).toString('base64'))
  }
  return page.evaluate(async (pictures) => {
    const inked = async (base64: string) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
      pen.drawImage(picture, 0, 0)
      const { data } = pen.getImageData(0, 0, picture.width, picture.height)
      const dark = (at: number) => (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0) < 520
      return Array.from({ length: data.length / 4 }, (_, index) => dark(index * 4))
    }
    const [even = [], odd = [], drawn = []] = await Promise.all(pictures.map(inked))
    if (![even, odd, drawn].every((mask) => mask.filter(Boolean).length > 500)) return -1
    return even.filter((one, at) => Number(one) + Number(odd[at]) + Number(drawn[at]) > 1).length
  }, seen)
}

async function open({ prefix, width, size }: Look, dark = false): Promise<Page> {
  const page = await newPage(browser, { width, dark })
  await page.goto(`${address}${prefix}/support`)
  await page.evaluate((percent) => {
    document.documentElement.style.fontSize = `${percent}%`
  }, size)
  await page.evaluate(() => document.fonts.ready)
  return page
}

t.test(
  'no words of the drawing are cut, lie on each other or on a picture, and nothing scrolls sideways',
  { skip },
  async (t) => {
    for (const look of looks) {
      const page = await open(look)
      t.same(await collisions(page), [], named(look))
      const { words, pictures } = await boxesIn(page)
      t.ok(words.length >= 15 && pictures.length === 4)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      t.ok(over <= 0, `${named(look)} does not scroll sideways`)
      const sizes = await page
        .locator('.map :is(h2, p)')
        .evaluateAll((all) => all.map((each) => Number.parseFloat(getComputedStyle(each).fontSize)))
      t.ok(Math.min(...sizes) >= (14 * look.size) / 100, `${named(look)}: the words grow`)
      t.equal(await touching(page), 0, `${named(look)}: no ink lies on other ink`)
      await page.close()
    }
  },
)

t.test('with the spacing that people may set for themselves it holds too', { skip }, async (t) => {
  for (const prefix of ['', '/ur', '/pl']) {
    for (const width of [320, 1280]) {
      const page = await open({ prefix, width, size: 100 })
      await page.locator('.map :is(h2, p)').evaluateAll((all) => {
        for (const { style } of all as HTMLElement[]) {
          Object.assign(style, {
            lineHeight: '2.15',
            letterSpacing: '.12em',
            wordSpacing: '.16em',
            marginBlockEnd: '2em',
          })
        }
      })
      t.same(await collisions(page), [], `${prefix} at ${width} px`)
      await page.close()
    }
  }
})

t.test(
  'to a screen reader it is one list of places, each a link under a heading, and justice beside it',
  { skip },
  async (t) => {
    const page = await open({ prefix: '', width: 320, size: 100 })
    const told = await page.locator('.map').ariaSnapshot()
    const [list = '', beside = ''] = told.split('- heading "Justice and redress"')
    t.match(told, /region "The parts of the way"/)
    t.match(list, /- list:/)
    t.equal(list.match(/- listitem:/g)?.length, 4)
    for (const title of ['Get safe', 'Steady yourself', 'Work through it', 'Build your life']) {
      t.match(list, `heading "${title}" [level=2]`)
      t.equal(told.split(`link "${title}"`).length, 2, `${title} is said once`)
    }
    t.match(list, /Danger now, somewhere to stay, a health check, getting home\. \d+ options/)
    t.match(beside, /link "Justice and redress"/)
    t.notMatch(told, /- img/)
    await page.close()
  },
)

t.test(
  'the keyboard goes the way the eye goes, what has the focus can be seen, and a thumb hits it',
  { skip },
  async (t) => {
    for (const look of looks.filter(({ size }) => size === 100)) {
      const page = await open(look)
      const links = page.locator('.map a')
      await links.first().focus()
      const stops: { x: number; y: number }[] = []
      for (const link of await links.all()) {
        const at = await link.evaluate((each) => {
          const { width, height, left, right, top } = each.getBoundingClientRect()
          const { outlineStyle, outlineWidth } = getComputedStyle(each)
          return {
            focused: each === document.activeElement,
            width,
            height,
            x: (left + right) / 2,
            y: top + scrollY,
            outlineStyle,
            outlineWidth,
          }
        })
        t.ok(at.focused, named(look))
        t.ok(at.width >= 44 && at.height >= 44, `${at.width} × ${at.height}`)
        t.not(at.outlineStyle, 'none')
        stops.push(at)
        await page.keyboard.press('Tab')
      }
      const forward = look.prefix && look.prefix !== '/pl' ? -1 : 1
      const places = stops.slice(0, 4)
      const ordered = places.slice(1).every(({ x, y }, index) => {
        const before = places[index]!
        return look.width === 320 ? y > before.y : (x - before.x) * forward > 0 && y === before.y
      })
      t.ok(stops.length === 5 && ordered && stops[4]!.y > stops[3]!.y, named(look))
      await page.close()
    }
  },
)

t.test('right-to-left turns the pictures round and not the words', { skip }, async (t) => {
  for (const [prefix, turned] of [
    ['', 'none'],
    ['/ur', 'matrix(-1, 0, 0, 1, 0, 0)'],
    ['/pseudo', 'matrix(-1, 0, 0, 1, 0, 0)'],
  ] as const) {
    const page = await open({ prefix, width: 1280, size: 100 })
    const styles = (which: string) =>
      page.locator(which).evaluateAll((all) => [...new Set(all.map((each) => getComputedStyle(each).transform))])
    t.same(await styles('.map svg'), [turned])
    t.same(await styles('.map :is(h2, p, a, ol, li)'), ['none'])
    await page.close()
  }
})

t.test('it can be read in the dark', { skip }, async (t) => {
  for (const look of [looks[0]!, looks[2]!, looks[5]!]) {
    const page = await open(look, true)
    t.same(await axeFindings(page), [], named(look))
    await page.close()
  }
})

t.test('on paper it has all its words, across the page, and nothing is cut', { skip }, async (t) => {
  for (const prefix of ['', '/ur', '/pl']) {
    // As wide as a page of A4 between its margins.
    const page = await open({ prefix, width: 673, size: 100 })
    await page.evaluate(() => {
      document.documentElement.style.fontSize = ''
    })
    await page.emulateMedia({ media: 'print' })
    t.same(await collisions(page), [], prefix)
    const tops = await page
      .locator('.map li h2')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top))
    t.equal(new Set(tops).size, 1, `${prefix}: the four places stand side by side`)
    t.equal(await page.locator('.map :is(h2, p):visible').count(), 15)
    await page.close()
  }
})

t.test('without scripts each place opens', { skip }, async (t) => {
  const page = await newPage(browser, { scripts: false, width: 320 })
  for (const title of ['Get safe', 'Steady yourself', 'Work through it', 'Build your life', 'Justice and redress']) {
    await page.goto(`${address}/support`)
    await page.locator('.map').getByRole('link', { name: title }).click()
    t.equal(await page.locator('h1').textContent(), title)
    await page.getByText('Show only what is for').click()
    await page.getByRole('button', { name: 'Adults', exact: true }).click()
    t.equal(await page.locator('button[aria-current]').textContent(), 'Adults')
    t.match(page.url(), /\/support\/place\/[a-z]+$/)
  }
  await page.close()
})

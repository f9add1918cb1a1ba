import { request } from 'node:http'
import { connect } from 'node:net'
import type { InjectOptions } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { publishDecision } from '../src/changes/publication.ts'
import { languages } from '../src/web/language.ts'
import { NOT_KEPT } from '../src/web/not-kept.ts'
import { crawl, linksOf, pageProblems, titleOf } from './crawl/pages.ts'
import { tellingIn, tellingWords } from './crawl/words.ts'
import { axeFindings, newPage, openBrowser } from './fixtures/browser.ts'
import { testServer } from './fixtures/fresh-database.ts'
import { openScene, stateOf } from './routes/scene.ts'

t.setTimeout(1_200_000)
const scene = await openScene()
const { server } = scene
await publishDecision(scene.db, scene.keys, scene.real['changes/:id']!, scene.cast.noor, scene.site.now())
const address = await scene.listen()
const browser: Browser = await openBrowser()
t.teardown(async () => {
  await browser.close()
  await scene.close()
})

const all = languages(true)
const starts = all.map(({ prefix }) => prefix || '/')
const pages = (await crawl(server, starts)).map((page) => {
  const own = all.find(({ prefix }) => prefix && `${page.url}/`.startsWith(`${prefix}/`))
  return { ...page, language: own ?? all[0]! }
})

/** What every answer says about itself to the browser. */
function headerProblems(url: string, headers: Record<string, unknown>, file = false): string[] {
  const csp = String(headers['content-security-policy'])
  const right = {
    'a policy that allows nothing else': /^default-src 'none'/.test(csp) && !/unsafe|\*|https?:|data:/.test(csp),
    'no frames, bases or foreign forms':
      /frame-ancestors 'none'/.test(csp) && /base-uri 'none'/.test(csp) && /form-action 'self'/.test(csp),
    'no-store': headers['cache-control'] === (file ? 'public, max-age=31536000, immutable' : 'no-store'),
    'no-referrer': headers['referrer-policy'] === 'no-referrer',
    nosniff: headers['x-content-type-options'] === 'nosniff',
    'no cookie': headers['set-cookie'] === undefined,
    'no name of a program': headers.server === undefined && headers['x-powered-by'] === undefined,
  }
  return Object.entries(right)
    .filter(([, is]) => !is)
    .map(([what]) => `${url} is without ${what}`)
}

t.test('no link from the first page leads nowhere, in any language', async (t) => {
  t.ok(pages.length > 180, `${pages.length} pages`)
  t.same(
    pages
      .filter(({ status }) => status !== 200 && status !== NOT_KEPT)
      .map(({ url, from, status }) => `${url} from ${from}: ${status}`),
    [],
  )
  const byUrl = new Map(pages.map((page) => [page.url, page.html]))
  const lost = pages.flatMap(({ url, html }) =>
    linksOf(html)
      .filter(({ path, hash }) => path && hash && byUrl.has(path) && !byUrl.get(path)?.includes(`id="${hash}"`))
      .map(({ path, hash }) => `${url} to ${path}#${hash}`),
  )
  t.same(lost, [])
})

t.test('every page is whole: its language, one heading, the ways to skip and to leave, help for now', async (t) => {
  t.same(
    pages
      .filter(({ headers }) => String(headers['content-type']).startsWith('text/html'))
      .flatMap((page) => pageProblems(page, page.language)),
    [],
  )
  const broken = { url: '/x', html: '<html><body><h1>a</h1><h1>b</h1><a href="#c">d</a></body></html>' }
  const feeds = pages.filter(({ url }) => url.endsWith('.rss'))
  t.ok(feeds.length > 0 && feeds.every(({ html }) => html.startsWith('<?xml')), 'a feed is no page')
  t.ok(pageProblems(broken, { tag: 'en-GB', dir: 'ltr' }).length > 5, 'what is missing is noticed')
})

t.test('no title and no address says why somebody came', async (t) => {
  t.ok(tellingWords.length >= 60)
  t.same(tellingIn('/support/option/abuse-team'), ['abus'])
  const telling = pages.flatMap(({ url, html }) => [
    ...tellingIn(url).map((word) => `${url}: ${word}`),
    ...tellingIn(titleOf(html)).map((word) => `${url} is called “${titleOf(html)}”: ${word}`),
    ...(url.includes('?') ? [`${url} says something in its query`] : []),
  ])
  t.same(telling, [])
  t.ok(new Set(pages.filter(({ language }) => language.code === 'en').map(({ html }) => titleOf(html))).size < 16)
  const [home] = pages
  t.same(tellingIn(/<h1[^>]*>([^<]*)/.exec(home!.html)?.[1] ?? ''), [], 'nor does the first heading')
})

t.test('every answer keeps quiet: nothing stored, told or loaded; failures too', async (t) => {
  const problems = pages.flatMap(({ url, headers }) => headerProblems(url, headers))
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  const say = '/say/adult'
  const failures: [string, number[], InjectOptions][] = [
    ['not here', [404], { url: '/nothing-here' }],
    ['not here, in easy words', [404], { url: '/easy/nothing-here' }],
    ['an odd address', [404], { url: "/support/option/x'%00" }],
    ['an address that is no text', [400, 404], { url: '/support/option/%ff' }],
    ['not in this way', [404], { method: 'PUT', url: '/', headers: form, payload: 'a=b' }],
    ['taking a page away', [404], { method: 'DELETE', url: '/' }],
    ['asking what is allowed', [404], { method: 'OPTIONS', url: '/' }],
    ['only the head', [200, 404], { method: 'HEAD', url: '/' }],
    ['sending to a page without a form', [404], { method: 'POST', url: '/private', headers: form, payload: 'a=b' }],
    [
      'a file',
      [415],
      { method: 'POST', url: say, headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' },
    ],
    ['JSON', [415], { method: 'POST', url: say, headers: { 'content-type': 'application/json' }, payload: '{}' }],
    [
      'far too much',
      [413],
      { method: 'POST', url: say, headers: form, payload: `w.x=${'x'.repeat(3.5 * 1024 * 1024)}` },
    ],
    ['no text', [422], { method: 'POST', url: say, headers: form, payload: 'w.what-helped=%ff%fe' }],
    [
      'nothing to send',
      [422],
      { method: 'POST', url: say, headers: form, payload: `form_token=${scene.browsers.get('nobody')!.token}` },
    ],
    [
      'a form that is too old',
      [422],
      { method: 'POST', url: say, headers: form, payload: 'form_token=x&w.what-helped=yes' },
    ],
    [
      'a form of another site',
      [403],
      { method: 'POST', url: say, headers: { ...form, 'sec-fetch-site': 'cross-site' }, payload: 'a=b' },
    ],
    ['a page behind a key', [303], { url: '/back/way' }],
    ['a page of the team', [303], { url: '/team/reading' }],
    ['how it is', [200], { url: '/health' }],
    ['the way out', [303], { url: '/leave' }],
  ]
  for (const [what, codes, asked] of failures) {
    const reply = await server.inject(asked)
    t.ok(codes.includes(reply.statusCode), `${what}: ${reply.statusCode}`)
    problems.push(...headerProblems(what, reply.headers))
    if (reply.statusCode < 400 || asked.method === 'HEAD') continue
    const language = String(asked.url).startsWith('/easy') ? all[1]! : all[0]!
    problems.push(...pageProblems({ url: what, html: reply.body }, language))
    t.same(tellingIn(titleOf(reply.body)), [], `${what} has a quiet title`)
  }
  const files = [...pages[0]!.html.matchAll(/(?:href|src)="(\/[\w-]+\.[0-9a-f]{8}\.\w+)"/g)].map(([, url]) => url!)
  t.ok(files.length >= 3)
  for (const url of files) problems.push(...headerProblems(url, (await server.inject({ url })).headers, true))
  t.same(problems, [])
})

t.test('what no browser sends is answered, and the next visitor is served', async (t) => {
  const { port, hostname } = new URL(address)
  for (const sent of ['FOO / HTTP/1.1\r\nhost: x\r\n\r\n', 'GET / HTTP/9\r\n\r\n', 'not even close\r\n\r\n']) {
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.end(sent))
      socket.on('data', (part) => (text += part))
      socket.on('error', () => resolve(text))
      socket.on('close', () => resolve(text))
    })
    t.match(answer, /^HTTP\/1\.1 4\d\d/, sent.slice(0, 8))
    t.notMatch(answer, /stack|node_modules|at \w+ \(/)
  }
  t.equal((await weigh('/')).status, 200)
})

/** Bytes as they go over the line: the head as it is written, and the body as it is compressed. */
function weigh(path: string): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip, deflate, br' }
    const sent = request(`${address}${path}`, { headers, agent: false }, (reply) => {
      const { statusCode: status = 0, statusMessage = '', rawHeaders } = reply
      let bytes = `HTTP/1.1 ${status} ${statusMessage}\r\n\r\n`.length
      for (let i = 0; i < rawHeaders.length; i += 2) bytes += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`.length
      reply.on('data', (part: Buffer) => (bytes += part.length))
      reply.on('end', () => resolve({ status, bytes }))
      reply.on('error', reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}

t.test(
  'a first visit to any page is at most 14,000 bytes, and three things to fetch with what the page alone needs',
  async (t) => {
    let heaviest = { url: '', bytes: 0 }
    for (const { url, html } of pages.filter(({ language }) => language.code !== 'en-XA')) {
      const fetched = [...html.matchAll(/<(?:link|script|img)\b[^>]*?(?:href|src)="(\/[^"]+)"/g)].map(
        ([, path]) => path!,
      )
      // Browsers ask for the icon late and on their own, and keep it: it is not part of seeing the page.
      const needed = [url, ...fetched.filter((path) => !path.startsWith('/favicon'))]
      // Besides: what reads aloud on questions and easy pages, and the style of a printed form or of the roadmap's drawing.
      const most = 3 + fetched.filter((path) => /^\/(aloud|paper|map)\./.test(path)).length
      if (needed.length > most) t.fail(`${url} needs ${needed}`)
      let bytes = 0
      for (const path of needed) bytes += (await weigh(path)).bytes
      if (bytes > heaviest.bytes) heaviest = { url, bytes }
      if (bytes > 14_000) t.fail(`${url}: ${bytes} bytes`)
    }
    t.ok(heaviest.bytes > 5_000, `heaviest: ${heaviest.url}, ${heaviest.bytes} bytes`)
  },
)

const looks = [
  { prefix: '', width: 320, dark: true },
  { prefix: '/easy', width: 1280, dark: false },
  { prefix: '/pseudo', width: 320, dark: false },
  { prefix: '/ur', width: 320, dark: true },
  { prefix: '/ar', width: 1280, dark: false },
]

/** One page of each kind that a link leads to. */
const kinds = [
  ...[
    '/',
    '/private',
    '/who-reads',
    '/help-to-read',
    '/what-changed',
    '/what-changed/children',
    '/back',
    '/nothing-here',
  ],
  ...['/say/8-11', '/say/11-17', '/say/family'],
  ...['/guidance/universal/safe', '/support/worried/work', '/support/plan', '/words'],
  ...['/support', '/support/worried', '/support/place/safe', `/support/option/${scene.real['option/:name']}`],
]

/** Opens a window that notes every request, and what the page left behind. */
async function openWatched(look: { width: number; dark: boolean }) {
  const page = await newPage(browser, { ...look, language: 'en-GB' })
  const asked: string[] = []
  page.context().on('request', (one) => asked.push(one.url()))
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  const left = async () => {
    const stored = await page.evaluate(async () => [
      ...Object.keys(localStorage),
      ...Object.keys(sessionStorage),
      ...(await indexedDB.databases()).map(({ name }) => name ?? ''),
      ...(await caches.keys()),
      ...document.cookie.split(';').filter(Boolean),
    ])
    return [...stored, ...(await page.context().cookies()).map(({ name }) => name)]
  }
  const elsewhere = () => asked.filter((url) => !url.startsWith(address))
  return { page, left, elsewhere, said, asked }
}

type T = Pick<typeof t, 'same' | 'ok'>

/** What a person with any eyes, hands or telephone would stumble over. */
async function lookAt(t: T, page: Page, name: string): Promise<void> {
  t.same(await axeFindings(page), [], name)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  t.ok(over <= 0, `${name} does not scroll sideways`)
}

// What a page looks like does not depend on where its words are kept.
const once = { skip: testServer ? 'only on the embedded database' : false }

for (const look of looks) {
  const name = `${look.prefix || '/en'} at ${look.width} px${look.dark ? ', dark' : ''}`
  t.test(
    `every kind of page can be used by everybody, asks nobody else and leaves nothing: ${name}`,
    once,
    async (t) => {
      const { page, left, elsewhere, said } = await openWatched(look)
      for (const kind of kinds) {
        await page.goto(`${address}${look.prefix}${kind}`)
        await lookAt(t, page, `${name} ${kind}`)
        t.same(await left(), [], `${kind} leaves nothing`)
      }
      t.same(elsewhere(), [], 'no request went elsewhere')
      t.same(
        said.filter((line) => !/404/.test(line)),
        [],
        'nothing was blocked',
      )
      await page.close()
    },
  )
}

t.test('what is typed goes nowhere until Send is pressed', once, async (t) => {
  const { page, left, asked } = await openWatched({ width: 320, dark: false })
  await page.goto(`${address}/say/family`)
  const before = asked.length
  const state = await stateOf(scene)
  await page.locator('textarea').first().fill('Something that nobody else shall know.')
  await page.locator('input[type=radio]').first().check()
  await page.locator('.q .go a').first().click()
  await page.waitForTimeout(1_500)
  t.same(
    asked.slice(before).filter((url) => !url.includes('/favicon')),
    [],
    'nothing was asked of anybody',
  )
  t.same(await left(), [])
  await page.goto(`${address}/private`)
  t.same(await left(), [])
  t.equal(await stateOf(scene), state, 'nothing was kept')
  await page.close()
})

t.test('the printed key names nothing', once, async (t) => {
  const { page } = await openWatched({ width: 320, dark: false })
  await page.goto(`${address}/say/adult`)
  await page.locator('textarea').first().fill('She rang back.')
  await Promise.all([page.waitForNavigation(), page.locator('#send button').click()])
  await page.emulateMedia({ media: 'print' })
  const printed = await page.evaluate(() => document.body.innerText)
  t.match(printed, (await page.locator('.six li').first().textContent()) ?? 'a key')
  t.same(tellingIn(printed), [], printed)
  t.notMatch(printed, /\b999\b|feedback|treated|words are with us/i)
  await page.close()
})

for (const look of [looks[0]!, looks[2]!, looks[3]!]) {
  t.test(
    `the pages behind a form can be used by everybody, and only a key brings a cookie: ${look.prefix || 'en'}`,
    async (t) => {
      const { page, left, elsewhere } = await openWatched(look)
      const at = (path: string) => page.goto(`${address}${look.prefix}${path}`)
      const here = (what: string) => lookAt(t, page, `${look.prefix || 'en'} ${what}`)
      const press = (selector: string) =>
        Promise.all([page.waitForNavigation(), page.locator(selector).first().click()])

      const find = async () => {
        await at('/support')
        await page.locator('#finder [value=talk_to_someone]').check()
        await press('#finder button')
      }
      await find()
      await here('what fits')
      await page.locator('input[name=ref]').first().check()
      await press('button[formaction$="/support/plan"]')
      await here('my page')
      await find()
      await press('form[action$="/support/not-found"] button')
      await here('thanks for a tap')
      await at('/say/adult')
      await press('#send button')
      await here('nothing to send')
      await at('/say/adult')
      await page.locator('textarea').first().fill('She rang back.')
      await press('#send button')
      await here('the key')
      const key = (await page.locator('.six li').allTextContents()).join(' ')
      await press('button[value=yes]')
      await here('it is kept')
      await at('/back')
      await page.locator('#key').fill('not a key at all')
      await press('main form button')
      await here('a wrong key')
      t.same(await left(), [], 'nothing was left so far')

      await page.locator('#key').fill(key)
      await press('main form button')
      await here('the way')
      t.equal((await left()).length, 1, 'one cookie')
      await press('a[href$="/back/notices"]')
      await here('to be told of news')
      await press('form.flow button')
      await here('to be told of news, not filled in')
      await press('a[href$="/back/way"]')
      await press('a[href$="/back/take-back"]')
      await here('take back?')
      await press('main form button')
      await here('taken back')
      t.same(elsewhere(), [], 'no request went elsewhere')
      await page.close()
    },
  )
}

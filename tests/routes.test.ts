import t from 'tap'
import { makeFormToken } from '../src/web/form-token.ts'
import { type Actor, actors, expected, fewer, whoMay } from './routes/expected.ts'
import { addressOf, type Browser, canaries, openScene, stateOf } from './routes/scene.ts'

t.setTimeout(600_000)
const scene = await openScene()
t.teardown(scene.close)
const { server, routes, browsers } = scene

const listed = expected.map((line) => {
  const [method = '', url = '', ...audience] = line.split(' ')
  return { method, url, audience: audience.join(' '), line }
})
const prefixes = ['/easy', '/ur', '/ar', '/pl', '/sk', '/ro', '/pseudo']
const withoutMark = (url: string) => url.replace(/^\/([\w-]+)\.[0-9a-f]{8}\.(\w+)$/, '/$1.$2')
const withMark = (url: string) => routes.find((route) => withoutMark(route.url) === url)?.url ?? url
const isFile = ({ url }: { url: string }) => /\.(css|js|svg)$/.test(url)
/** The same in every language: files, what serves machines, the way out. */
const inOneLanguage = ({ url }: { url: string }) =>
  isFile({ url }) || url.startsWith('/team') || /^\/(health|leave|o\/v3(\/.*)?)$/.test(url)
const mayEnter = (actor: Actor, { method, url, audience }: (typeof listed)[number]) =>
  (fewer[`${method} ${url}`] ?? whoMay[audience] ?? []).includes(actor)

type Asked = { token?: string | undefined; headers?: Record<string, string>; payload?: string; method?: 'GET' | 'POST' }

/** A request as a browser makes it; a form has the browser's token and otherwise one field that means nothing. */
function request(method: string, url: string, browser: Browser, asked: Asked = {}) {
  const post = method === 'POST'
  const own =
    method === 'POST' && audienceOf(url) === 'open' ? makeFormToken(scene.keys, scene.site.now()) : browser.token
  const token = 'token' in asked ? asked.token : own
  const payload =
    asked.payload ?? new URLSearchParams({ ...(token ? { form_token: token } : {}), nothing: 'x' }).toString()
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  return server.inject({
    method: asked.method ?? (post ? 'POST' : 'GET'),
    url,
    headers: { ...(browser.cookie ? { cookie: browser.cookie } : {}), ...(post ? form : {}), ...asked.headers },
    ...(post ? { payload } : {}),
  })
}

/** Forms that are for everybody belong to no session. */
const audienceOf = (url: string) =>
  /^\/(back|say\/[\w-]+|tablet\/.+|support|team\/sign-in(\/.*)?)$/.test(url) ? 'open' : 'own'

/** What happened to the person: let in, turned away, or told that there is nothing. */
function outcome(url: string, reply: { statusCode: number; headers: Record<string, unknown> }): string {
  const { statusCode: code, headers } = reply
  const to = String(headers.location ?? '')
  if (code >= 500) return 'broken'
  if (code === 403) return 'refused'
  if (code === 303 && to === '/team/sign-in' && !url.endsWith('/sign-out')) return 'refused'
  if (code === 303 && /(^|\/)back$/.test(to) && url !== '/back') return 'refused'
  return 'let in'
}

t.test('the routes and who they are for are those that are listed by hand', async (t) => {
  const found = routes.map(({ method, url, audience }) => `${method} ${withoutMark(url)} ${audience}`)
  const isPrefixed = (line: string) => prefixes.some((prefix) => line.split(' ')[1]?.startsWith(prefix))
  t.same(found.filter((line) => !isPrefixed(line)).sort(), [...expected].sort())
  const everyLanguage = listed.filter((route) => !inOneLanguage(route))
  for (const prefix of prefixes) {
    const wanted = everyLanguage.map(
      ({ method, url, audience }) => `${method} ${prefix}${url === '/' ? '' : url} ${audience}`,
    )
    const there = found.filter((line) => line.split(' ')[1]?.startsWith(prefix))
    t.same(there.map((line) => line.replace(`${prefix}/ `, `${prefix} `)).sort(), wanted.sort(), prefix)
  }
  t.same(
    [...new Set(listed.map(({ audience }) => audience))].filter((audience) => !whoMay[audience]),
    [],
  )
})

t.test('every page opens for those it is for, and for nobody else', async (t) => {
  let cells = 0
  // To leave ends a visit, so it comes last.
  const gets = listed
    .filter(({ method }) => method === 'GET')
    .sort((a, b) => +(a.url === '/leave') - +(b.url === '/leave'))
  for (const route of gets) {
    const plain = withMark(addressOf(scene, route.url))
    const inLanguages = inOneLanguage(route) ? [] : prefixes
    for (const url of [plain, ...inLanguages.map((prefix) => `${prefix}${plain === '/' ? '' : plain}`)]) {
      for (const actor of actors) {
        cells += 1
        const reply = await request('GET', url, browsers.get(actor)!)
        const wanted = mayEnter(actor, route) ? 'let in' : 'refused'
        if (outcome(route.url, reply) !== wanted) t.fail(`${actor} at ${url}: ${reply.statusCode}, not ${wanted}`)
        // Nobody has asked for the PDF yet, so it leads to where one does.
        const away = ['/team', '/leave', '/team/packs/:number/pack.pdf'].includes(route.url)
        // 203 is 200 for pages that no browser may keep behind Back.
        const none = route.url.startsWith('/o/v3/service_at_locations/')
        const fine = none ? 404 : away ? 303 : /^\/(say\/.+|in|support|back|tablet\/.*:.+)$/.test(route.url) ? 203 : 200
        if (wanted === 'let in' && reply.statusCode !== fine) t.fail(`${actor} at ${url}: ${reply.statusCode}`)
      }
    }
  }
  t.ok(cells > 700, `${cells} cells`)
  for (const actor of ['key holder', 'another key holder'] as const) browsers.set(actor, await scene.browserFor(actor))
})

t.test('a record that is not there is not found, and not for those who may not look either', async (t) => {
  for (const route of listed.filter(({ url }) => url.includes('/:'))) {
    const url = addressOf(scene, route.url, 'foreign')
    for (const actor of actors) {
      const reply = await request(route.method, url, browsers.get(actor)!)
      const may = (whoMay[route.audience] ?? []).includes(actor)
      const isFine = may ? [303, 403, 404, 422].includes(reply.statusCode) : [303, 403].includes(reply.statusCode)
      if (!isFine) t.fail(`${actor}: ${route.method} ${url} ${reply.statusCode}`)
      if (may && route.method === 'GET') t.equal(reply.statusCode, 404, `${actor} ${url}`)
    }
    for (const odd of ["x'--", '%00', '%F0%9F%92%A9', '..%2f..', 'a'.repeat(300)]) {
      const [actor] = whoMay[route.audience] ?? []
      const reply = await request(route.method, route.url.replace(/:\w+/, odd), browsers.get(actor!)!)
      if (reply.statusCode >= 500) t.fail(`${route.method} ${route.url} with ${odd}: ${reply.statusCode}`)
    }
  }
  t.pass('all were asked')
})

t.test('no form of somebody who may not send it changes anything', async (t) => {
  let cells = 0
  let before = await stateOf(scene)
  for (const route of listed.filter(({ method }) => method === 'POST')) {
    const url = addressOf(scene, route.url)
    for (const actor of actors.filter((one) => !mayEnter(one, route))) {
      cells += 1
      const reply = await request('POST', url, browsers.get(actor)!)
      // Signed out or never signed in: the answer is the same.
      const turnedAway = outcome(route.url, reply) === 'refused' || url === '/team/sign-out'
      if (!turnedAway) t.fail(`${actor} sends ${url}: ${reply.statusCode}`)
      const after = await stateOf(scene)
      if (after !== before) t.fail(`${actor} changed something by ${url}`)
      before = after
    }
  }
  t.ok(cells > 350, `${cells} cells`)
})

const keepNothing = new Set(['/support', '/support/look', '/support/plan', '/support/place/:name'])
/** They stand on pages that are the same for everybody, so there is no token in them; a tap of this site's own page counts. */
const oneTap = new Set(['/support/not-found', '/support/did-not-work'])

t.test('a form from another place, or in another way, changes nothing', async (t) => {
  const othersToken = async (own: Browser, team: boolean) => {
    const other = await scene.browserFor(team ? 'worker' : 'another key holder')
    return other.token === own.token ? makeFormToken(scene.keys, scene.site.now()) : other.token
  }
  let before = await stateOf(scene)
  for (const route of listed.filter(({ method }) => method === 'POST')) {
    const url = addressOf(scene, route.url)
    const actor = actors.find((one) => mayEnter(one, route) && one !== 'nobody') ?? 'nobody'
    const browser = route.audience === 'everyone' ? browsers.get('nobody')! : browsers.get(actor)!
    const guarded = route.audience !== 'everyone'
    const bound = guarded && route.audience !== 'signing in'
    // The finder, a place and one's own page keep nothing and change nothing, so they ask nothing of who sends it.
    const refused = keepNothing.has(route.url) ? [200, 203] : [403]
    const ways: [string, Asked, number[]][] = [
      ['without a token', { token: undefined }, guarded ? [403] : [200, 203, 403, 410, 422]],
      ['with another site behind it', { headers: { 'sec-fetch-site': 'cross-site' } }, refused],
      ['with a neighbour behind it', { headers: { 'sec-fetch-site': 'same-site' } }, refused],
      ['with a wrong origin', { headers: { 'sec-fetch-site': '', origin: 'https://elsewhere.example' } }, refused],
      ['as plain text', { headers: { 'content-type': 'text/plain' } }, [415]],
      ['as JSON', { headers: { 'content-type': 'application/json' }, payload: '{"form_token":"x"}' }, [415]],
      ['with a file', { headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' }, [415]],
    ]
    if (bound) {
      const token = await othersToken(browser, route.url.startsWith('/team'))
      ways.push(['with the token of another session', { token }, [403]])
    }
    if (guarded) ways.push(['without an origin', { headers: { 'sec-fetch-site': '' } }, [403]])
    if (!listed.some((one) => one.method === 'GET' && one.url === route.url)) {
      ways.push(['as a link', { method: 'GET' }, [303, 404]])
    }
    for (const [way, asked, codes] of ways) {
      const reply = await request('POST', url, browser, asked)
      if (!codes.includes(reply.statusCode)) t.fail(`${url} ${way}: ${reply.statusCode}, not ${codes}`)
      const after = await stateOf(scene)
      const counts = way === 'without a token' && oneTap.has(route.url)
      if (after !== before && !counts) t.fail(`${url} ${way} changed something`)
      before = after
    }
  }
  t.pass('all were tried')
})

t.test('what may not leave the reading desk is on no page of anybody else', async (t) => {
  const never = Object.values(canaries)
  const pages = listed.filter(({ method, url }) => method === 'GET' && !isFile({ url }) && url !== '/leave')
  const others = actors.filter((actor) => actor !== 'reader')
  const refs = await scene.db.selectFrom('responses').select('ref').execute()
  const slugs = (await scene.db.selectFrom('themes').select('key').execute()).map(({ key }) => `/team/themes/${key}`)
  for (const actor of others) {
    const urls = [
      ...pages.map(({ url }) => addressOf(scene, url)),
      ...refs.flatMap(({ ref }) => [`/team/reading/${ref}`, `/team/theming/${ref}`]),
      ...slugs,
      '/team/changes/new?theme=told-what-is-happening',
    ]
    for (const url of urls) {
      const { body, headers } = await request('GET', url, browsers.get(actor)!)
      const seen = never.filter((word) => body.includes(word) || JSON.stringify(headers).includes(word))
      if (seen.length > 0) t.fail(`${actor} sees ${seen} at ${url}`)
    }
  }
  const released = await request('GET', addressOf(scene, '/team/theming/:ref'), browsers.get('themer')!)
  t.match(released.body, 'Nobody told me what came next', 'the rest of the words can be seen')
  for (const url of ['/team/reading', `/team/reading/${scene.real['reading/:ref']}`, '/team/concerns']) {
    const { body } = await request('GET', url, browsers.get('reader')!)
    t.same(
      never.filter((word) => body.includes(word)),
      [],
      `a reader has not opened anything at ${url}`,
    )
  }
})

t.test('a key opens the page of its own words and no other', async (t) => {
  const [one, two] = [browsers.get('key holder')!, browsers.get('another key holder')!]
  const own = await request('GET', '/back/way', one)
  const other = await request('GET', '/back/way', two)
  t.match(own.body, 'Two people have read it', 'words that went on')
  t.match(other.body, 'Not yet. A person will read it', 'words that wait')
  const team = browsers.get('reader')!
  const crossed = await request('GET', '/back/way', { ...team, cookie: team.cookie.replace('team=', 'visit=') })
  t.equal(crossed.statusCode, 303, 'a team cookie under the other name opens nothing')
  const back = await request('GET', '/team/reading', { ...one, cookie: one.cookie.replace('visit=', 'team=') })
  t.equal(back.headers.location, '/team/sign-in', 'and the other way round')
})

t.test('every form can be sent by those it is for', async (t) => {
  let cells = 0
  // Somebody else has to take a step first; until then the room refuses even those who may.
  const tooEarly = [
    '/team/reading/:ref/send-back',
    '/team/reading/:ref/seal/refuse',
    '/team/concerns/:ref/settle-closing',
    '/team/concerns/:ref/settle-lowering',
  ]
  // Leaving comes last: what it takes away, others need.
  const last = ['/back/close', '/back/take-back', '/team/members/:id/new-sign-in', '/team/members/:id/leave']
  const posts = listed
    .filter(({ method }) => method === 'POST')
    .sort((a, b) => last.indexOf(a.url) - last.indexOf(b.url))
  for (const route of posts) {
    for (const actor of actors.filter((one) => mayEnter(one, route))) {
      cells += 1
      const reply = await request('POST', addressOf(scene, route.url), await scene.browserFor(actor))
      const early = tooEarly.includes(route.url) && reply.statusCode === 403
      const isFine = [200, 203, 303, 404, 410, 422].includes(reply.statusCode) && outcome(route.url, reply) === 'let in'
      if (!isFine && !early) t.fail(`${actor} sends ${route.url}: ${reply.statusCode} ${reply.headers.location ?? ''}`)
    }
  }
  t.ok(cells > 150, `${cells} cells`)
})

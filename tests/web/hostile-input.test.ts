import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { ask } from '../fixtures/ask.ts'
import { chance } from '../fixtures/chance.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { sendRaw } from './raw.ts'

const SEED = 20261121
const CASES = 1000

const site = await openTestSite()
const { server, routes } = site
const address = await site.listen()
t.teardown(site.close)
t.setTimeout(230_000)

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const before = Object.getOwnPropertyNames(Object.prototype).sort()
const publicRoutes = routes.filter(
  ({ url, method }) => !url.startsWith('/team') && !url.includes('.') && method !== 'OPTIONS',
)

type Seen = { status: number; headers: Record<string, unknown>; body: string }

const insides = /\bat \S+ \([^)]*:\d+:\d+\)|node_modules|Error:|\{"(error|statusCode)"/

/** What every answer must be, whatever was sent. */
function problemsOf({ status, headers, body }: Seen): string[] {
  const problems: string[] = []
  if (status >= 500 || status < 200) problems.push(`status ${status}`)
  if (!/default-src 'none'/.test(String(headers['content-security-policy']))) problems.push('no policy')
  if (headers['cache-control'] !== 'no-store') problems.push('may be stored')
  if (headers['referrer-policy'] !== 'no-referrer') problems.push('tells where from')
  if (headers['x-content-type-options'] !== 'nosniff') problems.push('may be sniffed')
  const empty = status === 303 || status === 204 || headers['content-type'] === 'text/plain; charset=utf-8'
  if (!empty && !/^text\/html; charset=utf-8$/.test(String(headers['content-type']))) problems.push('not a page')
  if (!empty && !body.startsWith('<!doctype html>')) problems.push('not our page')
  if (insides.test(body)) problems.push('shows its insides')
  return problems
}

/** What every answer of the feed must be: data with one plain sentence, asked for anew each time. */
function feedProblemsOf({ status, headers, body }: Seen): string[] {
  const problems: string[] = []
  if (status >= 500 || status < 200) problems.push(`status ${status}`)
  if (!/default-src 'none'/.test(String(headers['content-security-policy']))) problems.push('no policy')
  if (!['no-store', 'no-cache'].includes(String(headers['cache-control']))) problems.push('may be kept')
  if (headers['access-control-allow-origin'] !== '*') problems.push('not open')
  if ('set-cookie' in headers) problems.push('a cookie')
  const empty = status === 204 || status === 304 || body === ''
  if (!empty && !/^application\/json/.test(String(headers['content-type']))) problems.push('not data')
  if (!empty && !isJson(body)) problems.push('not whole')
  if (insides.test(body)) problems.push('shows its insides')
  return problems
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parseAnswer(text: string): Seen | undefined {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1])
  if (!status) return undefined
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  return { status, headers, body: rest.join('\r\n\r\n') }
}

function plain(coding: unknown, body: Buffer): string {
  if (coding === 'gzip') return gunzipSync(body).toString('utf8')
  return (coding === 'br' ? brotliDecompressSync(body) : body).toString('utf8')
}

const token = async (path: string) => formTokenFrom((await server.inject({ url: path })).body)

/** What people and programs put in a box that should not be there. */
const values: string[] = [
  '%00',
  'a%00b',
  '%C0%AF',
  '%c0%ae%c0%ae/',
  '%ED%A0%80',
  '%ED%BF%BF',
  '%F8%88%80%80%80',
  '%FF%FE',
  '%',
  '%1',
  '%zz',
  '%u0041',
  '%F4%90%80%80',
  '%E2%80%AEtxt.exe',
  '%E2%80%8F',
  '%E2%80%8B%E2%80%8D',
  '%EF%BB%BF',
  '%0D%0ASet-Cookie:%20a=b',
  '%1B%5B31m',
  "'%20or%201=1--",
  '%22;drop%20table%20responses;--',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '%3C%25=%20it%20%25%3E',
  '%7B%7B7*7%7D%7D',
  '$%7B7*7%7D',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..%5c..%5cwin.ini',
  '%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7',
  'NaN',
  '-1',
  '1e999',
  '0x41',
  'null',
  'undefined',
  '%5B%5D',
  '%7B%22a%22:1%7D',
  'true',
  '99999999999999999999',
  '%D8%A7%D8%B1%D8%AF%D9%88',
  'a'.repeat(100_000),
  '%F0%9F%98%80'.repeat(5_000),
  '%0A'.repeat(20_000),
  '(a+)+$'.repeat(1000),
  '&'.repeat(900),
  '='.repeat(900),
  '+'.repeat(900),
]
const names = [
  'form_token',
  'w.should-change',
  'w.good',
  't.words-permission',
  't.unsafe-now',
  't.had-a-say',
  'key',
  'kept',
  'need',
  'who',
  'way',
  'no_police',
  '__proto__',
  'constructor',
  'constructor.prototype',
  '__proto__.polluted',
  'w.__proto__',
  't.constructor',
  'toString',
  'hasOwnProperty',
  'w.',
  't.',
  '',
  'w.%00',
  'w.nothing',
  'a[b][c]',
  'a[]',
  'length',
  'w.should-change[]',
  'prototype',
]
const types = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8',
  'application/x-www-form-urlencoded;charset=utf-16',
  'application/x-www-form-urlencoded\t',
  'application/x-www-form-urlencoded ; a=b',
  'APPLICATION/X-WWW-FORM-URLENCODED',
  'application/json',
  'application/json\t; charset=utf-8',
  'text/plain',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  '',
  ';',
  'application',
  '/',
  'text/html',
  'application/xml',
  'application/x-www-form-urlencoded, application/json',
  'application/octet-stream',
  'x'.repeat(2000),
]
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE', 'QUERY'] as const
const oddHeaders: Record<string, string>[] = [
  {},
  {},
  {},
  { 'x-http-method-override': 'DELETE' },
  { 'x-http-method': 'PUT' },
  { 'accept-encoding': 'br;q=0, gzip;q=0, *' },
  { 'accept-encoding': 'gzip' },
  { 'accept-language': 'x'.repeat(3000) },
  { cookie: 'visit=%00; team=x; ='.repeat(20) },
  { cookie: 'visit=s%3Aabc.def' },
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-for': "'; drop table--" },
  { origin: 'null' },
  { origin: '::::' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-origin' },
  { 'hx-request': 'true' },
  { range: 'bytes=0-1,5-2' },
  { 'if-none-match': '*' },
  { 'content-encoding': 'gzip' },
  { 'transfer-encoding': 'identity' },
  { expect: '100-continue' },
  { referer: 'javascript:alert(1)' },
]

t.test(`${CASES} made-up requests, on every public route and field, meet a calm page each time`, async (t) => {
  const roll = chance(SEED)
  const pick = <T>(of: readonly T[]) => of[Math.floor(roll() * of.length)] as T
  const bad: string[] = []
  const statuses: Record<string, number> = {}
  const good = await token('/say/11-17')
  for (let n = 0; n < CASES; n++) {
    const route = publicRoutes[n % publicRoutes.length] as (typeof publicRoutes)[number]
    const part = pick(values).slice(0, 3000)
    const path =
      route.url.replace(
        /:\w+/,
        encodeURI(part)
          .replaceAll('%25', '%')
          .replace(/[^\x21-\x7e]|[?#]/g, ''),
      ) || '/'
    const method = roll() < 0.7 ? route.method : pick(methods)
    const query = roll() < 0.3 ? `?${pick(names)}=${pick(values).slice(0, 3000)}` : ''
    const count = 1 + Math.floor(roll() * 6)
    const pairs = Array.from({ length: count }, () => `${pick(names)}=${pick(values)}`)
    if (roll() < 0.5) pairs.push(`form_token=${good}`)
    const sends = method !== 'GET' && method !== 'HEAD' && method !== 'TRACE'
    const type = roll() < 0.7 ? form['content-type'] : pick(types)
    const headers = { ...pick(oddHeaders), ...(sends ? { 'content-type': type } : {}) }
    const answer = await server.inject({
      method: method as 'GET',
      url: path + query,
      headers,
      ...(sends ? { payload: pairs.join('&') } : {}),
    })
    statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1
    const isFeed = path.startsWith('/o/v3')
    const ofHead = isFeed ? '' : '<!doctype html>'
    const body = method === 'HEAD' ? ofHead : plain(answer.headers['content-encoding'], answer.rawPayload)
    const judge = isFeed ? feedProblemsOf : problemsOf
    const problems = judge({ status: answer.statusCode, headers: answer.headers, body })
    if (problems.length > 0)
      bad.push(`${method} ${(path + query).slice(0, 120)} ${JSON.stringify(headers).slice(0, 120)}: ${problems}`)
  }
  t.comment(`seed ${SEED}: ${CASES} cases on ${publicRoutes.length} routes, answers ${JSON.stringify(statuses)}`)
  t.same(bad, [])
})

t.test('the shape of the form makes no difference', async (t) => {
  const say = async (payload: string, headers: Record<string, string> = form) =>
    server.inject({ method: 'POST', url: '/say/11-17', headers, payload })
  const good = await token('/say/11-17')
  const cases: [string, string, number, Record<string, string>?][] = [
    ['nothing at all', '', 422],
    ['10,000 fields', 'a=b&'.repeat(10_000), 422],
    ['1,000 times one field', `form_token=${good}&${'w.ending=again&'.repeat(990)}`, 200],
    ['1 MB of words', `w.ending=${'a'.repeat(1024 * 1024)}`, 422],
    ['4 MB of words', `w.ending=${'a'.repeat(4 * 1024 * 1024)}`, 413],
    ['bytes that are no text', `form_token=${good}&w.ending=%C0%AF`, 422],
    ['a lone surrogate', `form_token=${good}&w.ending=%ED%A0%80`, 422],
    [
      'a file',
      '--x\r\ncontent-disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--',
      415,
      { 'content-type': 'multipart/form-data; boundary=x' },
    ],
    ['JSON', '{"__proto__":{"polluted":1}}', 415, { 'content-type': 'application/json' }],
    ['JSON, 50,000 deep', '['.repeat(50_000), 415, { 'content-type': 'application/json' }],
    ['plain text', 'form_token=a', 415, { 'content-type': 'text/plain' }],
    ['no type', 'form_token=a', 415, {}],
  ]
  for (const [name, payload, status, headers] of cases) {
    const answer = await say(payload, headers ?? form)
    t.equal(answer.statusCode, status, name)
    t.same(problemsOf({ status: answer.statusCode, headers: answer.headers, body: answer.body }), [], name)
  }
  const none = await server.inject({ method: 'POST', url: '/say/11-17' })
  t.equal(none.statusCode, 422, 'no body and no type')
  t.same(problemsOf({ status: none.statusCode, headers: none.headers, body: none.body }), [])
})

t.test('what people write is kept, but for what no person types', async (t) => {
  const { openResponse } = await import('../../src/feedback/reading/opening.ts')
  const written = 'اردو ‏میں‎ 👩‍👧 <b>“a”</b> \t& %00\u200b\nline'
  const fields = new URLSearchParams({
    form_token: await token('/say/11-17'),
    'w.ending': `\u0000${written}\u0007\u009b`,
  })
  const sent = await server.inject({ method: 'POST', url: '/say/11-17', headers: form, payload: fields.toString() })
  t.equal(sent.statusCode, 200)
  const { ref } = await site.db
    .selectFrom('responses')
    .select('ref')
    .orderBy('id')
    .where('has_words', '=', true)
    .where('form_nonce_hash', 'in', (eb) => eb.selectFrom('responses').select('form_nonce_hash'))
    .execute()
    .then(async (rows) => {
      for (const { ref } of rows) {
        const words = await openResponse(site.db, site.keys, ref, 'first reading', site.cast.ruth, site.site.now())
        if (words.ending === written) return { ref }
      }
      return { ref: undefined }
    })
  t.ok(ref, 'whole, with its direction marks')
})

t.test('what is not proper HTTP meets a page too', async (t) => {
  const host = 'Host: heard.test\r\n'
  const body = 'form_token=a'
  const cases: [string, (string | Buffer)[], number[]][] = [
    ['no HTTP at all', ['hello\r\n\r\n'], [400]],
    ['binary', [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])], [400]],
    ['HTTP/2 without asking', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], [400]],
    ['a method nobody knows', [`FLY / HTTP/1.1\r\n${host}\r\n`], [400]],
    ['no host', ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n'], [400]],
    ['an absolute address', [`GET http://evil.example/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`], [200, 404]],
    ['a star', [`OPTIONS * HTTP/1.1\r\n${host}Connection: close\r\n\r\n`], [404]],
    ['a tunnel', [`CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`], [400]],
    ['an upgrade', [`GET / HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`], [200]],
    [
      'a wish nobody knows',
      [`POST /say/11-17 HTTP/1.1\r\n${host}Expect: wonders\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`],
      [422],
    ],
    ['an overlong address', [`GET /%c0%ae%c0%ae/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`], [404]],
    ['a broken escape', [`GET /say/%zz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`], [404]],
    ['climbing out', [`GET /../../etc/passwd HTTP/1.1\r\n${host}Connection: close\r\n\r\n`], [404]],
    ['an endless address', [`GET /${'a'.repeat(30_000)} HTTP/1.1\r\n${host}\r\n`], [431]],
    ['endless headers', [`GET / HTTP/1.1\r\n${host}${'X-A: b\r\n'.repeat(5000)}\r\n`], [431]],
    ['a line end in a header', [`GET / HTTP/1.1\r\n${host}X-A: b\rc\r\n\r\n`], [400]],
    ['a null in a header', [`GET / HTTP/1.1\r\n${host}X-A: b\0c\r\n\r\n`], [400]],
    ['a folded header', [`GET / HTTP/1.1\r\n${host}X-A: b\r\n c\r\nConnection: close\r\n\r\n`], [200, 400]],
    [
      'two lengths',
      [`POST /say/11-17 HTTP/1.1\r\n${host}Content-Length: 12\r\nContent-Length: 5\r\n\r\n${body}`],
      [400],
    ],
    [
      'a length and chunks',
      [
        `POST /say/11-17 HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /team HTTP/1.1\r\n\r\n`,
      ],
      [400],
    ],
    [
      'chunks that are none',
      [`POST /say/11-17 HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`],
      [400, 415],
    ],
    [
      'chunked twice',
      [`POST /say/11-17 HTTP/1.1\r\n${host}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
      [400],
    ],
    ['a negative length', [`POST /say/11-17 HTTP/1.1\r\n${host}Content-Length: -5\r\n\r\n${body}`], [400]],
    [
      'a form in slow chunks',
      [
        `POST /say/11-17 HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
        'c\r\nform_token=a\r\n',
        '0\r\n\r\n',
      ],
      [422],
    ],
  ]
  for (const [name, parts, expected] of cases) {
    const answer = parseAnswer(await sendRaw(address, parts))
    t.ok(answer && expected.includes(answer.status), `${name}: ${answer?.status}`)
    if (answer) t.same(problemsOf(answer), [], name)
    t.equal(answer && (answer.body.match(/<!doctype html>/g) ?? []).length, 1, `${name}: one page`)
  }
})

t.test('a form that does not all arrive in time is told so', async (t) => {
  const { server: http } = server
  t.equal(http.requestTimeout, 120_000)
  const usual = http.headersTimeout
  http.requestTimeout = 500
  http.headersTimeout = 400
  const slow = `POST /say/11-17 HTTP/1.1\r\nHost: heard.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nform_`
  const began = performance.now()
  const text = await sendRaw(address, [slow], 15_000)
  const answer = parseAnswer(text)
  http.requestTimeout = 120_000
  http.headersTimeout = usual
  t.equal(answer?.status, 408, `after ${Math.round(performance.now() - began)} ms`)
  if (answer) t.same(problemsOf(answer), [])
})

t.test('after all this it still serves, and nothing of it stuck', async (t) => {
  t.same(Object.getOwnPropertyNames(Object.prototype).sort(), before)
  t.equal(({} as { polluted?: unknown }).polluted, undefined)
  t.equal((await ask(`${address}/`)).status, 200)
  t.equal((await ask(`${address}/health`)).body, 'ok\n')
})

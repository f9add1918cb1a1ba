import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { ready, slotted, takes } from '../../src/web/compressed.ts'
import { newPage, openBrowser } from '../fixtures/browser.ts'
import { chance } from '../fixtures/chance.ts'

const SEED = 7
const CASES = 400
const SLOT = '@@slot@@'
const roll = chance(SEED)
const alphabet = ['<p>', 'a', ' ', 'é', 'اردو', '🙂', '\n', '</p>', '\u0000', 'the same again, the same again']

function text(most: number): string {
  const parts = Math.floor(roll() * most)
  return Array.from({ length: parts }, () => alphabet[Math.floor(roll() * alphabet.length)]).join('')
}

/** Pages and what goes into them; the first few at the edges. */
const cases: [before: string, value: string, after: string][] = [
  ['', '', ''],
  ['', 'a', ''],
  ['a', '', 'a'],
  ['', 'b'.repeat(65_535), ''],
  ['x'.repeat(200_000), 'token', 'y'.repeat(200_000)],
  ...Array.from({ length: CASES }, (): [string, string, string] => [text(2000), text(40), text(2000)]),
]

t.test(`a value put into a compressed page comes out in its place (${cases.length} pages, seed ${SEED})`, async (t) => {
  const wrong = []
  for (const [before, value, after] of cases) {
    const page = await slotted(before + SLOT + after, SLOT)
    const whole = before + value + after
    if (gunzipSync(page.gzip(value)).toString() !== whole || page.plain(value).toString() !== whole) wrong.push(whole)
  }
  t.same(wrong, [])
  const page = await slotted(`<p>${SLOT}</p>`, SLOT)
  const values = Array.from({ length: 300 }, () => randomBytes(20).toString('base64url'))
  t.same(
    values.map((value) => gunzipSync(page.gzip(value)).toString()),
    values.map((value) => `<p>${value}</p>`),
    'again and again',
  )
  await t.rejects(slotted('no place', SLOT))
  await t.rejects(slotted(SLOT + SLOT, SLOT))
})

t.test('in brotli too, where the value is as long as its place', async (t) => {
  const wrong = []
  let without = 0
  for (const [before, , after] of cases) {
    const length = 1 + Math.floor(roll() * 200)
    const slot = '@'.repeat(length)
    const page = await slotted(before + slot + after, slot)
    const values = [randomBytes(length).toString('base64url').slice(0, length), ' '.repeat(length)]
    for (const value of values) {
      const body = page.brotli(value)
      if (!body) without += 1
      else if (brotliDecompressSync(body).toString() !== before + value + after) wrong.push(before + value + after)
    }
    if (page.brotli(`${slot}@`) !== undefined) wrong.push('a value that is too long')
  }
  t.same(wrong, [])
  t.ok(without < 20, `${without} of ${2 * cases.length} were left to gzip`)
})

t.test('a page without a place is the same in every form', (t) => {
  const wrong = cases.filter(([before, , after]) => {
    const body = ready(before + after)
    const all = [body.plain, gunzipSync(body.gzip), brotliDecompressSync(body.brotli)]
    return all.some((one) => one.toString() !== before + after)
  })
  t.same(wrong, [])
  t.end()
})

const hasGzip = spawnSync('gzip', ['--version']).status === 0

t.test('gzip finds nothing wrong with it', async (t) => {
  for (const [before, value, after] of hasGzip ? cases.slice(0, 40) : []) {
    const { gzip } = await slotted(before + SLOT + after, SLOT)
    const input = gzip(value)
    const tried = spawnSync('gzip', ['-t', '-v'], { input })
    const opened = spawnSync('gzip', ['-dc'], { input, maxBuffer: 1 << 22 })
    t.same([tried.status, opened.stdout.toString()], [0, before + value + after])
  }
})

t.test('a browser reads it', async (t) => {
  const browser = await openBrowser()
  t.teardown(() => browser.close())
  const html = `<!doctype html><meta charset="utf-8"><title>a</title>${'<p>Urdu: اردو 🙂</p>'.repeat(300)}<output>${SLOT}</output><p id="end">end</p>`
  const page = await slotted(html, SLOT)
  const values = ['', 'token', 'اردو 🙂', 'b'.repeat(65_535)]
  const server = createServer((request, response) => {
    const body = page.gzip(values[Number(request.url?.slice(1))] ?? '')
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'content-length': body.length,
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const window = await newPage(browser)
  for (const [n, value] of values.entries()) {
    await window.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${n}`)
    t.equal(await window.locator('output').textContent(), value)
    t.equal(await window.locator('#end').textContent(), 'end')
    t.equal(await window.locator('p').count(), 301)
  }
})

t.test('a coding that a browser refuses is not used', (t) => {
  const asked = (accepts?: string) =>
    ({ headers: accepts === undefined ? {} : { 'accept-encoding': accepts } }) as FastifyRequest
  for (const yes of ['br', 'gzip, deflate, br', 'br;q=1.0', 'br;q=0.5', 'gzip;q=0, br', 'br ; q=0.01'])
    t.ok(takes(asked(yes), 'br'), yes)
  for (const no of [undefined, '', 'gzip', 'br;q=0', 'br; q=0, gzip', 'br;q=0.000', 'gzip, br ;q=0'])
    t.notOk(takes(asked(no), 'br'), String(no))
  t.end()
})

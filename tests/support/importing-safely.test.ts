import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { checkAddress, guardedLookup, isPublicAddress, type Resolve } from '../../src/support/importing/addresses.ts'
import { openFetcher } from '../../src/support/importing/fetching.ts'
import { draftFromOruk } from '../../src/support/importing/from-oruk.ts'
import { emailAddress, httpsAddress, plainText } from '../../src/support/importing/plain-text.ts'
import { readSource } from '../../src/support/importing/source.ts'
import { startFeed } from '../fixtures/feed.ts'

const inner = [
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '169.254.0.1', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1'],
  ...['255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '::ffff:127.0.0.1'],
  ...['::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::1', '2001::1', '2001:db8::1', '::127.0.0.1'],
]

/** A resolver that knows one name only. */
const resolvesTo =
  (...addresses: string[]): Resolve =>
  (_name, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

t.test('addresses of inner networks are known as such, and others are not', async (t) => {
  for (const address of inner) t.notOk(isPublicAddress(address), address)
  for (const address of ['8.8.8.8', '151.101.0.81', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2a00:1450:4009::1']) {
    t.ok(isPublicAddress(address), address)
  }
  t.notOk(isPublicAddress('not an address'))
})

t.test('an address is refused in whatever way it is written', async (t) => {
  const refused = [
    ...inner.map((address) => `https://${address.includes(':') ? `[${address}]` : address}/`),
    ...['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://127.1/', 'https://[::ffff:7f00:1]/'],
    ...['http://feed.example.org/', 'ftp://feed.example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'feed', ''],
    ...['https://name:secret@feed.example.org/', 'https://name@feed.example.org/'],
  ]
  for (const address of refused) t.throws(() => checkAddress(address), { name: 'AddressRefused' }, address)
  t.equal(checkAddress('https://feed.example.org/o/v3').hostname, 'feed.example.org')
  t.throws(() => checkAddress('https://127.0.0.1/'), 'no setting allows this machine; only an argument of a test')
})

t.test('a form cannot bring such an address either, and no form can allow http', async (t) => {
  const form = (address: string) => readSource({ name: 'x', kind: 'oruk', address, licence: '', loopback: 'true' })
  for (const address of ['http://127.0.0.1/', 'https://127.0.0.1/', 'http://feed.example.org', 'https://a:b@x.org/']) {
    t.match(form(address), { ok: false, problems: { address: String } }, address)
  }
  t.match(form('https://feed.example.org/o/v3/services?page=1'), {
    ok: true,
    value: { address: 'https://feed.example.org/o/v3' },
  })
})

t.test(
  'a name that leads into an inner network is refused after it was resolved, before anything connects',
  async (t) => {
    for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', '::ffff:10.0.0.1']) {
      const fetcher = openFetcher({ resolve: resolvesTo(address) }, 1)
      t.teardown(fetcher.close)
      await t.rejects(fetcher.get('https://innocent.example/', 1000, 1000), { name: 'AddressRefused' }, address)
    }
    const both = openFetcher({ resolve: resolvesTo('8.8.8.8', '10.0.0.1') }, 1)
    await t.rejects(both.get('https://innocent.example/', 1000, 1000), { name: 'AddressRefused' }, 'one of two')
    await t.rejects(openFetcher({}, 1).get('https://localhost/', 1000, 1000), { name: 'AddressRefused' }, 'localhost')
  },
)

t.test('the connection goes to the address that was looked at', async (t) => {
  let asked = 0
  const resolve: Resolve = (_name, done) => {
    asked += 1
    done(null, [{ address: asked === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }])
  }
  const lookup = guardedLookup({ resolve })
  const first = await new Promise((done) => lookup('x', {}, (error, address) => done(error ?? address)))
  t.equal(first, '8.8.8.8')
  const second = await new Promise((done) => lookup('x', {}, (error, address) => done(error ?? address)))
  t.match(second, { name: 'AddressRefused' }, 'a name that changes its mind is refused')
})

t.test('a redirect is looked at like any address, and there are at most three', async (t) => {
  const secret = createServer((_request, reply) => reply.end('{"secret":true}'))
  await new Promise<void>((resolve) => secret.listen(0, '127.0.0.1', resolve))
  t.teardown(() => secret.close())
  const port = (secret.address() as AddressInfo).port
  let to = ''
  const feed = await startFeed({
    instead: (path, reply) => {
      const turn = Number(/turn=(\d+)/.exec(path)?.[1] ?? 0)
      reply.writeHead(302, { location: to || `${path.split('?')[0]}?turn=${turn + 1}` }).end()
      return true
    },
  })
  t.teardown(feed.close)
  // This machine may be reached under one name only, as a feed outside would be.
  const resolve: Resolve = (name, done) => resolvesTo(name === 'feed.example' ? '127.0.0.1' : '10.0.0.1')(name, done)
  const fetcher = openFetcher({ loopback: true, resolve }, 1)
  t.teardown(fetcher.close)
  const from = feed.address.replace('127.0.0.1', 'feed.example')
  for (to of [
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'file:///etc/passwd',
  ]) {
    await t.rejects(fetcher.get(from, 1000, 1000), { name: 'AddressRefused' }, to)
  }
  to = 'http://inner.example/'
  await t.rejects(fetcher.get(from, 1000, 1000), { name: 'AddressRefused' }, 'a name behind a redirect')
  to = ''
  await t.rejects(fetcher.get(from, 1000, 1000), { message: 'The address led to another one too many times.' })
  t.equal(feed.asked.filter((path) => path.includes('turn=')).length, 3)
  to = `http://127.0.0.1:${port}/`
  t.match(String((await fetcher.get(from, 1000, 1000)).body), 'secret', 'the test itself can follow one')
})

t.test('a feed that drips is cut off in time', async (t) => {
  const feed = await startFeed({
    instead: (_path, reply) => {
      reply.writeHead(200)
      const drip = setInterval(() => reply.write(' '), 20)
      reply.on('close', () => clearInterval(drip))
      return true
    },
  })
  t.teardown(feed.close)
  const fetcher = openFetcher({ loopback: true }, 1)
  t.teardown(fetcher.close)
  const began = performance.now()
  await t.rejects(fetcher.get(feed.address, 100_000, 200), { message: 'No whole answer came in time.' })
  t.ok(performance.now() - began < 1500)
})

t.test('text from a feed becomes plain text', async (t) => {
  t.equal(plainText('<p>One &amp; two</p><ul><li>a<li>b</ul>', 100), 'One & two\n\n• a\n• b')
  t.equal(plainText('&lt;script&gt;alert(1)&lt;/script&gt;Hello', 100), 'Hello', 'escaped HTML too')
  t.equal(plainText('<img src=x onerror=alert(1)>Hi<script>alert(1)', 100), 'Hi')
  t.equal(plainText('Aged < 18 and > 10, 3<4', 100), 'Aged < 18 and > 10, 3<4')
  t.equal(plainText('a\u0000b\u0007c\u202ed\ud800', 100), 'abcd\ufffd')
  t.equal(plainText('x'.repeat(5000), 600).length, 600)
  t.equal(plainText({ toString: 'x' }, 10), '')
  t.equal(plainText('&#0;&#xd800;&#128;&#x1F600;', 10), '😀')
})

t.test('a word that every object of the language knows is a word like any other', async (t) => {
  for (const status of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    const draft = draftFromOruk({ name: 'One', status })
    t.equal(draft.status, 'unverified', status)
    t.equal(draft.status_note, `The source says: ${status.toLowerCase()}.`)
  }
  t.equal(draftFromOruk({ name: 'One', status: 'active' }).status, 'presumed_open')
  t.equal(plainText('&valueOf; &constructor; &amp;', 100), '&valueOf; &constructor; &')
})

t.test('only https addresses and real email addresses are taken over', async (t) => {
  t.equal(httpsAddress('https://example.org/a b'), 'https://example.org/a%20b')
  t.equal(httpsAddress('www.example.org/x'), 'https://www.example.org/x')
  for (const wrong of [
    'http://example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://a:b@example.org',
    'x',
    7,
  ]) {
    t.equal(httpsAddress(wrong), undefined, String(wrong))
  }
  t.equal(emailAddress('mailto:Hello@Example.org'), 'hello@example.org')
  for (const wrong of ['a@b', '=cmd|x@y.org', 'a b@example.org', '<a@example.org>', null, 'a@@example.org']) {
    if (wrong !== '=cmd|x@y.org') t.equal(emailAddress(wrong), undefined, String(wrong))
  }
})

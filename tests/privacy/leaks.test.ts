import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { findPostgresql } from '../../src/bin/runway/postgresql.mjs'
import { ask, askForm } from '../fixtures/ask.ts'
import { startCluster } from '../fixtures/cluster.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { keyOn } from '../fixtures/giving.ts'
import { freePort, partnershipEnv, setUpPartnership, startHeard } from '../fixtures/heard-process.ts'
import { notifySettings } from '../fixtures/notices.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'
import { formsOf } from './canary.ts'

const PEOPLE = 50
const skip = testServer ? false : 'only on PostgreSQL'

/** What must be written down nowhere. Each is long enough never to come about by chance. */
const canaries = {
  words: 'Wörterkanarie “zq7” مجھے 41',
  address: '203.0.113.241',
  address6: '2001:db8:41:ca7a:41ee::241',
  browser: 'CanaryBrowser/41.7 (zq7; Telefon)',
  referrer: 'https://canary-referrer-zq7.example/where',
  query: 'canary-query-zq7',
  mail: 'canary-zq7-reach@mailbox.example',
}
const marks = Object.entries(canaries).flatMap(([what, text]) =>
  formsOf(text).map(({ name, bytes }) => ({ what: `${what} as ${name}`, bytes })),
)

/** Which canaries stand in the bytes. */
const canariesIn = (bytes: Buffer) => marks.filter((mark) => bytes.includes(mark.bytes)).map(({ what }) => what)

const visitor = {
  'x-forwarded-for': `${canaries.address}, ${canaries.address6}`,
  'user-agent': canaries.browser,
  referer: canaries.referrer,
}
const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

t.test(
  'what people send, and from where, is written down nowhere but sealed',
  { skip, timeout: 220_000 },
  async (t) => {
    const cluster = await startCluster({ fsync: true })
    t.teardown(cluster.stop)
    const partnership = await setUpPartnership(cluster.url)
    t.teardown(partnership.forget)
    await logEverything(cluster.url)
    await cluster.restart()
    const client = new pg.Client({ connectionString: cluster.url })
    client.on('error', () => {})
    await client.connect()
    const data = (await client.query('show data_directory')).rows[0].data_directory as string
    const port = String(await freePort())
    const env = { ...partnershipEnv(partnership), ...notifySettings, PORT: port, LOG: 'info', TRUST_PROXY: '127.0.0.1' }
    const heard = await startHeard(env)
    t.teardown(() => heard.end('SIGKILL'))
    const { address } = heard
    const token = async () =>
      formTokenFrom((await ask(`${address}/say/11-17?from=${canaries.query}`, { headers: visitor })).body)
    const fields = (one: string, n: number) => ({
      form_token: one,
      't.unsafe-now': n % 5 === 0 ? 'yes' : 'no',
      'w.should-change': `${canaries.words} ${n}`,
      'w.helped-most': `And ${canaries.words}`,
    })
    const send = (one: string, n: number) =>
      askForm(`${address}/say/11-17?from=${canaries.query}`, fields(one, n), visitor)

    await t.test('fifty people send', async (t) => {
      for (let n = 0; n < PEOPLE; n++) {
        const one = await token()
        const key = keyOn((await send(one, n)).body)
        t.not(key, '')
        if (n % 10 === 0) await send(one, n + 1000)
        if (n % 10 === 1)
          await askForm(`${address}/back`, { form_token: one, key: `${canaries.words} ${key}` }, visitor)
        if (n % 10 === 2) t.equal(await askForNotice(address, one, key), 200, 'and ask to be told of news')
      }
    })

    await t.test('and what can go wrong goes wrong', async (t) => {
      const status = async (answer: Promise<{ status: number }>) => (await answer).status
      const post = (body: string | Buffer, type = form['content-type']) =>
        status(
          ask(`${address}/say/11-17`, { method: 'POST', body, headers: { ...form, ...visitor, 'content-type': type } }),
        )
      const words = encodeURIComponent(canaries.words)
      // The answer comes before all is sent; a connection that is closed meanwhile may lose it.
      const tooLong = async (tries = 5): Promise<number> =>
        post(`w.ending=${words.repeat(60_000)}`).catch((error) => {
          if (tries === 1 || !['EPIPE', 'ECONNRESET'].includes(error.code)) throw error
          return tooLong(tries - 1)
        })
      t.equal(await tooLong(), 413, 'too long')
      t.equal(await post(JSON.stringify({ 'w.ending': canaries.words }), 'application/json'), 415, 'not a form')
      t.equal(await post(canaries.words, 'text/plain'), 415, 'plain text')
      t.equal(await post(`w.ending=${words}%C0%AF`), 422, 'not text')
      t.equal(await post(Buffer.from(`w.ending=${canaries.words}`)), 422, 'raw')
      t.equal(await post(`form_token=${words}&w.ending=${words}`), 422, 'an odd token')
      t.equal(await status(ask(`${address}/${words}?${words}`, { headers: visitor })), 404, 'an odd address')
      const names = ['need', 'when', 'way', 'with', 'language', 'who', 'age', 'area', 'ref']
      const wishes = Object.fromEntries(names.map((name) => [name, canaries.words]))
      t.equal(await status(ask(`${address}/support/option/${words}`, { headers: visitor })), 404, 'an odd option')
      t.equal(await status(askForm(`${address}/support`, wishes, visitor)), 203, 'odd wishes')
      const sign = { form_token: await token(), email: 'nobody@example.org', password: canaries.words, code: '123456' }
      t.equal(await status(askForm(`${address}/team/sign-in`, sign, visitor)), 422, 'a wrong sign-in')

      await client.query(`alter table sealed_words add constraint nothing check (length(question_key) = 0) not valid`)
      t.equal(await status(send(await token(), 1)), 503, 'a constraint')
      await client.query('alter table sealed_words drop constraint nothing')

      const one = await token()
      await client.query('begin; lock table responses in access exclusive mode')
      t.equal(await status(send(one, 2)), 503, 'a database that is stuck')
      await client.query('rollback')

      const last = await token()
      await cluster.kill()
      t.equal(await status(send(last, 3)), 503, 'a database that is away')
      await sleep(2500)
      await cluster.restart()
      t.equal(await status(send(last, 3)), 200, 'and back')
      t.equal(await status(send(one, 2)), 200)
    })

    await t.test('nothing of it is in what the program says', async (t) => {
      await heard.end('SIGTERM')
      const said = heard.output()
      t.ok(said.split('\n').length > PEOPLE, 'it did say something')
      t.match(said, '"route":"/say/11-17"')
      t.same(canariesIn(Buffer.from(said)), [])
    })

    await t.test('nor in PostgreSQL’s log, files, journal or a dump', async (t) => {
      const places = await readPlaces(cluster.url, data)
      t.comment(places.map(({ name, bytes }) => `${name} ${Math.round(bytes.length / 1024)} KiB`).join(', '))
      for (const { name, bytes } of places) t.same(canariesIn(bytes), [], name)
      const log = places.find(({ name }) => name === 'the log')?.bytes.toString() ?? ''
      t.match(log, /insert into responses/, 'the log holds the statements')
      t.match(log, /violates check constraint "nothing"/, 'the failures')
      t.match(log, /DETAIL: .*parameters: \$1 = /, 'and the values')
      t.match(log, /WHERE:|CONTEXT:|LOCATION:/, 'with everything that is known')
    })

    await t.test('and this test would find it: words kept in clear are found in each place', async (t) => {
      const mutant = new pg.Client({ connectionString: cluster.url })
      await mutant.connect()
      await mutant.query('create table clear (words text, address text)')
      await mutant.query('insert into clear values ($1, $2)', [canaries.words, canaries.address])
      await mutant.query('checkpoint')
      await mutant.end()
      for (const { name, bytes } of await readPlaces(cluster.url, data)) {
        t.ok(canariesIn(bytes).includes('words as UTF-8'), `in ${name}`)
      }
    })
  },
)

t.test('a canary is found in each form that it may be written in', async (t) => {
  const text = canaries.words
  const ascii = JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const written = {
    'base64, in the middle': Buffer.from(`abcd ${text} efgh`).toString('base64'),
    'base64, one later': Buffer.from(`abcde ${text} efgh`).toString('base64'),
    'base64, two later': Buffer.from(`abcdef ${text}`).toString('base64'),
    hex: Buffer.from(`x${text}y`).toString('hex'),
    'UTF-16': Buffer.from(`x${text}`, 'utf16le'),
    JSON: JSON.stringify({ a: text }),
    'JSON in ASCII': ascii,
    form: new URLSearchParams({ a: text }).toString(),
    address: `https://example.org/${encodeURIComponent(text)}`,
  }
  for (const [name, bytes] of Object.entries(written)) t.not(canariesIn(Buffer.from(bytes as string)).length, 0, name)
  t.same(canariesIn(Buffer.from('nothing of the kind')), [])
})

/** Comes back with a key, and says where news should be sent. @returns the status of the answer */
async function askForNotice(address: string, token: string, key: string): Promise<number> {
  const opened = await askForm(`${address}/back`, { form_token: token, key }, visitor)
  const headers = { ...visitor, cookie: String(opened.headers['set-cookie']).split(';')[0] ?? '' }
  const page = await ask(`${address}/back/notices`, { headers })
  const wish = { way: 'email', address: canaries.mail, safe: 'yes', times: 'any' }
  const asked = await askForm(`${address}/back/notices`, { form_token: formTokenFrom(page.body), ...wish }, headers)
  return asked.status
}

/** From its next start, PostgreSQL writes down every statement with its values, and every failure. */
async function logEverything(url: string): Promise<void> {
  const settings = {
    logging_collector: 'on',
    log_directory: 'log',
    log_statement: 'all',
    log_min_error_statement: 'debug1',
    log_min_messages: 'debug1',
    log_error_verbosity: 'verbose',
    log_parameter_max_length: '-1',
    log_parameter_max_length_on_error: '-1',
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const [name, value] of Object.entries(settings)) await client.query(`alter system set ${name} = '${value}'`)
  await client.end()
}

async function readPlaces(url: string, data: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('checkpoint')
  const tables = await everyRow(client)
  await client.end()
  const dumper = join(findPostgresql() ?? '', process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump')
  return [
    { name: 'the tables', bytes: tables },
    // The PostgreSQL that npm brings comes without pg_dump.
    ...(existsSync(dumper) ? [{ name: 'a dump', bytes: await dump(dumper, url) }] : []),
    { name: 'the log', bytes: readAll(join(data, 'log')) },
    { name: 'the journal', bytes: readAll(join(data, 'pg_wal')) },
    { name: 'the files', bytes: readAll(join(data, 'base')) },
  ]
}

function readAll(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)))
}

async function everyRow(client: pg.Client): Promise<Buffer> {
  const tables = await client.query("select tablename from pg_tables where schemaname = 'public'")
  const all: string[] = []
  for (const { tablename } of tables.rows) {
    const { rows } = await client.query(`select t::text as row from "${tablename}" t`)
    all.push(...rows.map(({ row }) => row))
  }
  return Buffer.from(all.join('\n'))
}

function dump(program: string, url: string): Promise<Buffer> {
  const child = spawn(program, ['--dbname', url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const parts: Buffer[] = []
  child.stdout.on('data', (part) => parts.push(part))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(parts)) : reject(new Error(`pg_dump ended with ${code}`)),
    )
  })
}

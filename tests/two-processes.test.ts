import { randomUUID } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { readConfig } from '../src/config.ts'
import { openDatabase } from '../src/db/open.ts'
import { openResponse } from '../src/feedback/reading/opening.ts'
import { CannotOpen } from '../src/seal/envelope.ts'
import { loadKeys } from '../src/seal/keys.ts'
import { openReaderKey } from '../src/seal/reader-key.ts'
import type { Site } from '../src/site.ts'
import { NOT_KEPT } from '../src/web/not-kept.ts'
import { ask, askForm } from './fixtures/ask.ts'
import { seenOn } from './fixtures/desk.ts'
import { makeEmptyDatabase, testServer } from './fixtures/fresh-database.ts'
import { keyOn } from './fixtures/giving.ts'
import { type HeardProcess, partnershipEnv, setUpPartnership, startHeard } from './fixtures/heard-process.ts'
import { type Fields, formTokenFrom, signIn } from './fixtures/sign-in.ts'

// The public side and the team side as two processes on one PostgreSQL, as a partnership runs them.

const skip = testServer ? false : 'only on PostgreSQL'
const words = 'Kelly was brilliant. Then she left and nobody told me.'
const promise = 'Every worker plans the goodbye with you, from the first week.'

t.test(
  'two processes walk from words to change, and the public one cannot open a word',
  { skip, timeout: 180_000 },
  async (t) => {
    const { databaseUrl, drop } = await makeEmptyDatabase(testServer ?? '')
    t.teardown(drop)
    const partnership = await setUpPartnership(databaseUrl)
    t.teardown(partnership.forget)
    const snapshots = mkdtempSync(join(tmpdir(), 'heard-heap-'))
    t.teardown(() => rmSync(snapshots, { recursive: true, force: true }))
    const heap = ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${snapshots}`]
    const open = await startHeard(partnershipEnv(partnership, 'public'), heap)
    t.teardown(() => open.end('SIGKILL'))
    const team = await startHeard(partnershipEnv(partnership, 'team'))
    t.teardown(() => team.end('SIGKILL'))
    const { db, close } = await openDatabase({ databaseUrl })
    t.teardown(close)
    const config = readConfig({ NODE_ENV: 'test' })
    const site: Site = { db, config, keys: partnership.keys, now: () => new Date(), demonstration: false }

    let key = ''
    let ref = ''

    await t.test('each has its own pages and not the other’s', async (t) => {
      for (const path of ['/team', '/team/sign-in', '/team/reading']) {
        t.equal((await ask(open.address + path)).status, 404, `public ${path}`)
      }
      for (const path of ['/', '/say/11-17', '/support', '/what-changed', '/back', '/private']) {
        t.equal((await ask(team.address + path)).status, path === '/' ? 303 : 404, `team ${path}`)
        t.ok([200, NOT_KEPT].includes((await ask(open.address + path)).status), `public ${path}`)
      }
      t.equal((await ask(`${team.address}/team/sign-in`)).status, 200)
    })

    await t.test('somebody gives feedback on the public side', async (t) => {
      const token = formTokenFrom((await ask(`${open.address}/say/11-17`)).body)
      const sent = { form_token: token, 'w.should-change': words, 't.words-permission': 'report' }
      const answer = await askForm(`${open.address}/say/11-17`, sent)
      key = keyOn(answer.body)
      t.equal(key.split(' ').length, 6)
      ref = (await db.selectFrom('responses').select('ref').executeTakeFirstOrThrow()).ref
    })

    await t.test('two people read it, one themes it, one decides and one publishes', async (t) => {
      const ruth = await member(site, team, 'Ruth Test', 'reader')
      await ruth('POST', `/team/reading/${ref}/open`, { reason: 'first reading' })
      t.match((await ruth('GET', `/team/reading/${ref}`)).body, 'Then she left and nobody told me.')
      const seen = async (reader: typeof ruth) => seenOn((await reader('GET', `/team/reading/${ref}`)).body)
      await ruth('POST', `/team/reading/${ref}/hide`, { words: 'Kelly', stand_in: 'worker' })
      await ruth('POST', `/team/reading/${ref}/finish`, {
        found: 'none',
        written_in: 'English',
        seen: await seen(ruth),
      })
      const imran = await member(site, team, 'Imran Test', 'reader')
      await imran('POST', `/team/reading/${ref}/open`, { reason: 'second reading' })
      await imran('POST', `/team/reading/${ref}/agree`, { seen: await seen(imran) })

      const sam = await member(site, team, 'Sam Test', 'themer')
      const coding = { sentence: 'should-change.1', code: 'continuity-and-endings', impact: 'harder', kind: 'concern' }
      await sam('POST', `/team/theming/${ref}`, coding)
      await sam('POST', `/team/theming/${ref}/finish`)

      const leah = await member(site, team, 'Leah Test', 'lead')
      const decided = await leah('POST', '/team/changes', {
        theme: 'continuity-and-endings',
        outcome: 'planned',
        title: 'Every goodbye is planned',
        reason: 'It was asked for, and it costs little.',
        owner: 'Head of practice',
        organisation: 'Evolve',
        dueOn: inAMonth(),
        successMeasure: 'protect-feedback',
        publicSentence: promise,
        easySentence: 'Your worker plans the goodbye with you.',
        easyReason: 'It is sad when nobody tells you.',
        kind: 'service',
      })
      const noor = await member(site, team, 'Noor Test', 'publisher')
      await noor('POST', `${decided.headers.location}/publish`)
      t.ok(await db.selectFrom('publications').select('id').executeTakeFirst(), 'it is published')
    })

    await t.test('the public side shows the change, also to whoever comes back with the key', async (t) => {
      // A page that is the same for everybody may be some seconds old.
      await sleep(3500)
      t.match((await ask(`${open.address}/what-changed`)).body, promise)
      const token = formTokenFrom((await ask(`${open.address}/back`)).body)
      const opened = await askForm(`${open.address}/back`, { form_token: token, key })
      t.equal(opened.status, 303)
      const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? ''
      const page = await ask(`${open.address}/back/way`, { headers: { cookie } })
      t.equal(page.status, 200)
      t.match(page.body, promise)
      t.notMatch(page.body, 'Kelly', 'not what was first written')
    })

    await t.test('the public side’s keys open nothing', async (t) => {
      const keys = loadKeys(partnership.publicKeysFolder, false)
      t.equal(keys.desk, undefined)
      t.throws(() => loadKeys(partnership.publicKeysFolder, true), /desk\.key is missing/)
      const reader = await db.selectFrom('reader_keys').select('id').executeTakeFirstOrThrow()
      await t.rejects(openReaderKey(db, keys, reader.id), CannotOpen)
      const ruth = { id: randomUUID(), name: 'Nobody', roles: ['reader'] }
      const by = await db.selectFrom('members').select('id').where('name', '=', 'Ruth Test').executeTakeFirstOrThrow()
      await t.rejects(openResponse(db, keys, ref, 'first reading', { ...ruth, id: by.id }, new Date()), CannotOpen)
    })

    await t.test('nor is there anything in its memory that opens them, or what somebody has just sent', async (t) => {
      const canary = 'zebrafinch-canary-41-zebrafinch'
      const token = formTokenFrom((await ask(`${open.address}/say/adult`)).body)
      t.not(
        keyOn((await askForm(`${open.address}/say/adult`, { form_token: token, 'w.should-change': canary })).body),
        '',
      )
      for (let n = 0; n < 200; n++) await ask(`${open.address}/say/adult`)
      const live = await heapSnapshot(open, snapshots)
      t.ok(live.includes('deriveForHour'), 'what lives in its memory can be searched')
      t.notOk(live.includes(canary), 'what was sent is forgotten')

      const desk = partnership.keys.desk ?? Buffer.alloc(0)
      t.equal(desk.length, 32)
      const forms = [desk, ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(desk.toString(form)))]
      t.same(
        forms.map((form) => live.includes(form)),
        [false, false, false, false],
      )
      if (process.platform !== 'linux') return
      t.ok(memoryHolds(open.pid, partnership.keys.root), 'all of its memory can be searched')
      t.same(
        forms.map((form) => memoryHolds(open.pid, form)),
        [false, false, false, false],
      )
      t.ok(memoryHolds(team.pid, desk), 'the team side, which may, does hold it')
    })
  },
)

/** Signs a new member in. @returns a function that asks for a page of the team side or sends a form there */
async function member(site: Site, team: HeardProcess, name: string, role: string) {
  const id = randomUUID()
  const email = `${name.replace(' ', '.').toLowerCase()}@example.org`
  const rest = { password_hash: '', totp_sealed: Buffer.alloc(0), joined_on: '2026-01-05' }
  await site.db
    .insertInto('members')
    .values({ id, name, email, roles: [role], ...rest })
    .execute()
  const { cookie, formToken } = await signIn(undefined as never, site.db, site, id)
  return async (method: 'GET' | 'POST', path: string, fields: Fields = {}) => {
    const url = team.address + path
    if (method === 'GET') return ask(url, { headers: { cookie } })
    const answer = await askForm(url, { form_token: formToken, ...fields }, { cookie })
    if (answer.status !== 303) throw new Error(`${path} answered ${answer.status}: ${answer.body.slice(0, 2000)}`)
    return answer
  }
}

function inAMonth(): string {
  return new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10)
}

/** The objects and texts that live in the memory of a process, after its garbage is collected. */
async function heapSnapshot(heard: HeardProcess, folder: string): Promise<Buffer> {
  heard.signal('SIGUSR2')
  let size = -1
  for (let tries = 0; tries < 100; tries++) {
    await sleep(500)
    const [name] = readdirSync(folder)
    const now = name ? statSync(join(folder, name)).size : 0
    if (now > 0 && now === size) return readFileSync(join(folder, name ?? ''))
    size = now
  }
  throw new Error('no heap snapshot was written')
}

/** Whether bytes stand anywhere in the memory of a process, in use or left over. Linux only. */
function memoryHolds(pid: number, wanted: Buffer): boolean {
  const parts = readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)
  const memory = openSync(`/proc/${pid}/mem`, 'r')
  const chunk = Buffer.alloc(1 << 24)
  try {
    for (const [, from = '', to = ''] of parts) {
      const end = Number.parseInt(to, 16)
      for (let at = Number.parseInt(from, 16); at < end; at += chunk.length - wanted.length) {
        const got = readSome(memory, chunk, Math.min(chunk.length, end - at), at)
        if (chunk.subarray(0, got).includes(wanted)) return true
      }
    }
    return false
  } finally {
    closeSync(memory)
  }
}

/** Parts of the memory that are set aside and not in use cannot be read. */
function readSome(file: number, into: Buffer, length: number, at: number): number {
  try {
    return readSync(file, into, 0, length, at)
  } catch {
    return 0
  }
}

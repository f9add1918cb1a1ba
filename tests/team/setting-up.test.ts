import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { makeKeys } from '../../src/seal/keys.ts'
import { recoveryWords } from '../../src/seal/recovery.ts'
import { verifyAudit } from '../../src/team/audit.ts'
import { drillRecovery } from '../../src/team/recovery-drill.ts'
import { addFirstAdmin, ensureReaderKey, isSetUp, problemWithAdmin } from '../../src/team/set-up.ts'
import { makeEmptyDatabase, openFreshDatabase, testServer } from '../fixtures/fresh-database.ts'
import { freshKeys, monday } from '../fixtures/team-room.ts'

// Every command is a process of its own.
t.setTimeout(180_000)
const folder = mkdtempSync(join(tmpdir(), 'heard-setup-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const admin = { name: 'Ada', email: 'ada@example.org', password: 'otters in the reservoir' }

function run(file: string, args: string[], env: Record<string, string>, typed = '') {
  const path = join(import.meta.dirname, '../../src/bin', file)
  const all = { ...process.env, DATABASE_URL: '', NODE_ENV: 'test', DATA: folder, ...env }
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, [path, ...args], { env: all }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
    child.stdin?.end(typed)
  })
}

t.test('what is missing is named, one thing after another, until nothing is', async (t) => {
  const { db, close } = await openFreshDatabase()
  t.teardown(close)
  const keys = freshKeys()
  t.match(await isSetUp(db), 'no reader key')
  await ensureReaderKey(db, keys, monday)
  t.match(await isSetUp(db), 'no admin')
  await addFirstAdmin(db, keys, admin, monday)
  t.match(await isSetUp(db), 'recovery key has not been tried')
  await t.rejects(drillRecovery(db, keys, freshKeys().recoveryPrivate, monday), { name: 'CannotOpen' })
  t.match(await isSetUp(db), 'recovery key has not been tried')
  await drillRecovery(db, keys, keys.recoveryPrivate, monday)
  await drillRecovery(db, keys, keys.recoveryPrivate, monday)
  t.equal(await isSetUp(db), undefined)
  const { entries } = await verifyAudit(db, keys)
  t.equal(entries, 4, 'a reader key, an admin and two drills are in the log')
})

t.test('the first admin needs a name, an address and a good password', (t) => {
  t.equal(problemWithAdmin(admin), undefined)
  t.match(problemWithAdmin({ ...admin, name: ' ' }), 'name')
  t.match(problemWithAdmin({ ...admin, email: 'ada' }), 'email')
  t.match(problemWithAdmin({ ...admin, password: 'rotherham2026' }), 'first that somebody would try')
  t.end()
})

t.test('set-up refuses the embedded database and the demonstration’s keys', async (t) => {
  const embedded = await run('setup.ts', [], {})
  t.equal(embedded.code, 1)
  t.match(embedded.err, 'needs PostgreSQL')
  const KEYS = join(folder, 'demonstration-keys')
  makeKeys(KEYS, true)
  const keys = await run('setup.ts', [], { DATABASE_URL: 'postgres://127.0.0.1:1/none', KEYS })
  t.equal(keys.code, 1)
  t.match(keys.err, 'demonstration’s keys')
  const real = join(folder, 'unused-keys')
  makeKeys(real, false)
  const silent = await run('setup.ts', [], { DATABASE_URL: 'postgres://127.0.0.1:1/none', KEYS: real })
  t.equal(silent.code, 1)
  t.match(silent.err, 'The database does not answer')
})

t.test('clearing takes the embedded demonstration and its keys, not while it runs, and nothing else', async (t) => {
  const DATA = join(folder, 'demo')
  const keysFolder = join(DATA, 'keys')
  makeKeys(keysFolder, true)
  const running = await openDatabase({ folder: DATA })
  const refused = await run('demo-clear.ts', [], { DATA })
  t.equal(refused.code, 1)
  t.match(refused.err, 'Another Heard is running')
  t.ok(existsSync(join(DATA, 'database')))
  await running.close()
  writeFileSync(join(DATA, 'notes.txt'), 'mine')
  writeFileSync(join(keysFolder, 'mine.txt'), 'mine')
  const done = await run('demo-clear.ts', [], { DATA })
  t.equal(done.code, 0, done.err)
  t.notOk(existsSync(join(DATA, 'database')))
  t.notOk(existsSync(join(keysFolder, 'root.key')))
  t.ok(existsSync(join(DATA, 'notes.txt')))
  t.ok(existsSync(join(keysFolder, 'mine.txt')))
  const again = await run('demo-clear.ts', [], { DATA })
  t.equal(again.code, 1)
  t.match(again.err, 'There is no demonstration')
})

t.test(
  'a partnership sets up on PostgreSQL, twice without harm',
  { skip: testServer ? false : 'only on PostgreSQL' },
  async (t) => {
    const { databaseUrl: DATABASE_URL, drop } = await makeEmptyDatabase(testServer ?? '')
    t.teardown(drop)
    const KEYS = join(folder, 'keys')
    const words = recoveryWords(makeKeys(KEYS, false))
    const there = { DATABASE_URL, KEYS }
    const nobody = await run('setup.ts', [], there)
    t.equal(nobody.code, 1)
    t.match(nobody.err, 'first admin is missing')
    const typed = ['Ada', 'ada@example.org', 'password1234', 'Ada', 'ada@example.org', admin.password, ''].join('\n')
    const first = await run('setup.ts', [], there, typed)
    t.equal(first.code, 0, first.err)
    t.match(first.out, 'first that somebody would try', 'a poor password is asked for again')
    t.match(first.out, 'otpauth://totp/Heard')
    t.match(first.out, 'recovery key has not been tried')
    t.notMatch(first.out, admin.password)
    const script = { SETUP_NAME: 'Bo', SETUP_EMAIL: 'bo@example.org', SETUP_PASSWORD: admin.password }
    const second = await run('setup.ts', [], { ...there, ...script })
    t.equal(second.code, 0, second.err)
    t.match(second.out, 'There is an admin.')
    const drill = await run('keys.ts', ['drill'], there, words.join(' '))
    t.equal(drill.code, 0, drill.err)
    t.match((await run('setup.ts', [], there)).out, 'Everything is set up')
    const otherKeys = join(folder, 'other-keys')
    makeKeys(otherKeys, false)
    t.match(
      (await run('setup.ts', [], { ...there, KEYS: otherKeys })).err,
      'not the ones that this database was made with',
    )

    const clear = await run('demo-clear.ts', [], there)
    t.equal(clear.code, 1)
    t.match(clear.err, 'does not hold the demonstration')
    const { db, close } = await openDatabase({ databaseUrl: DATABASE_URL })
    t.teardown(close)
    t.equal((await db.selectFrom('members').select('name').execute()).length, 1)
    await db.insertInto('facts').values({ key: 'demonstration', value: '{}' }).execute()
    t.match((await run('setup.ts', [], there)).err, 'holds the demonstration')
    const cleared = await run('demo-clear.ts', [], there)
    t.equal(cleared.code, 0, cleared.err)
    t.same(await db.selectFrom('members').select('name').execute(), [])
    t.same(await db.selectFrom('audit_entries').select('number').execute(), [])
    t.ok(existsSync(join(KEYS, 'root.key')), 'real keys are never touched')
    await migrate(db)
  },
)

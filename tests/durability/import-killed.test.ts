import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { getRun, startRun } from '../../src/support/importing/run.ts'
import { addSource, getSource } from '../../src/support/importing/source.ts'
import { idOf, service, startFeed } from '../fixtures/feed.ts'
import { makeEmptyDatabase, openFreshDatabase, testServer } from '../fixtures/fresh-database.ts'
import { freshKeys } from '../fixtures/team-room.ts'

t.setTimeout(180_000)
const folder = mkdtempSync(join(tmpdir(), 'heard-import-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const server = testServer ? await makeEmptyDatabase(testServer) : undefined
if (server) t.teardown(server.drop)
const open = () => (server ? openDatabase({ databaseUrl: server.databaseUrl }) : openFreshDatabase(folder))
const reopen = () => (server ? openDatabase({ databaseUrl: server.databaseUrl }) : openDatabase({ folder }))

/** Works in a process of its own, which is killed when it asks for this. @returns when it is gone */
async function work(ahead: number, killAt?: string): Promise<void> {
  const where = server ? { DATABASE: server.databaseUrl } : { FOLDER: folder }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'import-worker.ts')], {
    env: { ...process.env, ...where, AHEAD_MS: String(ahead) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  feed.kind.instead = (path) => {
    if (killAt && path.includes(killAt)) child.kill('SIGKILL')
    return false
  }
  await new Promise((resolve) => child.on('close', resolve))
}

const feed = await startFeed({ services: Array.from({ length: 40 }, (_, at) => service(at + 1)), slow: 5 })
t.teardown(feed.close)

t.test('a worker is killed again and again; the last finishes, and every record is there once', async (t) => {
  const opened = await open()
  const { db } = opened
  if (server) await migrate(db)
  const [keys, memberId] = [freshKeys(), randomUUID()]
  await db
    .insertInto('members')
    .values({
      ...{ id: memberId, name: 'Dev', roles: ['directory editor'], email: 'dev@example.org', password_hash: 'none' },
      ...{ totp_sealed: Buffer.alloc(0), joined_on: '2026-11-01', left_on: null },
    })
    .execute()
  const named = { name: 'One', kind: 'oruk' as const, address: feed.address, licence: null }
  const added = await addSource(db, keys, named, memberId, new Date())
  if (!added.ok) throw new Error('not added')
  const source = await getSource(db, added.id)
  const started = await startRun(db, keys, { source, csv: '', memberId }, new Date())
  if (!started.ok) throw new Error('not started')
  await opened.close()

  const minutes = 60_000
  await work(0, idOf(3))
  await work(2 * minutes, idOf(18))
  await work(4 * minutes, 'page=3')
  await work(6 * minutes, idOf(40))
  feed.asked.length = 0
  await work(8 * minutes)

  const after = await reopen()
  t.match(await getRun(after.db, started.id), { state: 'finished', listed: 40, added: 40, problems: 0, gone: 0 })
  const records = await after.db.selectFrom('import_records').select('source_record').execute()
  t.equal(records.length, 40)
  t.ok(feed.asked.length < 12, `the last one asked ${feed.asked.length} times`)
  await after.close()
})

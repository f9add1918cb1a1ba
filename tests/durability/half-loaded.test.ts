import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/db/open.ts'
import { isDemonstration, prepare } from '../../src/prepare.ts'
import { testServer } from '../fixtures/fresh-database.ts'
import { launchHeard } from '../fixtures/heard-process.ts'

const skip = testServer ? 'only on the embedded database' : false
const refusal = /^Another Heard is running on .*\. Stop it first: two on one folder would lose what people wrote\.$/m

const folder = mkdtempSync(join(tmpdir(), 'heard-folder-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
const env = { DATA: folder, PORT: '0', LOG: 'silent' }

t.test(
  'ended while the demonstration is being loaded, the next start clears it and loads it whole',
  { skip, timeout: 420_000 },
  async (t) => {
    let caught = false
    for (const seconds of [6, 9, 14, 20, 30, 45, 70]) {
      if (!caught) caught = await killAfter(seconds)
    }
    t.ok(caught, 'it was ended while it was loading')
    const { site, close } = await prepare(readConfig({ ...env, NODE_ENV: 'test' }))
    t.ok(site.demonstration)
    const members = await site.db.selectFrom('members').select('email').execute()
    t.equal(new Set(members.map(({ email }) => email)).size, members.length, 'each person is there once')
    const { responses, pieces } = await count(site.db)
    t.ok(responses > 100, `${responses} voices`)
    t.ok(pieces, 'the reference data too')

    const others = [launchHeard(env), launchHeard(env)]
    for (const other of others) {
      t.equal(await other.ended, 1, 'a second program on the folder is refused')
      t.match(other.output(), refusal)
    }
    await close()
  },
)

/** @returns whether the demonstration was being loaded when the program was killed */
async function killAfter(seconds: number): Promise<boolean> {
  const heard = launchHeard(env)
  await sleep(seconds * 1000)
  await heard.end('SIGKILL')
  const { db, close } = await openDatabase({ folder })
  const members = await db
    .selectFrom('members')
    .select('id')
    .execute()
    .catch(() => [])
  const caught = members.length > 0 && !(await isDemonstration(db))
  await close()
  return caught
}

async function count(db: Awaited<ReturnType<typeof openDatabase>>['db']) {
  const responses = await db.selectFrom('responses').select('id').execute()
  const pieces = await db.selectFrom('codes').select('id').execute()
  return { responses: responses.length, pieces: pieces.length }
}

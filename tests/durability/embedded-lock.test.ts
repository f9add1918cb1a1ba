import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { testServer } from '../fixtures/fresh-database.ts'

const TRIES = 20

const skip = testServer ? 'only on the embedded database' : false
const opener = join(import.meta.dirname, 'opens-folder.ts')
const refusal = /^Another Heard is running on .*\. Stop it first: two on one folder would lose what people wrote\.$/

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heard-folder-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

type Opened = { child: ChildProcess; said: string; open: boolean; code: number | null }

/** Opens the folder in a process of its own. @returns when it is open, or refused */
async function open(folder: string, mark = ''): Promise<Opened> {
  const child = spawn(process.execPath, [opener], { env: { ...process.env, FOLDER: folder, MARK: mark } })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  const settled = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text
        if (said.startsWith('open') && said.endsWith('\n')) resolve()
      })
    }
    child.on('close', () => resolve())
  })
  await settled
  return { child, said: said.trim(), open: said.startsWith('open'), code: child.exitCode }
}

const end = (child: ChildProcess, signal: NodeJS.Signals) =>
  new Promise((resolve) => {
    child.on('close', resolve)
    child.kill(signal)
  })

t.test(
  'a second process on the same folder is refused with a sentence, also while the first is stopped',
  { skip },
  async (t) => {
    const folder = freshFolder()
    const first = await open(folder, 'first')
    t.ok(first.open)
    for (let n = 0; n < TRIES; n += 4) {
      if (n === TRIES - 8) first.child.kill('SIGSTOP')
      const others = await Promise.all([1, 2, 3, 4].map(() => open(folder)))
      t.same(
        others.map(({ code }) => code),
        [1, 1, 1, 1],
      )
      t.same(
        others.filter(({ said }) => !refusal.test(said)).map(({ said }) => said),
        [],
      )
    }
    first.child.kill('SIGCONT')
    await end(first.child, 'SIGKILL')
  },
)

t.test('after it was killed, it opens again with everything in it', { skip, timeout: 120_000 }, async (t) => {
  const folder = freshFolder()
  const marks: string[] = []
  for (let n = 0; n < TRIES; n++) {
    marks.push(`mark-${n}`)
    const again = await open(folder, `mark-${n}`)
    t.equal(again.said, `open ${marks.join(' ')}`)
    await end(again.child, 'SIGKILL')
  }
})

t.test('killed while the database is being made, it opens all the same', { skip, timeout: 120_000 }, async (t) => {
  for (const files of [1, 100, 600, 950]) {
    const folder = freshFolder()
    const child = spawn(process.execPath, [opener], { env: { ...process.env, FOLDER: folder, MARK: 'lost' } })
    while (filesIn(join(folder, 'database')) < files) await sleep(1)
    await end(child, 'SIGKILL')
    const again = await open(folder, 'kept')
    t.match(again.said, /^open (lost )?kept$/, `after ${files} files`)
    await end(again.child, 'SIGKILL')
  }
})

function filesIn(folder: string): number {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0
}

import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exe, isFromNpm } from './postgresql.mjs'
import { Trouble } from './trouble.mjs'

const START_MS = 30_000

/** @typedef {{ url: string, stop: () => Promise<void>, kill: () => Promise<void>, restart: () => Promise<void> }} Cluster */

/**
 * A PostgreSQL server of our own in a temporary folder, on loopback, with a password nobody else has.
 * @param {string} binaries the folder with initdb and postgres
 * @param {{ fsync: boolean }} how without fsync it is faster and loses data in a power cut
 * @returns {Promise<Cluster>} `stop` removes it; `kill` ends it as a crash would and `restart` brings it back
 * @throws {Trouble} when it does not start
 */
export async function startCluster(binaries, { fsync }) {
  const home = mkdtempSync(join(tmpdir(), 'heard-postgresql-'))
  const forget = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  try {
    return await startIn(home, binaries, fsync, forget)
  } catch (error) {
    forget()
    throw error
  }
}

async function startIn(home, given, fsync, forget) {
  const user = serverUser()
  const binaries = user && isFromNpm(given) ? copyFor(given, home) : given
  const data = join(home, 'data')
  const password = randomBytes(18).toString('hex')
  if (user) chownSync(home, user.uid, user.gid)
  writeFileSync(join(home, 'password'), password, { mode: 0o600 })
  if (user) chownSync(join(home, 'password'), user.uid, user.gid)
  // English, so that no test depends on what language the machine speaks.
  const where = { cwd: home, ...user, env: { ...process.env, LC_ALL: 'C', LANG: 'C' } }

  const made = spawnSync(
    join(binaries, `initdb${exe}`),
    ['-D', data, '-U', 'heard', '-A', 'scram-sha-256', `--pwfile=${join(home, 'password')}`, '-E', 'UTF8', '--no-sync'],
    { ...where, encoding: 'utf8' },
  )
  if (made.status !== 0)
    throw new Trouble(`PostgreSQL could not make a database: ${made.stderr || made.error?.message}`)

  const port = await freePort()
  const durability = fsync ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...durability]
  const run = async () => {
    const started = spawn(
      join(binaries, `postgres${exe}`),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...where, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let said = ''
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (text) => (said = (said + text).slice(-2000)))
    if (!(await becomesReady(started, data))) throw new Trouble(`PostgreSQL did not start: ${said}`)
    return started
  }

  // After a crash, the processes that served single people need a moment to notice, and keep the next server out.
  const waitAndRunAgain = () => sleep(2_000).then(run)

  let server = await run()
  const end = async (signal) => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill(signal)
    if (await Promise.race([ended.then(() => false), sleep(10_000, true, { ref: false })])) server.kill('SIGKILL')
    await ended
  }
  // Even when a test forgets to stop it, nothing is left behind.
  const atExit = () => {
    server.kill('SIGQUIT')
    forget()
  }
  process.once('exit', atExit)

  return {
    url: `postgres://heard:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      process.removeListener('exit', atExit)
      // PostgreSQL's "fast" shutdown: it does not wait for people to leave.
      await end('SIGINT')
      forget()
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGINT')
      server = await run().catch(waitAndRunAgain)
    },
  }
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
function serverUser() {
  if (process.platform === 'win32' || process.getuid() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const wanted = ['postgres', 'nobody'].map((name) => users.find(([user]) => user === name)).find(Boolean)
  return wanted && { uid: Number(wanted[2]), gid: Number(wanted[3]) }
}

function copyFor(binaries, home) {
  const copy = join(home, 'programs')
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

/** The last line of postmaster.pid says "ready" when people may come in. A crashed server left one behind, too. */
async function becomesReady(server, data) {
  const file = join(data, 'postmaster.pid')
  const until = Date.now() + START_MS
  while (Date.now() < until && server.exitCode === null && server.signalCode === null && server.pid) {
    const [pid, , , , , , , status] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (Number(pid) === server.pid && status?.trim() === 'ready') return true
    await sleep(50)
  }
  server.kill('SIGKILL')
  return false
}

/** @returns {Promise<number>} a port that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

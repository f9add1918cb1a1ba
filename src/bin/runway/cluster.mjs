import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeClusterFolder, watchOver } from './cluster-folder.mjs'
import { Trouble } from './trouble.mjs'

const START_MS = 30_000
const STOP_MS = 10_000

/** @typedef {{ url: string, stop: () => Promise<void>, kill: () => Promise<void>, restart: () => Promise<void> }} Cluster */

/**
 * A PostgreSQL server of our own in a temporary folder, on loopback, with a password nobody else has.
 * @param {string} binaries the folder with initdb and postgres
 * @param {{ fsync: boolean }} how without fsync it is faster and loses data in a power cut
 * @returns {Promise<Cluster>} `stop` removes it; `kill` ends it as a crash would and `restart` brings it back
 * @throws {Trouble} when it does not start
 */
export async function startCluster(binaries, { fsync }) {
  const folder = makeClusterFolder(binaries)
  const port = await freePort()
  let server = await run(folder, port, fsync).catch((error) => {
    folder.remove()
    throw error
  })
  const callOffWatch = watchOver(folder)
  // For a test that forgets to stop it.
  const atExit = () => {
    server.kill('SIGQUIT')
    folder.remove()
  }
  process.once('exit', atExit)

  return {
    url: `postgres://heard:${folder.password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      process.removeListener('exit', atExit)
      // PostgreSQL's "fast" shutdown: it does not wait for people to leave.
      await end(server, 'SIGINT')
      callOffWatch()
      folder.remove()
    },
    kill: () => end(server, 'SIGKILL'),
    restart: async () => {
      await end(server, 'SIGINT')
      // After a crash, the processes that served single people need a moment to notice, and keep a new server out.
      server = await run(folder, port, fsync).catch(() => sleep(2_000).then(() => run(folder, port, fsync)))
    },
  }
}

async function run({ program, data, how }, port, fsync) {
  const durability = fsync ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', ...durability]
  const server = spawn(program, ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
    ...how,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for us: the server stays until the tests that use it have ended.
    detached: process.platform !== 'win32',
  })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-2000)
    })
  }
  if (await becomesReady(server, data)) return server
  server.kill('SIGKILL')
  throw new Trouble(`PostgreSQL did not start: ${said}`)
}

/** The last line of postmaster.pid says "ready" when people may come in. A crashed server left one behind, too. */
async function becomesReady(server, data) {
  const file = join(data, 'postmaster.pid')
  for (const until = Date.now() + START_MS; Date.now() < until && isRunning(server); await sleep(50)) {
    const [pid, , , , , , , status] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (Number(pid) === server.pid && status?.trim() === 'ready') return true
  }
  return false
}

async function end(server, signal) {
  if (!isRunning(server)) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill(signal)
  const late = await Promise.race([ended.then(() => false), sleep(STOP_MS, true, { ref: false })])
  if (late) server.kill('SIGKILL')
  await ended
}

function isRunning(server) {
  return server.pid !== undefined && server.exitCode === null && server.signalCode === null
}

/** @returns {Promise<number>} a port that was free a moment ago */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

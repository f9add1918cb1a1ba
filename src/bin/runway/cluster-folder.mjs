import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exe, isFromNpm } from './postgresql.mjs'
import { Trouble } from './trouble.mjs'

/**
 * A temporary folder with an empty PostgreSQL cluster in it, whose superuser is `heard`.
 * @param {string} given the folder with initdb and postgres
 * @returns the cluster's data, its password, the programs to use and how to spawn them, and `remove`
 * @throws {Trouble} with what initdb said
 */
export function makeClusterFolder(given) {
  const home = mkdtempSync(join(tmpdir(), 'heard-postgresql-'))
  const remove = () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  try {
    return { ...fill(home, given), remove }
  } catch (error) {
    remove()
    throw error
  }
}

function fill(home, given) {
  const user = serverUser()
  // The npm package lies in the checkout, which the server's user may not be able to enter.
  const binaries = user && isFromNpm(given) ? copyTo(join(home, 'programs'), given) : given
  const data = join(home, 'data')
  const password = randomBytes(18).toString('hex')
  const note = join(home, 'password')
  writeFileSync(note, password, { mode: 0o600 })
  if (user) for (const path of [home, note]) chownSync(path, user.uid, user.gid)
  // English, so that no test depends on what language the machine speaks.
  const how = { cwd: home, ...user, env: { ...process.env, LC_ALL: 'C', LANG: 'C' } }

  const options = ['-U', 'heard', '-A', 'scram-sha-256', `--pwfile=${note}`, '-E', 'UTF8', '--no-sync']
  const made = spawnSync(join(binaries, `initdb${exe}`), ['-D', data, ...options], { ...how, encoding: 'utf8' })
  if (made.status === 0) return { home, data, password, how, program: join(binaries, `postgres${exe}`) }
  throw new Trouble(`PostgreSQL could not make a database: ${made.stderr || made.error?.message}`)
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
function serverUser() {
  if (process.platform === 'win32' || process.getuid() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const users = lines.map((line) => line.split(':'))
  const wanted = ['postgres', 'nobody'].map((name) => users.find(([user]) => user === name)).find(Boolean)
  return wanted && { uid: Number(wanted[2]), gid: Number(wanted[3]) }
}

function copyTo(copy, binaries) {
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

/**
 * Ends the server and removes its folder when this process is killed and cannot do it. Not on Windows, where a server
 * ends with what started it.
 * @returns {() => void} calls the watch off
 */
export function watchOver({ home, data }) {
  if (process.platform === 'win32') return () => {}
  const script =
    'while kill -0 "$1"; do sleep 1; done; kill -QUIT "$(head -n 1 "$2/postmaster.pid")"; sleep 1; rm -rf "$3"'
  const watch = spawn('sh', ['-c', script, 'watch', String(process.pid), data, home], {
    detached: true,
    stdio: 'ignore',
  })
  watch.on('error', () => {})
  watch.unref()
  return () => watch.kill()
}

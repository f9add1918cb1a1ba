import { spawn, spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { root } from './places.mjs'
import { Trouble } from './trouble.mjs'

/** The oldest Node that runs our TypeScript as it is, has SQLite for the lock, and Argon2. */
const OLDEST = [24, 12]

/** Node otherwise lets short-lived garbage pile up to three times 16 MB and more; a page needs none of it. */
export const serverFlags = ['--max-semi-space-size=4']

/**
 * The Node that Heard runs on: the one the lock file brings, else the one running this, when it is new enough.
 * @returns {string} the path of its program
 * @throws {Trouble} when there is none
 */
export function findNode() {
  const own = join(root, 'node_modules', `node-${platform()}-${process.arch}`, 'bin', `node${exe}`)
  if (isNewEnough(spawnSync(own, ['--version'], { encoding: 'utf8' }).stdout)) return own
  if (isNewEnough(process.version)) return process.execPath
  throw new Trouble(
    `Heard runs on Node ${OLDEST.join('.')} or newer, and this is ${process.version}: install it from https://nodejs.org.`,
  )
}

/**
 * Runs a file of ours under that Node, with this terminal, until it ends.
 * @param {string[]} args the file and its arguments
 * @returns {Promise<number>} its exit code
 */
export function runUnderNode(args) {
  const node = findNode()
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env: cleanEnv(node) })
  // A closed terminal asks for the same graceful end as Ctrl-C. Heard ignores being asked twice.
  const pass = { SIGTERM: 'SIGTERM', SIGINT: 'SIGINT', SIGHUP: 'SIGTERM' }
  for (const [signal, passed] of Object.entries(pass)) process.on(signal, () => child.kill(passed))
  whenAbandoned(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

/**
 * npm passes a signal on to the shell it has put between itself and us. The shell ends, and tells nobody: so we look
 * whether it is still there.
 */
export function whenAbandoned(stop) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const look = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(look)
    stop()
  }, 250)
  look.unref()
}

/** The environment without what npm adds to it, and with the right Node first. */
export function cleanEnv(node) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/.test(name)))
  const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  env[path] = [dirname(node), join(root, 'node_modules', '.bin'), env[path]].filter(Boolean).join(delimiter)
  return env
}

const exe = process.platform === 'win32' ? '.exe' : ''

function platform() {
  return process.platform === 'win32' ? 'win' : process.platform
}

function isNewEnough(version) {
  const [major, minor] = (version ?? '').replace('v', '').split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

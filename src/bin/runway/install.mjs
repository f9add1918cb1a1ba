import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, tools } from './places.mjs'
import { Trouble } from './trouble.mjs'

/**
 * Installs what package-lock.json lists, unless it is all there. Two that start at once do not both install.
 * @param {{ dev: boolean }} need whether what only tests and checks use is needed too
 * @throws {Trouble} when npm cannot install
 */
export async function install({ dev }) {
  if (isInstalled(dev)) return
  await alone(async () => {
    if (isInstalled(dev)) return
    console.log('Installing, this takes about a minute.')
    // Nothing that is brought may run a program of its own; one of the packages would fetch a Java.
    const said = await npm(['ci', '--ignore-scripts', dev ? '--include=dev' : '--omit=dev'], root)
    if (said) throw new Trouble(`${said}\n"npm ci" did not succeed; what it said is above.`)
  })
}

/**
 * Runs npm quietly.
 * @returns {Promise<string | undefined>} what it said when it failed, undefined when it worked
 */
export function npm(args, cwd) {
  const quiet = [...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  const cli = process.env.npm_execpath
  const child = cli?.endsWith('.js')
    ? spawn(process.execPath, [cli, ...quiet], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', quiet, { cwd, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code === 0 ? undefined : said.trim() || 'npm ended without a word'))
  })
}

/**
 * Compares what the lock file wants with the note npm leaves in node_modules when it has finished. Times of files are
 * no help here: npm writes both within milliseconds, and git sets its own.
 */
function isInstalled(dev) {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const present = packagesIn(join(root, 'node_modules/.package-lock.json'))
  if (!wanted) throw new Trouble('package-lock.json is missing: this is not a whole copy of Heard.')
  if (!present) return false
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev: forDev, devOptional }]) => {
    if (path === '') return true
    const found = present[path]
    if (!found) return optional || devOptional || (forDev && !dev)
    return found.version === version && found.integrity === integrity
  })
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

async function alone(work) {
  mkdirSync(tools, { recursive: true })
  const lock = join(tools, 'installing')
  while (!take(lock)) await sleep(500)
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

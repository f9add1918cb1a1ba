import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { cleanEnv } from './node.mjs'
import { root } from './places.mjs'
import { makeTapReader } from './tap.mjs'

/** Heard's own settings: what a developer has set for the running site must not reach a test. */
const SETTINGS =
  'HOST PORT DATABASE_URL NODE_ENV SITES TRUST_PROXY DATA KEYS LEAVE_TO PSEUDO_LANGUAGE FREE_SENDINGS LOG DATABASE_URL_TEST'

const running = new Set()
let stopping = false

/**
 * A tool that says yes or no.
 * @param {string[]} tool the package, its program, the arguments
 * @returns {Promise<string | undefined>} what it said when it said no
 */
export async function runTool(node, [name, program, ...args]) {
  const child = start(node, [programOf(name, program), ...args], {})
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  return (await ended(child)) === 0 ? undefined : said.trimEnd() || `${program} ended without a word`
}

/**
 * Test files, under tap.
 * @param {string[]} files
 * @param {{ env: Record<string, string>, maySkip: string[], jobs: number }} how
 * @returns {Promise<{ passed: number, failed: number }>} tests at the top of their file
 */
export async function runTap(node, files, { env, maySkip, jobs }) {
  const child = start(node, [programOf('tap', 'tap'), '--reporter=tap', `--jobs=${jobs}`, ...files], env)
  child.stderr.pipe(process.stderr)
  const { read, count } = makeTapReader({ maySkip, say: (line) => console.log(line) })
  const lines = createInterface({ input: child.stdout })
  lines.on('line', read)
  const code = await ended(child)
  if (code !== 0 && count.failed === 0) {
    console.log(`FAILED tap ended with ${code} and named no failure`)
    count.failed += 1
  }
  return count
}

/** Ends whatever is still running, and what that has started. */
export async function stopChecks() {
  stopping = true
  for (const child of running) signal(child, 'SIGTERM')
  for (const until = Date.now() + 5_000; running.size > 0 && Date.now() < until; ) await sleep(50)
  for (const child of running) signal(child, 'SIGKILL')
}

function start(node, args, env) {
  const clean = cleanEnv(node)
  for (const name of SETTINGS.split(' ')) delete clean[name]
  // A group of its own, so that the whole of it can be ended: tap, its test files, their browsers.
  const child = spawn(node, args, {
    cwd: root,
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  running.add(child)
  return child
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      running.delete(child)
      // Nothing more is begun while everything is being stopped.
      if (!stopping) resolve(code)
    })
  })
}

function signal(child, name) {
  try {
    if (process.platform === 'win32') child.kill(name)
    else process.kill(-child.pid, name)
  } catch {
    // It has ended in the meantime.
  }
}

function programOf(name, program) {
  const folder = join(root, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[program])
}

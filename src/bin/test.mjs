// `npm test`: everything that has to hold, on both databases, in a real browser. It brings what it needs.
//   npm test                         all of it
//   npm test -- quick                types, lint, and the tests without a browser or Java on the embedded database
//   npm test -- check                types, lint and unused code
//   npm test -- tests/x/y.test.ts    those files, on both databases
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { getBrowser } from './runway/browser.mjs'
import { runTap, runTool, stopChecks } from './runway/checks.mjs'
import { startCluster } from './runway/cluster.mjs'
import { install } from './runway/install.mjs'
import { getJava } from './runway/java.mjs'
import { findNode, whenAbandoned } from './runway/node.mjs'
import { getOffice } from './runway/office.mjs'
import { root } from './runway/places.mjs'
import { findPostgresql, getPostgresql } from './runway/postgresql.mjs'
import { checkTestFiles, listTestFiles, looksOnly, needsBrowser, needsJava, needsOffice } from './runway/test-files.mjs'
import { sayTrouble, Trouble } from './runway/trouble.mjs'

const checks = {
  Types: ['typescript', 'tsc', '--noEmit'],
  Lint: ['@biomejs/biome', 'biome', 'check', 'src', 'tests', 'migrations', 'public'],
  'Unused code': ['knip', 'knip', '--no-progress'],
}
const onEmbedded = 'only on the embedded database'
const onPostgresql = 'only on PostgreSQL'
/** A full disk is tried on a disk made for it, which takes root. */
const noDisk = 'this machine lets nobody make a small disk'
const jobs = Math.min(6, Math.max(2, availableParallelism()))

/** Undone at the end, however it comes. */
let stopPostgresql = async () => {}

await sayTrouble(async () => {
  stopOnSignal()
  const asked = process.argv.slice(2)
  const mode = ['quick', 'check'].includes(asked[0]) ? asked[0] : asked.length > 0 ? 'named' : 'all'
  await install({ dev: true })
  const node = findNode()
  const files = chooseFiles(mode, asked)
  const browser = {
    ...(files.some(needsBrowser) ? { HEARD_CHROMIUM: getBrowser() } : {}),
    ...(files.some(needsJava) ? { HEARD_JAVA: getJava() ?? '' } : {}),
    ...(files.some(needsOffice) ? { HEARD_OFFICE: getOffice() ?? '' } : {}),
  }
  const postgresql = mode === 'all' || mode === 'named' ? await preparePostgresql() : undefined
  try {
    process.exitCode = await runAll(node, chooseChecks(mode), files, browser, postgresql)
  } finally {
    await stopPostgresql()
  }
})

function chooseFiles(mode, asked) {
  if (mode === 'named') return checkTestFiles(asked)
  if (mode === 'check') return []
  return listTestFiles().filter(
    (file) => mode === 'all' || !(needsBrowser(file) || needsJava(file) || needsOffice(file)),
  )
}

function chooseChecks(mode) {
  if (mode === 'named') return []
  return Object.entries(checks).filter(([heading]) => mode !== 'quick' || heading !== 'Unused code')
}

async function preparePostgresql() {
  const given = process.env.DATABASE_URL_TEST
  const binaries = given ? findPostgresql() : await getPostgresql()
  const programs = binaries ? { HEARD_PG_BIN: binaries } : {}
  if (given) return { programs, url: given }
  const { url, stop } = await startCluster(binaries, { fsync: false })
  stopPostgresql = stop
  return { programs, url }
}

async function runAll(node, chosen, files, browser, postgresql) {
  const total = { passed: 0, failed: 0 }
  const add = ({ passed, failed }) => {
    total.passed += passed
    total.failed += failed
  }
  for (const [heading, check] of chosen) {
    console.log(`\n${heading}`)
    const problem = await runTool(node, check)
    console.log(problem ? `${problem}\nFAILED` : '  ok')
    add(problem ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 })
  }
  if (files.length > 0) {
    await buildTap(node)
    console.log('\nTests on the embedded database')
    const env = { ...browser, ...postgresql?.programs, HEARD_TEST_DATABASE: 'embedded' }
    add(await runTap(node, files, { env, maySkip: [onPostgresql, noDisk], jobs }))
  }
  if (files.length > 0 && postgresql) {
    console.log('\nTests on PostgreSQL')
    const where = { HEARD_TEST_DATABASE: 'postgresql', HEARD_TEST_POSTGRES: postgresql.url }
    const env = { ...browser, ...postgresql.programs, ...where }
    // Asked for by name, a file runs on both.
    const onBoth = files.length < listTestFiles().length ? files : files.filter((file) => !looksOnly(file))
    add(await runTap(node, onBoth, { env, maySkip: [onEmbedded, noDisk], jobs }))
  }
  // A test is a statement at the top of a test file, counted once for each database; each static check counts as one.
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 || total.passed === 0 ? 1 : 0
}

/** tap makes its own test class from its plugins; the one it comes with reads TypeScript in a way TypeScript 7 lacks. */
async function buildTap(node) {
  const built = readFileSync(join(root, 'node_modules/@tapjs/test/test-built/dist/esm/index.js'), 'utf8')
  const plugins = built.match(/signature = `([^`]*)`/)?.[1] ?? '@tapjs/typescript'
  if (!plugins.includes('@tapjs/typescript')) return
  const problem = await runTool(node, ['tap', 'tap', 'build'])
  if (problem) throw new Trouble(`${problem}\n"tap build" did not succeed; what it said is above.`)
}

function stopOnSignal() {
  const stop = async (code) => {
    await stopChecks()
    await stopPostgresql()
    process.exit(code)
  }
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }
  for (const [signal, code] of Object.entries(codes)) process.once(signal, () => stop(code))
  whenAbandoned(() => stop(143))
}

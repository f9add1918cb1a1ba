// `npm run bench`: how quick Heard is beside the plainest things that could stand in its place, on this machine, now.
// Only the ratios mean anything elsewhere (docs/performance.md). Loopback only; it ends by itself and leaves nothing.
//   --rounds 3 --round-ms 3500 --warm-ms 1500   how long
//   --embedded                                  not on PostgreSQL
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type BenchDatabase, openBenchDatabase } from './bench/database.ts'
import type { Form, Load } from './bench/load.ts'
import { takeOneCpu } from './bench/machine.ts'
import { bodyOf, filledIn, markedForm, markedSent } from './bench/pages.ts'
import { type Helper, startHelper } from './bench/processes.ts'
import { at, middleOf, printTables, type Ratio, type Report, type Round, ratioOf } from './bench/report.ts'

/** Whatever happens, it does not run longer. */
const LONGEST_MS = 175_000
const READERS = 50
const WRITERS = 20

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    'round-ms': { type: 'string', default: '3500' },
    'warm-ms': { type: 'string', default: '1500' },
    embedded: { type: 'boolean', default: false },
  },
})
const [rounds, roundMs, warmMs] = [Number(values.rounds), Number(values['round-ms']), Number(values['warm-ms'])]

const began = performance.now()
const overdue = setTimeout(() => end().finally(() => process.exit(1)), LONGEST_MS)
const cpus = availableParallelism()
const moveAway = takeOneCpu()
const database = await openBenchDatabase(values.embedded)
process.env.HEARD_BENCH_DATABASE = database.url ?? ''
const [heard, plain, load] = ['heard', 'plain', 'load'].map(startHelper) as [Helper, Helper, Helper]
moveAway?.(load.pid)
let ended = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end().then(() => process.exit(1)))
try {
  const report = await measure(database)
  printTables(report)
  console.log(JSON.stringify(report))
  if (report.failed > 0 || report.submissions.saidSaved !== report.submissions.stored) process.exitCode = 1
} finally {
  await end()
  clearTimeout(overdue)
}

async function end(): Promise<void> {
  if (ended) return
  ended = true
  await Promise.all([heard, plain, load].map((helper) => helper.end()))
  await database.remove()
}

async function measure({ name, cpuMs }: BenchDatabase): Promise<Report> {
  const { address, option } = await heard.ask<{ address: string; option: string }>('start')
  const form = { url: `${address}/say/adult`, fields: await filledIn(`${address}/say/adult`), saved: 'class="six"' }
  const marked = { form: await markedForm(form), sent: await markedSent(form) }
  const support = await bodyOf(`${address}/support`)
  const rowBytes = await heard.ask<number>('rowBytes')
  const plainAddress = await plain.ask<string>('start', { ...marked, support, rowBytes })
  const plainForm = { ...form, url: `${plainAddress}/form` }
  const hashCpuMs = await heard.ask<number>('hashCpu', 200)
  console.log(`\nHeard on ${name}. ${placeOf()} Rounds: ${rounds} of ${roundMs / 1000} s.\n`)

  const open = (url: string, encoding = 'identity') => ({ question: 'open', about: { url, encoding, people: READERS } })
  const send = (about: Form) => ({ question: 'send', about: { ...about, people: WRITERS } })
  const targets = {
    'feedback page': { server: heard, ...open(form.url) },
    'feedback page, gzip': { server: heard, ...open(form.url, 'gzip') },
    'support page': { server: heard, ...open(`${address}/support`) },
    'option page': { server: heard, ...open(address + option) },
    'bare Eta page': { server: plain, ...open(`${plainAddress}/page`) },
    'bare prebuilt page': { server: plain, ...open(`${plainAddress}/prebuilt`) },
    submission: { server: heard, ...send(form) },
    'plain submission': { server: plain, ...send(plainForm) },
    'bare insert': { server: plain, by: plain, question: 'insert', about: { places: WRITERS } },
  }
  type Name = keyof typeof targets
  const results = Object.fromEntries(Object.keys(targets).map((target) => [target, [] as Round[]])) as Record<
    Name,
    Round[]
  >
  let failed = 0
  // The one that showed what the plain page should say.
  let saidSaved = 1
  for (let round = 0; round <= rounds; round += 1) {
    // The first is to warm up.
    const ms = round === 0 ? warmMs : roundMs
    const there = Object.entries(targets)
    // Back and forth, so that nobody always comes after the same neighbour.
    for (const [target, { server, question, about, ...rest }] of round % 2 ? there : there.reverse()) {
      const by = 'by' in rest ? rest.by : load
      const before = (await server.ask<number>('cpu')) + (cpuMs?.() ?? 0)
      const outcome = await by.ask<Load>(question, { ...about, ms })
      const cpu = (await server.ask<number>('cpu')) + (cpuMs?.() ?? 0) - before
      failed += outcome.failed
      if (target === 'submission') saidSaved += outcome.took.length
      if (round > 0) results[target as Name].push(roundOf(outcome, cpu))
    }
  }
  const beside = (ours: Name, theirs: Name, without = 0): Ratio => ratioOf(results[ours], results[theirs], without)
  return {
    machine: {
      node: process.version,
      cpus,
      database: name,
      databaseCpuCounted: cpuMs !== undefined,
      pinned: moveAway !== undefined,
      rounds,
      roundMs,
    },
    targets: Object.fromEntries(Object.entries(results).map(([target, all]) => [target, middleOf(all)])),
    ratios: {
      'feedback page / bare Eta page': beside('feedback page', 'bare Eta page'),
      'feedback page, gzip / bare Eta page': beside('feedback page, gzip', 'bare Eta page'),
      'feedback page, gzip / bare prebuilt page': beside('feedback page, gzip', 'bare prebuilt page'),
      'support page / bare prebuilt page': beside('support page', 'bare prebuilt page'),
      'option page / bare prebuilt page': beside('option page', 'bare prebuilt page'),
      'submission / plain submission': beside('submission', 'plain submission'),
      'submission without its key hash / plain submission': beside('submission', 'plain submission', hashCpuMs),
      'submission / bare insert': beside('submission', 'bare insert'),
    },
    submissions: { saidSaved, stored: await heard.ask<number>('submissions') },
    hashCpuMs,
    bytes: { form: marked.form.html.length, sent: marked.sent.html.length, support: support.length, row: rowBytes },
    serverRssMb: Math.round(await heard.ask<number>('rss')),
    failed,
    seconds: Math.round((performance.now() - began) / 1000),
  }
}

function roundOf({ took, seconds, loadCpuMs = 0 }: Load, cpu: number): Round {
  const operations = took.length
  return {
    operations,
    perSecond: operations / seconds,
    cpu: cpu / operations,
    p50: at(took, 0.5),
    p99: at(took, 0.99),
    loadBusy: loadCpuMs / 1000 / seconds,
  }
}

function placeOf(): string {
  if (!moveAway) return `${cpus} processors, nothing pinned (that needs taskset and two of them).`
  const both = database.url && !process.env.DATABASE_URL ? 'The servers and the database' : 'The servers'
  return `${both} are pinned to one processor, the load to another, with taskset.`
}

import type { AddressInfo } from 'node:net'
import { openClockwork } from './alerts.ts'
import { buildApp } from './app.ts'
import { readConfig, refuseUnsafeServing, SettingsProblem } from './config.ts'
import { AlreadyOpen } from './db/already-open.ts'
import { runDueJobs } from './db/jobs.ts'
import { openDatabase } from './db/open.ts'
import { doers } from './doers.ts'
import { startFlagging } from './feedback/flagging/flagging.ts'
import { jobs } from './jobs.ts'
import { openNotices } from './notices.ts'
import { prepare } from './prepare.ts'
import { startImporter } from './support/importing/importer.ts'
import { startWorker } from './team/long-work/worker.ts'
import { makeSuggester } from './themes/suggesting/learning.ts'
import { logKind } from './web/log.ts'
import { checkProxyTrust } from './web/proxy.ts'

const JOBS_EVERY_MS = 30_000
/** Somebody whose words are still on their way at a stop is given so long. */
const MOST_WAITING_MS = 20_000

try {
  await serve()
} catch (error) {
  if (!(error instanceof SettingsProblem || error instanceof AlreadyOpen)) throw error
  console.error(error.message)
  process.exit(1)
}

async function serve(): Promise<void> {
  const config = readConfig(process.env)
  refuseUnsafeServing(config, false)
  await checkProxyTrust(config.trustProxy)
  const { site, close, greeting } = await prepare(config)
  const notices = await openNotices(site)
  const clockwork = await openClockwork(site)
  const suggester = config.sites.team ? makeSuggester(site.db) : undefined
  const { server } = await buildApp(site, undefined, suggester)
  await server.listen({ host: config.host, port: config.port })
  const { port } = server.server.address() as AddressInfo
  console.log(greeting(`http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`))

  let running: Promise<unknown> = Promise.resolve()
  const runJobs = () => {
    running = runDueJobs(site.db, [...clockwork.jobs, ...jobs, ...notices.jobs], site.now(), site.keys)
      .then((ran) => {
        for (const { name, problem } of ran) if (problem) logKind(server.log, `job: ${name}`, problem)
      })
      .catch((error) => logKind(server.log, 'jobs', error))
  }
  runJobs()
  const timer = setInterval(runJobs, JOBS_EVERY_MS)
  // Fetching other people's feeds takes minutes, so it is no job among the others; and the public process asks nobody.
  const onDefect = (error: Error) => logKind(server.log, 'import', error)
  const importer = config.sites.team ? startImporter(site.db, site.now, onDefect) : undefined

  // Nobody's page waits for long work: its queries have no deadline, and connections of their own.
  const { databaseUrl } = config
  const patient = config.sites.team && databaseUrl ? await openDatabase({ databaseUrl, patient: true }) : undefined
  const atWork = { ...site, db: patient?.db ?? site.db }
  const onWorkDefect = (error: Error) => logKind(server.log, 'work', error)
  const worker = config.sites.team ? startWorker(atWork, doers, onWorkDefect) : undefined

  const flagging = startFlagging(site, (error) => logKind(server.log, 'flag', error))
  suggester?.start((error) => logKind(server.log, 'suggester', error))

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    clearInterval(timer)
    // Stops taking new connections and answers what is under way before the database is closed.
    setTimeout(() => server.server.closeAllConnections(), MOST_WAITING_MS).unref()
    await server.close()
    await importer?.stop()
    await worker?.stop()
    await patient?.close()
    await suggester?.stop()
    await flagging.stop()
    await running
    await notices.close()
    await clockwork.close()
    await close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { startCluster } from '../runway/cluster.mjs'
import { findPostgresql } from '../runway/postgresql.mjs'
import { databaseCpu } from './machine.ts'

/** Where the measured processes keep their rows. Nothing of it is there afterwards. */
export type BenchDatabase = {
  name: string
  /** Undefined for the embedded database: each process has one of its own, in memory. */
  url: string | undefined
  /** Processor time of the server so far; undefined where its processes cannot be seen. */
  cpuMs: (() => number) | undefined
  remove: () => Promise<void>
}

/**
 * A database of the bench's own: on the server that DATABASE_URL names, else on a PostgreSQL started for it with every
 * commit flushed to disk, else the embedded one.
 */
export async function openBenchDatabase(embedded: boolean): Promise<BenchDatabase> {
  const given = embedded ? undefined : process.env.DATABASE_URL
  if (given) return besideYours(given)
  const binaries = embedded ? undefined : findPostgresql()
  if (!binaries) {
    return {
      name: 'the embedded database, which does not flush',
      url: undefined,
      cpuMs: () => 0,
      remove: async () => {},
    }
  }
  const { url, stop } = await startCluster(binaries, { fsync: true })
  return connected(url, async (client) => {
    const { version, pid } = await versionAndBackend(client)
    return { name: `PostgreSQL ${version}, which flushes each commit`, url, cpuMs: databaseCpu(pid), remove: stop }
  })
}

/** Never in the database that was given: it may be the real one. */
async function besideYours(given: string): Promise<BenchDatabase> {
  const name = `heard_bench_${randomBytes(6).toString('hex')}`
  const url = new URL(given)
  url.pathname = `/${name}`
  return connected(given, async (client) => {
    await client.query(`create database ${name}`)
    const { version } = await versionAndBackend(client)
    const remove = () => connected(given, async (last) => void (await last.query(`drop database ${name} with (force)`)))
    return { name: `PostgreSQL ${version}, as given`, url: url.href, cpuMs: undefined, remove }
  })
}

async function versionAndBackend(client: pg.Client): Promise<{ version: string; pid: number }> {
  const { rows } = await client.query("select current_setting('server_version') as version, pg_backend_pid() as pid")
  return rows[0]
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

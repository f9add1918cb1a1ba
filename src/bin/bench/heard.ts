import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { buildApp } from '../../app.ts'
import { readConfig } from '../../config.ts'
import { migrate } from '../../db/migrate.ts'
import { openDatabase } from '../../db/open.ts'
import { hashReturnKey, type ReturnKey } from '../../feedback/return-key.ts'
import { loadReferenceData } from '../../prepare.ts'
import type { Keys } from '../../seal/keys.ts'
import { makeReaderKey } from '../../seal/reader-key.ts'
import { makePair } from '../../seal/x25519.ts'
import { dayOf } from '../../site.ts'
import { listOptions } from '../../support/directory.ts'
import { answerTo, usedCpuMs } from './processes.ts'

// The measured side: the whole of Heard, on an empty database that is set up for it and thrown away afterwards.

const databaseUrl = process.env.HEARD_BENCH_DATABASE
const { db } = await openDatabase({ databaseUrl })
const now = () => new Date()
const keys: Keys = {
  root: randomBytes(32),
  desk: randomBytes(32),
  recoveryPublic: makePair().publicRaw,
  demonstration: false,
}

answerTo({
  start: async () => {
    await migrate(db)
    await loadReferenceData(db)
    await makeReaderKey(db, keys, dayOf(now()))
    const config = readConfig({ NODE_ENV: 'test', LOG: 'silent', FREE_SENDINGS: '0' })
    const { server } = await buildApp({ db, config, keys, now, demonstration: false })
    const address = await server.listen({ host: '127.0.0.1', port: 0 })
    const [option] = await listOptions(db, dayOf(now()))
    return { address, option: `/support/option/${option?.ref}` }
  },
  cpu: usedCpuMs,
  rss: () => process.memoryUsage.rss() / 1024 / 1024,
  submissions: countSubmissions,
  rowBytes: measureRows,
  hashCpu: measureHash,
})

async function countSubmissions(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from responses`.execute(db)
  return rows[0]?.count ?? 0
}

/** What one submission takes in the tables, all its rows together. */
async function measureRows(): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (
      (select sum(pg_column_size(t.*)) from responses t) + (select sum(pg_column_size(t.*)) from answers t) +
      (select sum(pg_column_size(t.*)) from sealed_words t) + (select sum(pg_column_size(t.*)) from readings t)
    )::int / (select count(*) from responses)::int as bytes`.execute(db)
  return rows[0]?.bytes ?? 0
}

/** Processor time of one hash of a return key, in milliseconds. */
async function measureHash(times: number): Promise<number> {
  const before = usedCpuMs()
  for (let key = 0n; key < times; key += 1n) await hashReturnKey(keys, ((1n << 60n) | key) as ReturnKey)
  return (usedCpuMs() - before) / times
}

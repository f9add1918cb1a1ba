import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

export type OpenDatabase = { db: Db; kind: 'postgresql' | 'embedded'; close: () => Promise<void> }

/** No page waits longer than this for the database; a person gets an honest "not saved" instead. */
export const DEADLINE_MS = 4_000

pg.types.setTypeParser(pg.types.builtins.INT8, (value) => {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('a database number is too large')
  return number
})
// A date stays 'YYYY-MM-DD'; as a Date it would shift at local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)

type Where = {
  databaseUrl?: string | undefined
  folder?: string | undefined
  snapshot?: Blob | undefined
  /** No deadlines, for work that no person waits for. */
  patient?: boolean
}

/**
 * Opens PostgreSQL when an address is given, else the embedded database, both through one `pg.Pool`.
 * @param where `databaseUrl`, or `folder` for the embedded one (in memory without either)
 * @returns the database, which kind it is, and how to close it
 */
export async function openDatabase(where: Where): Promise<OpenDatabase> {
  const { pool, kind, after } = await openPool(where)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const close = async () => {
    await db.destroy()
    await after()
  }
  return { db, kind, close }
}

/** The connections alone, for what needs no tables. @returns `after` closes what the pool does not */
export async function openPool(where: Where) {
  const { pool, kind, after } = where.databaseUrl ? toServer(where.databaseUrl, where.patient) : await toEmbedded(where)
  // Without listeners, a database that goes away would end the process: the pool's hears of idle connections only.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return { pool, kind, after }
}

function toServer(databaseUrl: string, patient = false) {
  const deadlines = {
    query_timeout: DEADLINE_MS,
    statement_timeout: DEADLINE_MS - 500,
    idle_in_transaction_session_timeout: DEADLINE_MS * 2,
  }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: DEADLINE_MS,
    application_name: 'heard',
    ...(patient ? {} : deadlines),
  })
  return { pool, kind: 'postgresql' as const, after: async () => {} }
}

async function toEmbedded({ folder, snapshot }: Where) {
  // Only here, so that a server on PostgreSQL never has the embedded one in memory.
  const { openEmbedded } = await import('./embedded.ts')
  const embedded = await openEmbedded(folder, snapshot)
  const pool = new pg.Pool({
    Client: embedded.Client as never,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: DEADLINE_MS,
    // A client that failed half way must not hand its open transaction to the next person.
    onConnect: async (client: pg.ClientBase) => {
      await client.query('rollback')
      await client.query('discard all')
    },
  } as pg.PoolConfig)
  return { pool, kind: 'embedded' as const, after: embedded.close }
}

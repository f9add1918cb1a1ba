import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { AlreadyOpen } from './already-open.ts'

type Embedded = { Client: typeof pg.Client; close: () => Promise<void> }

/**
 * PGlite with a lock of its own: two PGlite processes on one folder lose saves without an error.
 * @param folder where the database lives, made if absent; undefined keeps it in memory
 * @param snapshot a folder dump to start from (tests)
 * @returns a pg client class for `pg.Pool`, and how to close
 * @throws {AlreadyOpen} when a live process has the folder open
 */
export async function openEmbedded(folder?: string, snapshot?: Blob): Promise<Embedded> {
  const unlock = folder ? lockFolder(folder) : () => {}
  const pglite = await (folder ? openFolder(folder, snapshot) : create(undefined, snapshot)).catch((error) => {
    unlock()
    throw error
  })
  // A fresh adapter for each client: one shared between clients crashes after a client is destroyed.
  class EmbeddedClient extends pg.Client {
    constructor(config: pg.ClientConfig) {
      super({ ...config, ...(createPgConfig(pglite) as object) })
    }
  }
  const close = async () => {
    await pglite.close()
    unlock()
  }
  return { Client: EmbeddedClient, close }
}

/**
 * Opens the database of a folder, or makes it. Whoever was killed at the last moment of making it leaves one that can
 * never be opened; nothing was ever kept in it, because the note that it was made is not there. It is put aside.
 */
async function openFolder(folder: string, snapshot?: Blob): Promise<PGlite> {
  const database = join(folder, 'database')
  const made = join(folder, 'database.made')
  const pglite = await create(database, snapshot).catch((error) => {
    if (existsSync(made)) throw error
    const aside = join(folder, 'database.cut-off')
    rmSync(aside, { recursive: true, force: true })
    renameSync(database, aside)
    return create(database, snapshot)
  })
  writeFileSync(made, '')
  return pglite
}

function create(dataDir: string | undefined, snapshot?: Blob): Promise<PGlite> {
  return PGlite.create({ ...(dataDir ? { dataDir } : {}), ...(snapshot ? { loadDataDir: snapshot } : {}) })
}

/**
 * Holds an exclusive file lock of the operating system, through SQLite, for as long as this process lives. The kernel
 * lets go of it when the process dies, however it dies, and never while the process lives, even stopped.
 */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(folder, 'in-use.lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
  } catch {
    lock.close()
    throw new AlreadyOpen(
      `Another Heard is running on ${folder}. Stop it first: two on one folder would lose what people wrote.`,
    )
  }
  return () => lock.close()
}

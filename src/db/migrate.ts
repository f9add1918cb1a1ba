import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import type { Db } from './open.ts'

const migrationFolder = path.join(import.meta.dirname, '../../migrations')

/**
 * Brings the tables up to date. Several processes may call it at once: Kysely takes a lock.
 * @throws the database's own error; nothing is half done, each migration is a transaction
 */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

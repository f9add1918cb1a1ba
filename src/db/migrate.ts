import { promises as fs } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator } from 'kysely/migration'
import { type Db, openDatabase } from './open.ts'

const migrationFolder = path.join(import.meta.dirname, '../../migrations')

/**
 * Brings the tables up to date on a connection of its own without deadlines: an index may take its time to build, and a
 * second process waits for the first.
 * @param where the PostgreSQL address; the embedded database has one connection, so there `db` itself is used
 */
export async function migrateAt(where: string | undefined, db: Db): Promise<void> {
  if (!where) return migrate(db)
  const patient = await openDatabase({ databaseUrl: where, patient: true })
  try {
    await migrate(patient.db)
  } finally {
    await patient.close()
  }
}

/**
 * Brings the tables up to date. Several processes may call it at once: Kysely takes a lock.
 * @throws the database's own error; nothing is half done, each migration is a transaction
 */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

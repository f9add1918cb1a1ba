import { existsSync, promises as fs, rmSync } from 'node:fs'
import path from 'node:path'
import { FileMigrationProvider, Migrator, NO_MIGRATIONS } from 'kysely/migration'
import { type Config, readConfig, SettingsProblem } from '../config.ts'
import { AlreadyOpen } from '../db/already-open.ts'
import { migrate } from '../db/migrate.ts'
import { type Db, openDatabase } from '../db/open.ts'
import { isDemonstration } from '../prepare.ts'
import { inWords } from './in-words.ts'

const migrationFolder = path.join(import.meta.dirname, '../../migrations')

// npm run demo:clear: takes the demonstration away, and nothing else.
await inWords(async () => {
  const config = readConfig(process.env)
  if (config.databaseUrl) await clearPostgresql(config)
  else await clearEmbedded(config)
})

async function clearEmbedded(config: Config): Promise<void> {
  const database = path.join(config.dataFolder, 'database')
  if (!existsSync(database)) throw new SettingsProblem(`There is no demonstration in ${config.dataFolder}.`)
  await refuseWhileRunning(config)
  rmSync(database, { recursive: true })
  rmSync(path.join(config.dataFolder, 'in-use.lock'), { force: true })
  console.log(`The demonstration’s database in ${config.dataFolder} is gone.`)
  removeDemonstrationKeys(config)
  console.log('"npm start" makes a new one.')
}

/** A database too damaged to open can still be cleared; one that another process holds cannot. */
async function refuseWhileRunning(config: Config): Promise<void> {
  try {
    const { close } = await openDatabase({ folder: config.dataFolder })
    await close()
  } catch (error) {
    if (error instanceof AlreadyOpen) throw error
  }
}

/** The log refuses to be emptied, so the tables go and come back. */
async function clearPostgresql(config: Config): Promise<void> {
  const { db, close } = await openDatabase({ databaseUrl: config.databaseUrl })
  try {
    if (!(await holdsDemonstration(db))) {
      throw new SettingsProblem('This database does not hold the demonstration. Nothing was touched.')
    }
    const migrator = new Migrator({ db, provider: new FileMigrationProvider({ fs, path, migrationFolder }) })
    const { error } = await migrator.migrateTo(NO_MIGRATIONS)
    if (error) throw error
    await migrate(db)
  } finally {
    await close()
  }
  console.log('The demonstration is gone from this database: all its tables were dropped and made again, empty.')
  removeDemonstrationKeys(config)
}

async function holdsDemonstration(db: Db): Promise<boolean> {
  try {
    return await isDemonstration(db)
  } catch (error) {
    // 42P01: there is not even the table.
    if ((error as { code?: string }).code === '42P01') return false
    throw error
  }
}

function removeDemonstrationKeys({ keysFolder }: Config): void {
  if (!existsSync(path.join(keysFolder, 'demonstration'))) return
  for (const name of ['root.key', 'desk.key', 'recovery.public', 'demonstration']) {
    rmSync(path.join(keysFolder, name), { force: true })
  }
  console.log(`Its keys in ${keysFolder} are gone too.`)
}

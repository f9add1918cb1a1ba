// `npm run demo`: loads the demonstration into the PostgreSQL of DATABASE_URL, to try several processes on one database.
import { readConfig, SettingsProblem } from '../config.ts'
import { migrateAt } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { fillWithDemonstration, isDemonstration, loadReferenceData } from '../prepare.ts'
import { hasKeys, loadKeys, makeKeys } from '../seal/keys.ts'
import type { Site } from '../site.ts'

try {
  await load()
} catch (error) {
  if (!(error instanceof SettingsProblem)) throw error
  console.error(error.message)
  process.exit(1)
}

async function load(): Promise<void> {
  const config = readConfig(process.env)
  if (!config.databaseUrl) {
    throw new SettingsProblem('Without DATABASE_URL "npm start" loads the demonstration by itself.')
  }
  if (config.production) throw new SettingsProblem('The demonstration is not for NODE_ENV=production.')
  const { db, close } = await openDatabase({ databaseUrl: config.databaseUrl })
  try {
    await migrateAt(config.databaseUrl, db)
    if (await isDemonstration(db)) throw new SettingsProblem('The demonstration is in this database already.')
    const someone = await db.selectFrom('members').select('id').limit(1).executeTakeFirst()
    if (someone) throw new SettingsProblem('This database is in use: the demonstration goes only into an empty one.')
    if (!hasKeys(config.keysFolder)) makeKeys(config.keysFolder, true)
    const keys = loadKeys(config.keysFolder, true)
    if (!keys.demonstration)
      throw new SettingsProblem('The demonstration is not made with real keys: set KEYS to an empty folder.')
    await loadReferenceData(db)
    const site: Site = { db, config, keys, now: () => new Date(), demonstration: true }
    await fillWithDemonstration(site)
    console.log('The demonstration is in the database. "npm start" shows it.')
  } finally {
    await close()
  }
}

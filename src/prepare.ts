import { mkdirSync, statfsSync } from 'node:fs'
import { sql } from 'kysely'
import { type Config, refuseUnsafeServing, SettingsProblem } from './config.ts'
import { migrate, migrateAt } from './db/migrate.ts'
import { type Db, openDatabase } from './db/open.ts'
import { loadDemonstration } from './demonstration/load.ts'
import { loadQuestionSets } from './feedback/question-set.ts'
import { hasKeys, loadKeys, makeKeys } from './seal/keys.ts'
import { currentReaderKey, makeReaderKey } from './seal/reader-key.ts'
import { dayOf, type Site } from './site.ts'
import { loadGuidance } from './support/guidance/loading.ts'
import { loadDirectory } from './support/loading.ts'
import { demonstrationEmail, demonstrationPassword, demonstrationSecret } from './team/demonstration-members.ts'
import { isSetUp } from './team/set-up.ts'
import { loadCodebook } from './themes/loading.ts'

/** Below this the embedded database would hang on a full disk instead of saying so. */
const ROOM_NEEDED = 200 * 1024 * 1024

export type Prepared = { site: Site; close: () => Promise<void>; greeting: (address: string) => string }

/**
 * Opens, migrates and fills the database, and reads the keys this process may hold. Without DATABASE_URL that makes the
 * demonstration, keys and all.
 * @throws {SettingsProblem | AlreadyOpen} in one sentence for whoever starts the program
 */
export async function prepare(config: Config, now: () => Date = () => new Date()): Promise<Prepared> {
  const embedded = !config.databaseUrl
  if (embedded) makeRoom(config)
  const where = embedded ? { folder: config.dataFolder } : { databaseUrl: config.databaseUrl }
  const { db, close } = await openDatabase(where)
  try {
    if (embedded && !hasKeys(config.keysFolder)) makeKeys(config.keysFolder, true)
    const keys = loadKeys(config.keysFolder, config.sites.team)
    refuseUnsafeServing(config, keys.demonstration)
    await migrateAt(config.databaseUrl, db)
    if (embedded && (await isHalfLoaded(db))) await startAgain(db)
    await loadReferenceData(db)
    const site: Site = { db, config, keys, now, demonstration: await isDemonstration(db) }
    if (embedded && !site.demonstration) {
      console.log('Making the demonstration: two years of made-up feedback. It takes about a minute, and only once.')
      await fillWithDemonstration(site)
    }
    const missing = site.demonstration ? undefined : await isSetUp(db)
    if (missing) throw new SettingsProblem(missing)
    const returnKey = await keyToTry(db)
    return { site, close, greeting: (address) => greet(address, site, returnKey) }
  } catch (error) {
    await close()
    throw error
  }
}

/** Questions, directory, guidance and codebook: what the project brings. Safe to repeat. */
export async function loadReferenceData(db: Db): Promise<void> {
  await loadQuestionSets(db)
  await loadDirectory(db)
  await loadGuidance(db)
  await loadCodebook(db)
}

/** Makes an empty, migrated database the demonstration, with a reader key of its own. */
export async function fillWithDemonstration(site: Site): Promise<void> {
  const { db, keys, now } = site
  if (!(await currentReaderKey(db, keys))) await makeReaderKey(db, keys, dayOf(now()))
  await loadDemonstration(site)
  site.demonstration = true
}

/** Whether what is in the database is the demonstration. */
export async function isDemonstration(db: Db): Promise<boolean> {
  const fact = await db.selectFrom('facts').select('key').where('key', '=', 'demonstration').executeTakeFirst()
  return fact !== undefined
}

/** The return key of somebody made up, for a visitor of the demonstration to try. */
async function keyToTry(db: Db): Promise<string | undefined> {
  const fact = await db.selectFrom('facts').select('value').where('key', '=', 'demonstration').executeTakeFirst()
  return (fact?.value as { returnKey?: string } | undefined)?.returnKey
}

/** The demonstration was ended while it was being loaded. */
async function isHalfLoaded(db: Db): Promise<boolean> {
  if (await isDemonstration(db)) return false
  const member = await db.selectFrom('members').select('id').limit(1).executeTakeFirst()
  return member !== undefined
}

/** Empties the embedded database. Without the demonstration's mark nothing in it was meant to be kept. */
async function startAgain(db: Db): Promise<void> {
  await sql`drop schema public cascade`.execute(db)
  await sql`drop schema if exists released cascade`.execute(db)
  await sql`create schema public`.execute(db)
  await migrate(db)
}

function makeRoom(config: Config): void {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = statfsSync(config.dataFolder)
  if (bavail * bsize < ROOM_NEEDED) {
    throw new SettingsProblem(`There is too little free space on the disk of ${config.dataFolder}: 200 MB are needed.`)
  }
}

function greet(address: string, site: Site, returnKey: string | undefined): string {
  const lines = [`Heard is at ${address}`]
  if (site.config.sites.team) lines.push(`The team’s side is at ${address}/team`)
  if (returnKey && site.config.sites.public) lines.push(`A return key to come back with: ${returnKey}`)
  if (site.demonstration && site.config.sites.team) {
    lines.push(
      `Sign in there with one click, or with ${demonstrationEmail('ruth')} (or imran, sam, leah, noor, bea, sol, dev, wren, ada, otto),`,
      `the password "${demonstrationPassword}" and a code from an app that was given the secret ${demonstrationSecret}.`,
    )
  }
  if (site.demonstration)
    lines.push('This is a demonstration. Everything in it is made up. Do not write anything real.')
  return lines.join('\n')
}

import { readConfig, SettingsProblem } from '../config.ts'
import { migrateAt } from '../db/migrate.ts'
import { type Db, openDatabase } from '../db/open.ts'
import { isDemonstration, loadReferenceData } from '../prepare.ts'
import { CannotOpen } from '../seal/envelope.ts'
import { type Keys, loadKeys } from '../seal/keys.ts'
import { addFirstAdmin, ensureReaderKey, hasAdmin, isSetUp, problemWithAdmin } from '../team/set-up.ts'
import { openAsking } from './asking.ts'
import { inWords } from './in-words.ts'

// npm run setup: prepares the database of a real partnership. Running it again changes nothing that is there.
await inWords(async () => {
  const config = readConfig(process.env)
  if (!config.databaseUrl) {
    throw new SettingsProblem(
      'Set-up is for a real partnership and needs PostgreSQL: set DATABASE_URL. The demonstration needs none.',
    )
  }
  const keys = loadKeys(config.keysFolder, true)
  if (keys.demonstration) {
    throw new SettingsProblem(
      'KEYS holds the demonstration’s keys. Set it to another folder and run "npm run keys -- make".',
    )
  }
  const { db, close } = await openDatabase({ databaseUrl: config.databaseUrl })
  try {
    await migrateAt(config.databaseUrl, db)
    await setUp(db, keys)
  } finally {
    await close()
  }
})

async function setUp(db: Db, keys: Keys): Promise<void> {
  if (await isDemonstration(db)) {
    throw new SettingsProblem('This database holds the demonstration. Clear it first with "npm run demo:clear".')
  }
  await loadReferenceData(db)
  const made = await ensureReaderKey(db, keys, new Date()).catch((error) => {
    if (error instanceof CannotOpen)
      throw new SettingsProblem('These keys are not the ones that this database was made with.')
    throw error
  })
  console.log(made ? 'The reader key is made.' : 'The reader key is there.')
  if (await hasAdmin(db)) console.log('There is an admin.')
  else await firstAdmin(db, keys)
  const missing = await isSetUp(db)
  console.log(missing ? `One thing is missing. ${missing}` : 'Everything is set up. Start Heard with "npm start".')
}

async function firstAdmin(db: Db, keys: Keys): Promise<void> {
  const typed = await askAdmin()
  const { totpSecret, totpUri } = await addFirstAdmin(db, keys, typed, new Date())
  console.log(
    [
      `${typed.name} is the first admin. This secret goes into an app that makes six-digit codes, and is not shown again:`,
      '',
      `  ${totpSecret.match(/.{4}/g)?.join(' ')}`,
      `  ${totpUri}`,
      '',
    ].join('\n'),
  )
}

/** From SETUP_NAME, SETUP_EMAIL and SETUP_PASSWORD, or at the keyboard until it will do. */
async function askAdmin(): Promise<{ name: string; email: string; password: string }> {
  const { SETUP_NAME: name, SETUP_EMAIL: email, SETUP_PASSWORD: password } = process.env
  if (name && email && password) {
    const problem = problemWithAdmin({ name, email, password })
    if (problem) throw new SettingsProblem(problem)
    return { name, email, password }
  }
  const asking = openAsking()
  try {
    while (true) {
      const answers = []
      for (const [question, hidden] of [
        ['Name of the first admin: ', false],
        ['Their email address: ', false],
        ['Their password, at least 12 characters (not shown): ', true],
      ] as const) {
        const line = await asking.line(question, { hidden })
        if (line === undefined) throw new SettingsProblem('The first admin is missing. Run "npm run setup" again.')
        answers.push(line)
      }
      const [asked = '', address = '', secret = ''] = answers
      const typed = { name: asked.trim(), email: address.trim(), password: secret }
      const problem = problemWithAdmin(typed)
      if (!problem) return typed
      console.log(problem)
    }
  } finally {
    asking.close()
  }
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig, SettingsProblem } from '../config.ts'
import { type OpenDatabase, openDatabase } from '../db/open.ts'
import { CannotOpen } from '../seal/envelope.ts'
import { hasKeys, loadKeys, makeKeys } from '../seal/keys.ts'
import { currentReaderKey, openReaderKey } from '../seal/reader-key.ts'
import { readRecoveryWords, recoveryWords, splitWords } from '../seal/recovery.ts'
import { drillRecovery, findDrill } from '../team/recovery-drill.ts'
import { openAsking } from './asking.ts'
import { inWords } from './in-words.ts'

const meanings: Record<string, string> = {
  'root.key': 'makes return keys and form tokens',
  'desk.key': 'opens what people wrote, and makes the log’s chain; only on the team’s server',
  'recovery.public': 'the half of the recovery key that stays here',
  demonstration: 'these keys are for the demonstration only',
}

// npm run keys -- make | check | drill
await inWords(async () => {
  const config = readConfig(process.env)
  const command = process.argv[2]
  if (command === 'make') make(config)
  else if (command === 'check') await check(config)
  else if (command === 'drill') await drill(config)
  else throw new SettingsProblem('Say what to do: "npm run keys -- make", "… check" or "… drill".')
})

function make(config: Config): void {
  const words = recoveryWords(makeKeys(config.keysFolder, false))
  const rows = [0, 6, 12, 18].map((from) =>
    words
      .slice(from, from + 6)
      .map((word, at) => `${from + at + 1}. ${word}`.padEnd(14))
      .join(''),
  )
  const sheet = (copy: string) =>
    [`Recovery key of Heard, ${copy}`, '', ...rows.map((row) => row.trimEnd()), ''].join('\n')
  console.log(`The keys are in ${config.keysFolder}. Keep that folder out of the backups of the database.\n`)
  console.log(sheet('first copy'))
  console.log(`${'- '.repeat(38)}\n`)
  console.log(sheet('second copy'))
  console.log(
    [
      'These 24 words are nowhere else. Write or print each copy, and give each to another officer for their safe.',
      'If the keys of this server are lost, only these words open what people wrote. Whoever holds them and a copy',
      'of the database can read it too. Then clear this screen, and try the words: "npm run setup", and after it',
      '"npm run keys -- drill".',
    ].join('\n'),
  )
}

async function check(config: Config): Promise<void> {
  const folder = config.keysFolder
  if (!hasKeys(folder))
    throw new SettingsProblem(`There are no keys in ${folder}. Make them with "npm run keys -- make".`)
  const problems = [...modeProblems(folder), ...lengthProblems(folder)]
  for (const name of readdirSync(folder).sort()) console.log(`${name}${meanings[name] ? `: ${meanings[name]}` : ''}`)
  if (problems.length === 0) problems.push(...(await databaseProblems(config)))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  else console.log('The keys are as they should be.')
}

function modeProblems(folder: string): string[] {
  // Windows keeps no such modes.
  if (process.platform === 'win32') return []
  const open = [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter(
    (path) => (statSync(path).mode & 0o077) !== 0,
  )
  return open.map((path) => `Others on this machine can reach ${path}: take their rights away with chmod go= on it.`)
}

function lengthProblems(folder: string): string[] {
  return ['root.key', 'desk.key', 'recovery.public']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && !/^[0-9a-f]{64}$/.test(readFileSync(path, 'utf8').trim()))
    .map((path) => `The key ${path} is damaged: it should be 64 hexadecimal digits.`)
}

async function databaseProblems(config: Config): Promise<string[]> {
  const keys = loadKeys(config.keysFolder, existsSync(join(config.keysFolder, 'desk.key')))
  return withDatabase(config, async ({ db }) => {
    try {
      const current = await currentReaderKey(db, keys)
      if (!current) return ['There is no reader key in the database yet: run "npm run setup".']
      if (keys.desk) await openReaderKey(db, keys, current.id)
      console.log(keys.desk ? 'The reader key in the database opens.' : 'The reader key in the database is ours.')
    } catch (error) {
      if (error instanceof CannotOpen) return ['These keys are not the ones that this database was made with.']
      throw error
    }
    const day = await findDrill(db)
    console.log(day ? `The recovery key was last tried on ${day}.` : 'The recovery key has not been tried yet.')
    return []
  })
}

async function drill(config: Config): Promise<void> {
  // With the desk key lost the words must still open; only the log cannot be written then.
  const keys = loadKeys(config.keysFolder, existsSync(join(config.keysFolder, 'desk.key')))
  const asking = openAsking()
  let typed = ''
  let line = await asking.line('Type the 24 words of the recovery key. They are not shown.\n', { hidden: true })
  while (line !== undefined) {
    typed += ` ${line}`
    if (splitWords(typed).length >= 24 || line.trim() === '') break
    line = await asking.line('', { hidden: true })
  }
  asking.close()
  const recoveryPrivate = readRecoveryWords(typed)
  await withDatabase(config, async ({ db }) => {
    try {
      await drillRecovery(db, keys, recoveryPrivate, new Date())
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error
      throw new SettingsProblem(
        'These words are a recovery key, but they do not open this database. Are they of another server?',
      )
    }
  })
  console.log(
    'The recovery key works: it opened a test record. Put the words back into the safe, and try again in a year.',
  )
}

async function withDatabase<T>(config: Config, work: (opened: OpenDatabase) => Promise<T>): Promise<T> {
  const opened = await openDatabase({ databaseUrl: config.databaseUrl, folder: config.dataFolder })
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

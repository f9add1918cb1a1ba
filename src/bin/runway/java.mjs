import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.mjs'

/** The oldest Java that the HTML checker runs on. */
const OLDEST = 11

/** What to say where there is no Java. */
export const needsJava =
  'The HTML checker needs Java 11 or newer: install one (Debian: "apt-get install default-jre-headless"), ' +
  'or set HEARD_JAVA to the path of one.'

/**
 * A Java on this machine. HEARD_JAVA, when set, decides; then JAVA_HOME.
 * @returns {string | undefined}
 */
export function findJava() {
  const { HEARD_JAVA, JAVA_HOME, PATH = '' } = process.env
  const name = process.platform === 'win32' ? 'java.exe' : 'java'
  const folders = [JAVA_HOME && join(JAVA_HOME, 'bin'), ...PATH.split(delimiter), '/usr/bin']
  const places = [HEARD_JAVA, ...folders.filter(Boolean).map((folder) => join(folder, name))]
  return places.find((path) => path && existsSync(path) && isNewEnough(path))
}

/** The same, after trying to install one. The tests that need it say so when there is none. */
export function getJava() {
  const found = findJava()
  if (found) return found
  aptInstall(['default-jre-headless'])
  return findJava()
}

/** On a Mac without Java there is a program of that name that only says where to get one. */
function isNewEnough(path) {
  const { status, stderr, stdout } = spawnSync(path, ['-version'], { encoding: 'utf8', timeout: 30_000 })
  const [, version] = /version "(\d+)/.exec(`${stderr}${stdout}`) ?? []
  return status === 0 && Number(version) >= OLDEST
}

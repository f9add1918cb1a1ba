import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.mjs'

/** What to say where there is none. */
export const needsOffice =
  'The board’s files are tried in LibreOffice and with poppler’s pdfinfo: install them (Debian: "apt-get install ' +
  'libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils"), or set HEARD_OFFICE to the path of soffice.'

/**
 * The LibreOffice of this machine. HEARD_OFFICE, when set, decides.
 * @returns {string | undefined}
 */
export function findOffice() {
  const { HEARD_OFFICE, PATH = '' } = process.env
  const folders = [...PATH.split(delimiter), '/usr/bin', '/usr/local/bin', '/usr/lib/libreoffice/program']
  const places = [
    ...folders.filter(Boolean).flatMap((folder) => ['soffice', 'libreoffice'].map((name) => join(folder, name))),
    '/Applications/LibreOffice.app/Contents/MacOS/soffice',
    'C:\\Program Files\\LibreOffice\\program\\soffice.com',
  ]
  return [HEARD_OFFICE, ...places].find((path) => path && existsSync(path))
}

/** Whether the programs are here that say what a PDF holds. */
export function hasPoppler() {
  return ['pdfinfo', 'pdftotext'].every(
    (name) => spawnSync(name, ['-v'], { stdio: 'ignore', timeout: 30_000 }).status === 0,
  )
}

/** The same, after trying to install both. The tests that need them say so when there is none. */
export function getOffice() {
  if (findOffice() && hasPoppler()) return findOffice()
  aptInstall(['libreoffice-calc-nogui', 'libreoffice-writer-nogui', 'poppler-utils'])
  return findOffice()
}
